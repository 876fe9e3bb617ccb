"""Reading a picture that somebody sent (security G1-G3, G6). A name of its own: nothing here knows a table.

What a file is is decided by decoding it. It is always encoded anew, so nothing it carried comes along: no place,
no camera, no hidden script.
"""

import hashlib
import threading
import warnings
from dataclasses import dataclass
from functools import cache
from io import BytesIO

from flask_babel import lazy_gettext as _l

FORMATS = ["JPEG", "PNG", "WEBP", "GIF", "AVIF"]
MEGABYTE = 2**20
LARGEST = 10 * MEGABYTE
MOST_PIXELS = 25_000_000
MOST_FRAMES = 200
PATIENCE = 10
# What is kept of a picture: one to look at, one for phones; of a member's picture two squares.
BOX, SMALL = (1600, 4000), 480
SQUARE, SMALL_SQUARE = 144, 72
LOGO = (512, 512)
LIES_ON_ITS_SIDE = (5, 6, 7, 8)
ORIENTATION = 0x0112

# A decoded picture may take 100 MB, so a process has one at a time.
_turn = threading.Lock()


class BadPicture(ValueError):
    """A picture that cannot be taken: `words` for who sent it, and the status that fits."""

    def __init__(self, words, status=422):
        super().__init__(words)
        self.words, self.status = words, status


@dataclass(frozen=True)
class NewPicture:
    """A picture encoded anew: its size, and its files by what stands behind their name ("", "-480")."""

    width: int
    height: int
    files: dict

    @property
    def bytes(self):
        return sum(len(file) for file in self.files.values())

    @property
    def sha256(self):
        return hashlib.sha256(self.files[""]).hexdigest()


def read_picture(stream):
    """A picture for a post. Raises BadPicture."""
    return _read(stream, _for_a_post)


def read_avatar(stream):
    """A square for a member, cut from the middle. Raises BadPicture."""
    return _read(stream, _for_a_member)


def read_logo(stream):
    """The mark of the whole site, uncut. Raises BadPicture."""
    return _read(stream, _for_the_site)


def _read(stream, shape):
    data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise BadPicture(_l("This picture is larger than 10 MB. Please make it smaller."), 413)
    if not _turn.acquire(timeout=PATIENCE):
        raise _busy()
    try:
        return shape(data)
    except BadPicture:
        raise
    except MemoryError as trouble:
        raise _busy() from trouble
    except (_pillow().DecompressionBombError, _pillow().DecompressionBombWarning) as bomb:
        raise _too_many_pixels() from bomb
    except Exception as trouble:
        # Damaged files make decoders fail in a dozen ways, and none of them is a picture.
        raise BadPicture(
            _l("This is not a picture we can read. Please send a JPEG, PNG, WebP, GIF or AVIF file.")
        ) from trouble
    finally:
        _turn.release()


def _for_a_post(data):
    with _opened(data, BOX) as image:
        picture = _upright(image, BOX)
    files = {"": _encode(picture)}
    if picture.width > SMALL:
        small = picture.resize((SMALL, max(1, round(picture.height * SMALL / picture.width))), reducing_gap=2)
        files[f"-{SMALL}"] = _encode(small)
    return NewPicture(*picture.size, files)


def _for_a_member(data):
    from PIL import ImageOps

    # Twice as much as is kept, for what is cut off at the sides.
    room = (SQUARE * 8, SQUARE * 8)
    with _opened(data, room) as image:
        picture = _upright(image, room)
    squares = {"": SQUARE, f"-{SMALL_SQUARE}": SMALL_SQUARE}
    files = {end: _encode(ImageOps.fit(picture, (size, size))) for end, size in squares.items()}
    return NewPicture(SQUARE, SQUARE, files)


def _for_the_site(data):
    with _opened(data, LOGO) as image:
        picture = _upright(image, LOGO)
    return NewPicture(*picture.size, {"": _encode(picture)})


def _opened(data, box):
    """The first frame, not yet decoded, and already known to be no bomb."""
    image = _pillow().open(BytesIO(data), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    if _has_too_many_frames(image, data):
        raise BadPicture(_l("This picture moves too much: please send one with at most 200 frames."))
    # A JPEG can be decoded at a half or a quarter of its size, which saves memory and time.
    image.draft("RGB", _fitting(image.size, _turned(image, box)))
    return image


def _upright(image, box):
    """The picture within a box, turned as it was taken, without anything that came with it."""
    from PIL import ImageOps

    box = _turned(image, box)
    image.load()
    mode = "RGBA" if image.has_transparency_data else "RGB"
    turn = image.getexif().get(ORIENTATION, 1)
    picture = image if image.mode == mode else image.convert(mode)
    picture.thumbnail(box, reducing_gap=2)
    picture.info.clear()
    picture.getexif()[ORIENTATION] = turn
    return ImageOps.exif_transpose(picture)


def _turned(image, box):
    return box[::-1] if image.getexif().get(ORIENTATION) in LIES_ON_ITS_SIDE else box


def _fitting(size, box):
    scale = min(1, box[0] / size[0], box[1] / size[1])
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _encode(image):
    written = BytesIO()
    image.save(written, "WEBP", quality=80, method=4, exif=b"", xmp=b"", icc_profile=b"")
    return written.getvalue()


def _busy():
    return BadPicture(_l("Many pictures are coming in right now. Please try again in a moment."), 503)


def _too_many_pixels():
    return BadPicture(_l("This picture has more than 25 million pixels. Please make it smaller."))


def _has_too_many_frames(image, data):
    if image.format == "GIF":
        return _has_too_many_gif_frames(data)
    return getattr(image, "n_frames", 1) > MOST_FRAMES


def _has_too_many_gif_frames(data):
    """Walk the blocks of a GIF: Pillow would read a million tiny frames to count them."""
    at, frames = 13 + _table_bytes(data[10]), 0
    while at < len(data) and data[at] in b"\x21\x2c" and frames <= MOST_FRAMES:
        if data[at] == 0x2C:
            frames += 1
            at += 11 + _table_bytes(data[at + 9])
        else:
            at += 2
        while at < len(data) and data[at]:
            at += data[at] + 1
        at += 1
    return frames > MOST_FRAMES


def _table_bytes(flags):
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


@cache
def _pillow():
    """Pillow, loaded with the first picture and told what is too much."""
    from PIL import Image, PngImagePlugin

    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    PngImagePlugin.MAX_TEXT_MEMORY = 4 * MEGABYTE
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    return Image
