"""One picture of all pictures that the journeys left: python -m tests.journeys.sheet FOLDER."""

import sys
import textwrap
from pathlib import Path

from PIL import Image, ImageDraw, ImageOps

COLUMNS, WIDTH, HEIGHT, WORDS = 8, 240, 440, 46


def main():
    folder = Path(sys.argv[1])
    found = sorted(path for path in folder.glob("*.jpg") if path.stem != "sheet")
    if not found:
        raise SystemExit(f"No journey has left a picture in {folder}.")
    draw_sheet(found).save(folder / "sheet.jpg", quality=80)
    print(f"{len(found)} pictures: {folder / 'sheet.jpg'}")


def draw_sheet(paths):
    """All pictures in rows, each with the name of its journey below."""
    rows = -(-len(paths) // COLUMNS)
    sheet = Image.new("RGB", (COLUMNS * WIDTH, rows * (HEIGHT + WORDS)), "white")
    pen = ImageDraw.Draw(sheet)
    for number, path in enumerate(paths):
        x, y = number % COLUMNS * WIDTH, number // COLUMNS * (HEIGHT + WORDS)
        with Image.open(path) as picture:
            sheet.paste(ImageOps.contain(picture, (WIDTH - 12, HEIGHT - 12)), (x + 6, y + 6))
        pen.text((x + 6, y + HEIGHT - 4), "\n".join(textwrap.wrap(path.stem, 38)[:3]), fill="black")
    return sheet


if __name__ == "__main__":
    main()
