"""Reading pictures: what is taken, what is refused, and what goes lost on purpose."""

import subprocess
import sys
import threading
import time
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from app.uploads import pictures
from app.uploads.pictures import BadPicture, read_avatar, read_picture
from tests.data import data
from tests.uploads.conftest import make_picture

ROOT = Path(__file__).parents[2]
GPS = {1: "N", 2: (53.0, 33.0, 1.0)}


def read(picture):
    return read_picture(BytesIO(picture))


def opened(picture, end=""):
    return Image.open(BytesIO(picture.files[end]))


def chunk(name, content):
    return len(content).to_bytes(4) + name + content + zlib.crc32(name + content).to_bytes(4)


def flat_png(side):
    """A PNG of one bit a pixel: huge when it is unpacked, a few kilobytes on the way."""
    header = side.to_bytes(4) * 2 + bytes((1, 0, 0, 0, 0))
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(bytes(side // 8 + 2)) for _ in range(side)) + packer.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def gif(width, height, frames=1):
    size = width.to_bytes(2, "little") + height.to_bytes(2, "little")
    frame = b"\x2c" + bytes(4) + b"\x01\x00\x01\x00\x00\x02\x02\x44\x01\x00"
    return b"GIF89a" + size + b"\x80\x00\x00" + bytes(6) + frame * frames + b"\x3b"


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_g1_it_takes_the_five_formats_and_keeps_webp(format):
    picture = read(make_picture((1000, 500), format))
    assert (picture.width, picture.height) == (1000, 500)
    assert opened(picture).format == "WEBP"
    assert opened(picture, "-480").size == (480, 240)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16", "CMYK"])
def test_g1_it_takes_every_way_to_say_a_colour(mode):
    format = "JPEG" if mode == "CMYK" else "PNG"
    assert read(make_picture((20, 10), format, mode, None)).width == 20


@pytest.mark.parametrize("format", ["BMP", "TIFF", "ICO", "PPM", "TGA", "EPS", "PDF", "SGI", "JPEG2000"])
def test_g1_it_refuses_what_pillow_could_read_as_well(format):
    with pytest.raises(BadPicture):
        read(make_picture((64, 64), format))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html><script>alert(1)</script></html>",
        b"GIF89a<script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\x89PNG\r\n\x1a\n<svg onload=alert(1)>",
        b"\xff\xd8\xff\xe0<?php system($_GET[0]);",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
        bytes(1000),
    ],
)
def test_g1_it_refuses_what_only_says_that_it_is_a_picture(content):
    with pytest.raises(BadPicture):
        read(content)


def test_g1_it_refuses_vectors_that_hold_scripts():
    files = sorted(data("security/images").glob("*.svg"))
    assert files
    for file in files:
        with pytest.raises(BadPicture):
            read(file.read_bytes())


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_g1_it_refuses_what_was_cut_off(format):
    noise, written = Image.effect_noise((200, 200), 80).convert("RGB"), BytesIO()
    noise.save(written, format)
    whole = written.getvalue()
    for share in (10, 50, 80):
        with pytest.raises(BadPicture):
            read(whole[: len(whole) * share // 100])


def test_g1_what_is_hidden_in_a_picture_does_not_come_along():
    files = [*data("security/images").glob("*.png"), *data("security/images").glob("payload*.jpg")]
    assert len(files) >= 3
    for file in files:
        kept = read(file.read_bytes() + b"<script>alert(document.domain)</script><?php evil();")
        for content in kept.files.values():
            assert not [word for word in (b"<s", b"script", b"alert", b"php", b"onerror", b"eval") if word in content]


def test_g2_it_refuses_more_than_ten_megabytes():
    with pytest.raises(BadPicture) as bad:
        read(make_picture() + bytes(10 * 2**20))
    assert bad.value.status == 413


def test_g2_it_takes_25_million_pixels_and_not_one_row_more():
    assert read(flat_png(5000)).width == 1600
    with pytest.raises(BadPicture, match="25 million"):
        read(flat_png(5001))


@pytest.mark.parametrize("frames", [1, 200, 201, 400_000])
def test_g2_it_takes_200_frames_and_keeps_the_first(frames):
    if frames > 200:
        with pytest.raises(BadPicture, match="200 frames"):
            read(gif(1, 1, frames))
    else:
        assert getattr(opened(read(gif(1, 1, frames))), "n_frames", 1) == 1


@pytest.mark.parametrize("format", ["WEBP", "PNG", "AVIF"])
def test_g2_other_formats_that_move_are_counted_too(format):
    frames = [Image.effect_noise((8, 8), 90).convert("RGB") for _ in range(201)]
    written = BytesIO()
    frames[0].save(written, format, save_all=True, append_images=frames[1:])
    with pytest.raises(BadPicture, match="200 frames"):
        read(written.getvalue())


BOMB = """
import resource, sys, time
from app.uploads.pictures import BadPicture, _pillow, read_picture
_pillow().preinit()
content = open(sys.argv[1], "rb")
before, at = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
try:
    read_picture(content)
    print("taken")
except BadPicture:
    print(time.perf_counter() - at, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024)
"""


def bombs():
    text = chunk(b"zTXt", b"c\0\0" + zlib.compress(bytes(1_000_000), 9)) * 200
    tiny = make_picture((1, 1), "PNG")
    return {
        "30000.png": lambda: flat_png(30_000),
        "13000.png": lambda: flat_png(13_000),
        "wide.gif": lambda: gif(65_535, 65_535),
        "frames.gif": lambda: gif(1, 1, 600_000),
        "text.png": lambda: tiny[:33] + text + tiny[33:],
        "12000.webp": lambda: make_picture((12_000, 12_000), "WEBP", quality=1, method=0),
        "lottapixel.jpg": (data("security/images") / "lottapixel-64250x64250.jpg").read_bytes,
    }


@pytest.mark.parametrize("name", ["30000.png", "13000.png", "wide.gif", "frames.gif", "text.png", "12000.webp", "lottapixel.jpg"])
def test_g2_a_bomb_is_refused_in_a_second_and_50_megabytes(name, tmp_path):
    (tmp_path / name).write_bytes(bombs()[name]())
    run = [sys.executable, "-c", BOMB, str(tmp_path / name)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    seconds, megabytes = map(float, done.stdout.split())
    assert seconds < 1
    assert megabytes < 50


def telling_photo(orientation=1):
    """A photo that says where it was taken, and by whom."""
    photo = Image.new("RGB", (600, 300), "white")
    photo.paste("black", (0, 0, 300, 300))
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x013B] = orientation, "Planted camera", "Planted person"
    exif[0x8825] = GPS
    written = BytesIO()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>planted place</x:xmpmeta>"
    photo.save(written, "JPEG", exif=exif, comment=b"planted comment", xmp=xmp, icc_profile=b"planted profile")
    return written.getvalue()


def test_g3_nothing_that_came_with_a_photo_stays():
    photo = telling_photo()
    assert photo.count(b"lanted") == 5
    for shape in (read_picture, read_avatar):
        for content in shape(BytesIO(photo)).files.values():
            assert b"lanted" not in content
            kept = Image.open(BytesIO(content))
            assert not kept.getexif()
            assert not {"exif", "xmp", "icc_profile", "comment"} & set(kept.info)


@pytest.mark.parametrize(
    ("orientation", "size", "black"),
    [(1, (600, 300), "left"), (3, (600, 300), "right"), (6, (300, 600), "top"), (8, (300, 600), "bottom")],
)
def test_g3_it_stands_as_it_was_taken(orientation, size, black):
    kept = opened(read(telling_photo(orientation))).convert("L")
    assert kept.size == size
    at = {"left": (20, 150), "right": (580, 150), "top": (150, 20), "bottom": (150, 580)}
    assert {side for side in at if all(c < n for c, n in zip(at[side], size, strict=True)) and kept.getpixel(at[side]) < 60} >= {black}
    opposite = {"left": "right", "right": "left", "top": "bottom", "bottom": "top"}[black]
    assert kept.getpixel(at[opposite]) > 200


def test_g3_a_long_picture_fits_in_and_keeps_its_shape():
    kept = read(make_picture((1000, 8000), "PNG"))
    assert (kept.width, kept.height) == (500, 4000)


def test_g6_one_picture_is_decoded_at_a_time(monkeypatch):
    inside, most = [], []
    shape = pictures._for_a_post

    def slow(content):
        inside.append(1)
        most.append(len(inside))
        time.sleep(0.02)
        inside.pop()
        return shape(content)

    monkeypatch.setattr(pictures, "_for_a_post", slow)
    photo = make_picture((50, 50))
    threads = [threading.Thread(target=read, args=(photo,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(most) == 6
    assert max(most) == 1


def test_g6_whoever_waits_too_long_is_told(monkeypatch):
    monkeypatch.setattr(pictures, "PATIENCE", 0.01)
    with pictures._turn, pytest.raises(BadPicture) as bad:
        read(make_picture())
    assert bad.value.status == 503
    assert pictures._turn.acquire(blocking=False)
    pictures._turn.release()


def test_g6_a_failure_gives_the_turn_back():
    for _ in range(3):
        with pytest.raises(BadPicture):
            read(b"nothing")
    assert read(make_picture()).width == 800
