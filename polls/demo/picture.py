"""The picture over the outsourcing report: every voter a dot, drawn when the demo is loaded."""

import io
import math

from PIL import Image, ImageDraw

ALTERNATIVE_TEXT = (
    "293 dots, one for each reader who voted. 228 stand in rows to the left of a thin line, 193 of "
    "them black and 35 gray. 65 have crossed to its right: 42 red rings around 23 solid red dots."
)
CREDIT = "Illustration: Social Weather"

WIDTH, HEIGHT = 1600, 900
PAPER, INK, QUIET, ACCENT = "#fbfaf6", "#1b1d21", "#5c6068", "#b3261e"
STEP, RADIUS = 52, 17
ROWS = 14
IN_HOUSE, CONSIDERING, PARTLY, WHOLLY = 193, 35, 42, 23
# Drawn twice as large and then reduced: Pillow's circles have no smooth edge of their own.
SCALE = 2


def draw() -> bytes:
    """The illustration as a WebP file of 1600 by 900 pixels."""
    canvas = Image.new("RGB", (WIDTH * SCALE, HEIGHT * SCALE), PAPER)
    pen = ImageDraw.Draw(canvas)
    staying = [INK] * IN_HOUSE + [QUIET] * CONSIDERING
    for place, colour in enumerate(staying):
        column, row = divmod(place, ROWS)
        dot(pen, 96 + column * STEP, 112 + row * STEP, fill=colour)
    pen.line(scaled(1010, 72, 1010, HEIGHT - 72), fill=QUIET, width=2 * SCALE)
    for place in range(PARTLY + WHOLLY):
        x, y = drifting(place)
        if place < PARTLY:
            dot(pen, x, y, outline=ACCENT, width=4 * SCALE)
        else:
            dot(pen, x, y, fill=ACCENT)
    file = io.BytesIO()
    canvas.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS).save(file, "WEBP", quality=88)
    return file.getvalue()


def drifting(place: int) -> tuple[float, float]:
    """Where the dots right of the line stand: as the seeds of a sunflower, from the middle out."""
    # Vogel's spiral, turned inside out so that those who gave away the most stand in the middle.
    distance = STEP * 0.6 * math.sqrt(PARTLY + WHOLLY - place)
    angle = (PARTLY + WHOLLY - place) * math.pi * (3 - math.sqrt(5))
    return 1300 + distance * math.cos(angle), HEIGHT / 2 + distance * math.sin(angle)


def dot(pen: ImageDraw.ImageDraw, x: float, y: float, **style) -> None:
    pen.ellipse(scaled(x - RADIUS, y - RADIUS, x + RADIUS, y + RADIUS), **style)


def scaled(*lengths: float) -> list[float]:
    return [length * SCALE for length in lengths]
