"""The worker: a thread of the serving process that runs readers and timed acts for the community.

Several processes may start one; a lease in the database elects who reads for the community. Local readers
(the search index) are elected by a lock file of this machine instead.
"""

import fcntl
import logging
import os
import socket
import threading
import time
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, now
from app.events.readers import BATCH, run_reader
from app.events.schedule import run_due_acts
from app.extensions import db

LEASE = timedelta(seconds=15)
PAUSE_SECONDS = 0.4

log = logging.getLogger("earshot.worker")


class Lease(Base):
    """Who does a job for the whole community, until when."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(primary_key=True)
    holder: Mapped[str]
    ends_at: Mapped[datetime]


class Worker:
    """Runs until told to stop. `step()` does one round and says whether more is left over."""

    def __init__(self, app):
        self.app = app
        self.holder = f"{socket.gethostname()}:{os.getpid()}:{id(self):x}"
        self.stopping = threading.Event()
        self.beat = time.monotonic()
        self._began = time.monotonic()
        self._lease_until = 0.0
        self._machine = None

    def run(self):
        log.info("worker started as %s", self.holder)
        while not self.stopping.is_set():
            busy = False
            try:
                busy = self.step()
            except Exception:
                log.exception("the worker stumbled and goes on")
            self.beat = time.monotonic()
            self.stopping.wait(0 if busy else PAUSE_SECONDS)
        self.release()

    def step(self):
        """One round: every reader takes a batch, timed acts that are due are done.

        Only what is left over is done at once: whoever followed each event by itself would take the machine from
        those who write.
        """
        busy = False
        with self.app.app_context():
            reads_here = self.elected_on_this_machine()
            if (reads_here or self.has_waited()) and self.elected():
                busy = self._run([r for r in self.app.readers if not r.local])
                run_due_acts(self.app)
            if reads_here:
                busy = self._run([r for r in self.app.readers if r.local]) or busy
        return busy

    def _run(self, readers):
        busy = False
        for reader in readers:
            try:
                busy = run_reader(reader) >= BATCH or busy
            except Exception:
                log.exception("reader %s failed and will try again", reader.name)
        return busy

    def elected(self):
        """Whether this worker reads for the community; takes or renews the lease when it can."""
        if time.monotonic() < self._lease_until:
            return True
        taken = take_lease("worker", self.holder)
        if taken:
            # Renewed at half time, so that a slow commit never lets it run out unseen.
            self._lease_until = time.monotonic() + LEASE.total_seconds() / 2
        return taken

    def has_waited(self):
        """Whether who does this machine's reading has had the time to be elected for the community's, too.

        What both need then lies in the memory of one process. Another is elected only when that one has stopped.
        """
        return time.monotonic() - self._began > LEASE.total_seconds()

    def elected_on_this_machine(self):
        """Whether this worker does the reading that each machine does for itself."""
        if self._machine is None:
            file = (self.app.config["INSTANCE"] / "machine.lock").open("a")
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                file.close()
                return False
            self._machine = file
        return True

    def release(self):
        """Give the lease back, so that the next worker starts at once."""
        with self.app.app_context():
            db.session.execute(db.delete(Lease).where(Lease.holder == self.holder))
            db.session.commit()
        if self._machine:
            self._machine.close()


def take_lease(name, holder):
    """Take or renew a lease; False while somebody else holds it. Commits."""
    current = db.session.scalar(select(Lease).where(Lease.name == name))
    if current is not None and current.holder != holder and _is_held(current):
        db.session.rollback()
        return False
    try:
        if current is None:
            db.session.add(Lease(name=name, holder=holder, ends_at=now() + LEASE))
            db.session.commit()
            return True
        done = db.session.execute(
            update(Lease)
            .where(Lease.name == name, Lease.holder == current.holder, Lease.ends_at == current.ends_at)
            .values(holder=holder, ends_at=now() + LEASE)
        )
        db.session.commit()
        return done.rowcount == 1
    except IntegrityError:
        db.session.rollback()
        return False


def _is_held(lease):
    # A lease that ends later than any lease can was written before the clock was set back.
    return now() < lease.ends_at <= now() + 2 * LEASE


def start_worker(app):
    """Start the worker's thread in this process, unless EARSHOT_WORKER is off. Returns the Worker or None."""
    if not app.config["WORKER"]:
        return None
    worker = Worker(app)
    thread = threading.Thread(target=worker.run, name="earshot-worker", daemon=True)
    worker.thread = thread
    app.worker = worker
    thread.start()
    return worker
