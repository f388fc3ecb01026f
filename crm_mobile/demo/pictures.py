"""Small pictures that look like a rep's photos of a shelf, drawn with Pillow so that the demo needs no file."""

from __future__ import annotations

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageEnhance, ImageFilter

SIZE = (640, 480)
# Cartons in muted print colours, two tones each: body and label.
CARTONS = (
    ("#2f6f8f", "#e8f1f5"), ("#b5523b", "#f8ead9"), ("#5b7f4b", "#eef3e2"), ("#d9a441", "#fff7e0"),
    ("#6a5a8c", "#efe9f6"), ("#c9c2b4", "#4a4a48"), ("#33475b", "#f3d9a4"), ("#e3e6e8", "#2f6f8f"),
)  # fmt: skip
WALLS = ("#d8d2c6", "#c9d3d6", "#e0d6c8", "#bfc8bd")
BOARDS = ("#8a6b4a", "#6e6a64", "#a58a66", "#55504a")


def draw_shelf(random: Random) -> Image.Image:
    """A shelf with three boards of cartons and bottles; gaps show what has been sold."""
    image = Image.new("RGB", SIZE, random.choice(WALLS))
    pen = ImageDraw.Draw(image)
    board = random.choice(BOARDS)
    for level in range(3):
        floor = 160 + level * 145
        x = 18 + random.randint(0, 20)
        while x < SIZE[0] - 70:
            if random.random() < 0.16:
                x += random.randint(40, 90)
                continue
            draw_goods = _bottle if random.random() < 0.3 else _carton
            x += draw_goods(pen, x, floor, random) + random.randint(2, 8)
        pen.rectangle((0, floor, SIZE[0], floor + 13), fill=board)
        for strip in range(random.randint(2, 4)):
            left = 40 + strip * 160 + random.randint(0, 60)
            pen.rectangle((left, floor + 1, left + 46, floor + 12), fill="#fbfbf4")
            pen.line((left + 6, floor + 6, left + 34, floor + 6), fill="#333333", width=2)
    return _as_taken_by_hand(image, random)


def _carton(pen: ImageDraw.ImageDraw, x: int, floor: int, random: Random) -> int:
    width, height = random.randint(48, 92), random.randint(55, 108)
    body, label = random.choice(CARTONS)
    pen.rectangle((x, floor - height, x + width, floor), fill=body, outline="#00000030")
    pen.polygon(
        (
            (x, floor - height),
            (x + 9, floor - height - 8),
            (x + width + 9, floor - height - 8),
            (x + width, floor - height),
        ),
        fill=label,
    )
    pen.rectangle((x + 7, floor - height + 14, x + width - 7, floor - height // 3), fill=label)
    for line in range(3):
        y = floor - height + 21 + line * 9
        pen.line((x + 12, y, x + width - 14 - line * 8, y), fill=body, width=3)
    return width + 6


def _bottle(pen: ImageDraw.ImageDraw, x: int, floor: int, random: Random) -> int:
    width, height = random.randint(26, 38), random.randint(70, 104)
    body, label = random.choice(CARTONS)
    pen.rounded_rectangle((x, floor - height + 18, x + width, floor), radius=8, fill=body)
    pen.rectangle((x + width // 2 - 5, floor - height + 4, x + width // 2 + 5, floor - height + 20), fill=label)
    pen.rectangle((x + width // 2 - 5, floor - height, x + width // 2 + 14, floor - height + 6), fill="#3b3b3b")
    pen.rectangle((x + 4, floor - height // 2 - 8, x + width - 4, floor - 16), fill=label)
    return width + 3


def _as_taken_by_hand(image: Image.Image, random: Random) -> Image.Image:
    """A little crooked, a little soft, darker to one side: nobody holds a phone level in a shop."""
    image = image.rotate(random.uniform(-2.2, 2.2), Image.Resampling.BILINEAR, fillcolor="#8b857a")
    shade = Image.linear_gradient("L").rotate(random.choice((90, 180, 270)), expand=True).resize(SIZE)
    dark = Image.new("RGB", SIZE, "#2a2622")
    image = Image.composite(image, Image.blend(image, dark, 0.28), shade)
    image = ImageEnhance.Color(image).enhance(random.uniform(0.75, 0.95))
    return image.filter(ImageFilter.GaussianBlur(0.7)).crop((14, 12, SIZE[0] - 14, SIZE[1] - 12))


def as_webp(image: Image.Image) -> bytes:
    """The bytes that the product would store for this photo."""
    buffer = BytesIO()
    image.save(buffer, "WEBP", quality=72, method=2)
    return buffer.getvalue()
