"""Tone: what the word lists say of a post, kept beside it; it can be counted anew at any time."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base

# From where on a tone is worth a word; between these it is even.
SHARP, WARM = -0.25, 0.25


class Tone(Base):
    """The polarity of a post from -1 to 1, or None where nothing can be said: unknown is a value."""

    __tablename__ = "tones"

    post_id: Mapped[int] = mapped_column(ForeignKey("posts.id", ondelete="CASCADE"), primary_key=True)
    polarity: Mapped[float | None]
    # How likely the text reads like those that this community's moderators removed as unfriendly; None: not learned.
    unfriendly: Mapped[float | None]
    language: Mapped[str | None]
    version: Mapped[int]

    @property
    def word(self):
        """`sharp`, `even`, `warm` or `unknown`."""
        if self.polarity is None:
            return "unknown"
        if self.polarity <= SHARP:
            return "sharp"
        return "warm" if self.polarity >= WARM else "even"
