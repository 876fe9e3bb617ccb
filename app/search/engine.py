"""Engine: what the product asks of whatever keeps its posts to be searched. Whoosh on each machine, or PostgreSQL.

Its own file because it is the seam: nothing outside an engine's own files knows which one is in use.
"""

from abc import ABC, abstractmethod

from app.search.asked import Asked, understand
from app.search.documents import Hit, Hits


class SearchUnavailable(Exception):
    """The index cannot answer (or be written) now. It says nothing about what was asked."""


class Engine(ABC):
    """A cache of the published posts. Threads may share it. Everything it does raises SearchUnavailable and nothing else."""

    # Whether each machine has its own; else the community has one, and one worker of all writes it.
    is_local: bool

    # --- Keeping it -------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def identity(self):
        """A new one for each new start: the name of the cursor that says how far the events were read."""

    @abstractmethod
    def is_well(self):
        """A look from outside that reads no posting and makes nothing: it is taken several times a second."""

    @abstractmethod
    def open_or_create(self):
        """Make sure that there is a sound index. True when it had to start empty: everything must be read again.

        Call it at the start and after SearchUnavailable. Only the process that may write mends anything.
        """

    @abstractmethod
    def wipe(self):
        """Start again with an empty index and a new identity."""

    @abstractmethod
    def beside(self):
        """Another index of the same kind, to be filled while this one is in use."""

    @abstractmethod
    def give_way_to(self, other):
        """Put another index in the place of this one. False while somebody is writing this one."""

    @abstractmethod
    def try_lock(self):
        """Become the one process that writes, until `unlock`. False while another one is."""

    @abstractmethod
    def unlock(self): ...

    @abstractmethod
    def round_note(self):
        """What the round (rounds.py) has noted; {} when nothing was noted in this index."""

    @abstractmethod
    def keep_round_note(self, note): ...

    # --- Filling it -------------------------------------------------------------------------------------

    @abstractmethod
    def write(self, put=(), delete=()):
        """Put and delete posts in one commit; a post that is there already is replaced. All or nothing."""

    @abstractmethod
    def purge(self):
        """Leave nothing of deleted posts on the disk."""

    @abstractmethod
    def pids(self, after=0, last=None):
        """The pids of the posts in the index behind `after`, up to `last`, to compare them with the database."""

    def count(self):
        return len(self.pids())

    # --- Asking it --------------------------------------------------------------------------------------

    def search(self, asked, *, boards, limit=20, offset=0, **narrowed):
        """The best posts, one a topic, among those on `boards` (ids): nothing else can be found.

        `asked` is a search line or what `understand()` made of it; `narrowed` is what Allowed takes.
        """
        if boards is None:
            raise TypeError("say which boards the reader may see")
        asked = asked if isinstance(asked, Asked) else understand(asked)
        if not asked.words or not boards:
            return Hits([])
        posts, matching, *more = self._find(asked, boards, offset + limit + 1, narrowed)
        hits = [Hit(*post) for post in posts[offset : offset + limit]]
        return Hits(hits, matching, len(posts) > offset + limit, *more)

    @abstractmethod
    def _find(self, asked, boards, limit, narrowed):
        """As Answering.search."""

    @abstractmethod
    def rarities(self, asked):
        """How much each word of what was understood counts: `{word: 7.1}`, the rarer the more."""
