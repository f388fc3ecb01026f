"""Making a stored photo from whatever was sent: turned, stripped, shrunk, as WebP; with a thumbnail."""

import io
import warnings
from dataclasses import dataclass

from PIL import Image, ImageOps, UnidentifiedImageError

from crm_mobile.core.errors import Invalid
from crm_mobile.core.language import _

LONGEST_SIDE = 1600
HEAVIEST = 300 * 1024
THUMBNAIL_SIDE = 320
# Above this a small file can fill the memory when it is opened (50 million pixels are 150 MB). Pillow itself refuses at
# twice its own number; between the two it would only warn, and warnings belong to the process, not to one thread.
Image.MAX_IMAGE_PIXELS = 50_000_000 // 2
warnings.simplefilter("ignore", Image.DecompressionBombWarning)
# What phones' cameras and galleries send. SVG and PDF are programs, not photos.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")


@dataclass(frozen=True)
class Picture:
    """The bytes of a photo as they are stored, its size in pixels, and a square-fitting thumbnail."""

    data: bytes
    thumbnail: bytes
    width: int
    height: int


def picture(sent: bytes) -> Picture:
    """The photo in these bytes; raises Invalid with a sentence when there is none that can be kept."""
    try:
        with Image.open(io.BytesIO(sent), formats=FORMATS) as opened:
            opened.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is read at the size that is needed
            turned = ImageOps.exif_transpose(opened)
            flat = _flat(turned)
    except Image.DecompressionBombError as bomb:
        raise Invalid({"photos": [_("This picture has too many pixels. Take a new photo with the camera.")]}) from bomb
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError, IndexError, MemoryError) as broken:
        raise Invalid(
            {"photos": [_("This file is not a photo that can be read. Take a new one or choose a JPEG.")]}
        ) from broken
    flat.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
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
