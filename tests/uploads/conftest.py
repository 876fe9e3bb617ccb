"""Pictures to send, and the sending of them."""

from io import BytesIO

import pytest


def make_picture(size=(800, 600), format="JPEG", mode="RGB", colour="teal", **save):
    """The bytes of a picture in some format."""
    from PIL import Image

    written = BytesIO()
    Image.new(mode, size, colour).save(written, format, **save)
    return written.getvalue()


@pytest.fixture
def send():
    """send(browser, bytes): what the page's own script does."""

    def sending(browser, picture, name="photo.jpg", path="/uploads", **more):
        return browser.post(path, {"picture": (BytesIO(picture), name)} | more)

    return sending


@pytest.fixture
def reply_with(sign_in):
    """reply_with(member, topic, body, picture=…): a reply with a picture, sent as a plain form."""

    def replying(member, topic, body, picture=None, alt="Ein Teller", **more):
        data = {"body": body, **more}
        if picture is not None:
            data |= {"picture": (BytesIO(picture), "photo.jpg"), "picture_alt": alt}
        return sign_in(member).post(f"/topics/{topic.id}/posts", data)

    return replying
