"""One process that makes an app and answers requests one after another, for a counter of instructions.

    python -m bench.serial earshot|floor

Reads lines "N PATH COOKIE" from its input, calls the WSGI app N times, and prints how many bytes a page has.
"""

import gc
import sys
from pathlib import Path

from werkzeug.test import EnvironBuilder, run_wsgi_app

FLOOR = Path(__file__).parent / "floor"


def main():
    app = _floor() if sys.argv[1] == "floor" else _earshot()
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    for line in sys.stdin:
        times, path, cookie = (*line.split(" ", 2), "")[:3]
        print(_answer(app, int(times), path, cookie.strip()), flush=True)


def _answer(app, times, path, cookie):
    headers = {"Host": "127.0.0.1", "User-Agent": "bench", "Cookie": cookie}
    environ = EnvironBuilder(path=path, headers={name: text for name, text in headers.items() if text}).get_environ()
    size = 0
    for _ in range(times):
        body, status, _headers = run_wsgi_app(app, dict(environ), buffered=True)
        size = sum(map(len, body))
        if not status.startswith("200"):
            return f"{path} answered {status}"
    return size


def _earshot():
    from app import create_app

    return create_app({"WORKER": False, "RATELIMIT_ENABLED": False})


def _floor():
    sys.path.insert(0, str(FLOOR))
    from app import app

    return app


if __name__ == "__main__":
    main()
