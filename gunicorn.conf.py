"""How gunicorn serves Earshot. bin/serve adds the address and the number of workers.

One copy of the application is loaded before the workers are forked, so that they share its memory.
"""

import contextlib
import gc
import importlib
import io
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

from babel import localedata
from gunicorn.http import wsgi as answers

chdir = str(Path(__file__).parent)
wsgi_app = "wsgi:app"
proc_name = "earshot"

workers = 2
threads = 4
worker_class = "gthread"
preload_app = True
# A worker that gives way stands beside the next one until its last answer is out, which is a third more memory.
max_requests = 10_000
max_requests_jitter = 2_000
timeout = 60
graceful_timeout = 30
# The heartbeat file must not wait for a slow disk.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
control_socket_disable = True

# The application itself counts the proxies it believes (EARSHOT_TRUSTED_PROXIES).
forwarded_allow_ips = ""

loglevel = "warning"
errorlog = "-"
accesslog = None

READER_SECONDS = 10
# What a start does without, and every worker soon comes to need: searching, the index, Markdown. NumPy's masked
# arrays are asked for by its own `unique`.
EVERYDAY = ("app.search.generation", "app.search.writing", "app.web.markdown", "Stemmer", "numpy.ma")

# NumPy brings a library for matrices that would keep threads and memory for sums nobody here does.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


class NamelessResponse(answers.Response):
    """An answer that does not say which server gave it."""

    def default_headers(self):
        return [header for header in super().default_headers() if not header.startswith("Server:")]


answers.Response = NamelessResponse


def on_starting(server):
    """Bring the database up to date before the address opens; at the newest state that is one query."""
    from app.migrating import pending

    with server.app.wsgi().app_context():
        if not pending():
            return
    print("Preparing the database …", flush=True)
    # In a process of its own, so that what it loads does not stay in the workers' memory.
    if subprocess.run([sys.executable, "-m", "flask", "--app", "wsgi:app", "migrate"]).returncode:
        sys.exit("The database could not be prepared.")


def when_ready(server):
    # Once for all workers instead of once in each.
    for name in EVERYDAY:
        importlib.import_module(name)
    for language in importlib.import_module("app.site").LANGUAGES:
        localedata.load(language)
    # What lives now lives in every worker; the collector would copy its pages by touching them.
    gc.collect()
    gc.freeze()


def pre_fork(server, worker):
    _let_go_of_connections(server.app.wsgi(), close=True)


def post_fork(server, worker):
    _let_go_of_connections(server.app.wsgi(), close=False)


def post_worker_init(worker):
    from app.events.worker import start_worker

    app = worker.app.wsgi()
    start_worker(app)
    if worker.age == 1:
        threading.Thread(target=_say_open, args=(worker, app), daemon=True).start()


def worker_exit(server, worker):
    # Gives the lease back, so that the next process reads at once.
    reader = getattr(worker.app.wsgi(), "worker", None)
    if reader:
        reader.stopping.set()
        reader.thread.join(READER_SECONDS)


def _let_go_of_connections(app, close):
    from app.extensions import db

    with app.app_context():
        db.engine.dispose(close=close)


def _say_open(worker, app):
    """Tell the person at the terminal where the site is, once it really answers."""
    listener = worker.sockets[0].sock
    while not _answers(listener):
        time.sleep(0.1)
    host, port = _name(listener)
    address = app.config["BASE_URL"] or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    print(f"Earshot is open at {address}", flush=True)
    _say_set_up(app, host, port)


def _answers(listener):
    # The wildcard address leads to this machine, too.
    with contextlib.suppress(OSError), socket.socket(listener.family, socket.SOCK_STREAM) as caller:
        caller.settimeout(5)
        caller.connect(listener.getsockname())
        caller.sendall(b"GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
        return caller.recv(9).startswith(b"HTTP/")
    return False


def _name(listener):
    host, port = listener.getsockname()[:2]
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host), port


def _say_set_up(app, host, port):
    """On a fresh site: the one-time address, which the command `setup-address` makes."""
    from flask.cli import ScriptInfo

    with contextlib.redirect_stdout(io.StringIO()) as told:
        app.cli.commands["setup-address"].main(
            ["--host", host, "--port", str(port)], obj=ScriptInfo(create_app=lambda: app), standalone_mode=False
        )
    if told.getvalue():
        print(f"It is new: set it up at {told.getvalue().strip()}", flush=True)
