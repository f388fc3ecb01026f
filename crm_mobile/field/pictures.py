"""Making a stored photo from whatever was sent: turned, stripped, shrunk, as WebP; with a thumbnail."""

import io
import threading
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError
from PIL.JpegImagePlugin import JpegImageFile

from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _

LONGEST_SIDE = 1600
HEAVIEST = 300 * 1024
THUMBNAIL_SIDE = 320
# Above this a small file can fill the memory when it is opened (50 million pixels are 150 MB). Pillow itself refuses at
# twice its own number; between the two it would only warn, and warnings belong to the process, not to one thread.
Image.MAX_IMAGE_PIXELS = 50_000_000 // 2
warnings.simplefilter("ignore", Image.DecompressionBombWarning)
# A JPEG is read at about the size that is needed; everything else, and a JPEG in several passes, is in memory whole.
MOST_PIXELS_WHOLE = 25_000_000
# However many threads answer, only so many pictures are in memory at once; the others wait.
AT_ONCE = threading.BoundedSemaphore(2)
# What phones' cameras and galleries send. SVG and PDF are programs, not photos.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
# Modes whose pixels can be averaged; those of a palette cannot.
SMOOTH = ("RGB", "RGBA", "L", "LA", "CMYK", "YCbCr")


@dataclass(frozen=True)
class Picture:
    """The bytes of a photo as they are stored, its size in pixels, and a square-fitting thumbnail."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int


def picture(sent: bytes) -> Picture:
    """The photo in these bytes; raises Invalid with a sentence when there is none that can be kept."""
    with AT_ONCE:
        return _picture(sent)


def _picture(sent: bytes) -> Picture:
    try:
        with Image.open(io.BytesIO(sent), formats=FORMATS) as opened:
            is_scaled = isinstance(opened, JpegImageFile) and not opened.info.get("progressive")
            if opened.width * opened.height > MOST_PIXELS_WHOLE and not is_scaled:
                raise Image.DecompressionBombError
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            # Made small first: every step after that would hold another copy of the whole picture.
            smooth = opened if opened.mode in SMOOTH else opened.convert("RGBA")
            smooth.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
            flat = _flat(ImageOps.exif_transpose(smooth))
    except Image.DecompressionBombError as bomb:
        raise Invalid({"photos": [_("This picture has too many pixels. Take a new photo with the camera.")]}) from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError) as broken:
        raise Invalid(
            {"photos": [_("This file is not a photo that can be read. Take a new one or choose a JPEG.")]}
        ) from broken
    data = _light(flat)
    small = flat.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), Image.Resampling.LANCZOS)
    return Picture(data, _webp(small, 70), flat.width, flat.height)


def _flat(image: Image.Image) -> Image.Image:
    """On white, in RGB, without any metadata."""
    if image.mode in ("RGBA", "LA", "P", "PA"):
        with_alpha = image.convert("RGBA")
        ground = Image.new("RGB", with_alpha.size, "white")
        ground.paste(with_alpha, mask=with_alpha.getchannel("A"))
        return ground
    flat = Image.new("RGB", image.size)
    flat.paste(image.convert("RGB"))
    return flat


def _light(image: Image.Image) -> bytes:
    for quality in (80, 65, 50, 35):
        data = _webp(image, quality)
        if len(data) <= HEAVIEST:
            return data
    image.thumbnail((LONGEST_SIDE // 2, LONGEST_SIDE // 2), Image.Resampling.LANCZOS)
    return _webp(image, 35)


def _webp(image: Image.Image, quality: int) -> bytes:
    written = io.BytesIO()
    image.save(written, "WEBP", quality=quality, method=2)
    return written.getvalue()
