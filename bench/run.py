"""Measure Earshot against the floor and print one table.

    python -m bench.run [--times 10] [--folder FOLDER] [--only counts|load] [--port 8200]

Fills the floor and Earshot with the corpus, starts both through gunicorn (two workers, limits off, pinned to one
core), and counts user instructions per request of one serial process each. A kept FOLDER is not filled again.
"""

import argparse
import gzip
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench.browser import Browser
from bench.counting import counter
from bench.loading import load
from bench.servers import ROOT, earshot, floor

SERVER_CPU, REPLIES, WARM_REQUESTS = 0, 300, 2000
# name → (address, signed in, the most it may cost as a multiple of the floor's topic page)
PAGES = {
    "topic, visitor, kept": ("{topic}", False, 0.5),
    "topic, visitor, anew": ("{topic}", False, 2.5),
    "topic, signed in": ("{topic}", True, 3.5),
    "list, visitor, anew": ("/discussions", False, 2.5),
    "list, signed in": ("/discussions", True, 3.5),
    "home, visitor, anew": ("/", False, 2.5),
    "home, signed in": ("/", True, 3.5),
    "board, visitor, anew": ("/boards/board-01", False, 2.5),
    "board, signed in": ("/boards/board-01", True, 3.5),
    "search, visitor, anew": ("/search?q=garden", False, 4.4),
    "search, signed in": ("/search?q=garden", True, 4.4),
}
REPLIES_BAR, MEMORY_BAR, GROWTH_BAR = 100, 150, 1.3


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, help="also fill this many corpora and compare each page")
    parser.add_argument("--folder", type=Path, help="keep what is filled here")
    parser.add_argument("--only", choices=["counts", "load", "writing"])
    parser.add_argument("--port", type=int, default=8200)
    chosen = parser.parse_args()
    folder = chosen.folder or Path(tempfile.mkdtemp(prefix="bench-"))
    try:
        one = filled(folder, 1)
        counts = count_pages(folder, one) if chosen.only in (None, "counts") else {}
        loads = load_pages(folder, one, chosen.port) if chosen.only in (None, "load") else {}
        if chosen.only != "writing":
            print(table(counts, loads))
        if chosen.only != "counts":
            print(in_all(folder, one, chosen.port))
        if chosen.times:
            print(growth(folder, counts, filled(folder, chosen.times)))
    finally:
        if not chosen.folder:
            shutil.rmtree(folder)


def filled(folder, times):
    """The instance with this many corpora, and the floor beside it."""
    instance = folder / f"earshot-{times}"
    if not (folder / "floor.db").exists():
        folder.mkdir(parents=True, exist_ok=True)
        _run([sys.executable, ROOT / "bench" / "floor" / "app.py", "fill"], FLOOR_DB=folder / "floor.db")
    if not (instance / "sessions.txt").exists():
        _run([sys.executable, "-m", "bench.fill", "--times", str(times)], EARSHOT_INSTANCE=instance, DATABASE_URL="")
    return instance


def count_pages(folder, instance):
    """Millions of instructions of each page; the floor's topic page stands under "floor"."""
    kind = counter()
    with kind("floor", FLOOR_DB=str(folder / "floor.db")) as process:
        counts = {"floor": process.count("/topic")[0]}
    for memory in ("16", "0"):
        with kind("earshot", EARSHOT_INSTANCE=str(instance), EARSHOT_PAGE_MEMORY=memory) as process:
            for name, path, cookie in _asked(instance, memory):
                counts[name] = process.count(path, cookie)[0]
                _tell(f"{name}: {counts[name]:.2f} M instructions")
    return counts


def load_pages(folder, instance, port):
    """CPU time, requests a second and bytes of each page, the floor's under "floor"."""
    loads = {}
    with floor(folder / "floor.db", port, cpu=SERVER_CPU) as server:
        load(server, "/topic", seconds=2)
        loads["floor"] = load(server, "/topic") | {"html": len(Browser(server.url).get("/topic")[2])}
    for memory in ("16", "0"):
        with earshot(instance, port, cpu=SERVER_CPU, EARSHOT_PAGE_MEMORY=memory) as server:
            for name, path, cookie in _asked(instance, memory):
                _status, _headers, text = _browser(server, cookie).get(path)
                load(server, path, cookie, seconds=1)
                sizes = {"html": len(text.encode()), "gzip": len(gzip.compress(text.encode(), 6))}
                loads[name] = load(server, path, cookie) | sizes
                _tell(f"{name}: {loads[name]}")
    return loads


def _asked(instance, memory):
    """Which pages are measured with this page memory: (name, address, cookie)."""
    cookie = f"member={_sessions(instance)[0]}"
    for name, (address, signed_in, _bar) in PAGES.items():
        if name.endswith("kept") == (memory != "0"):
            yield name, address.format(topic=_topic(instance)), cookie if signed_in else ""


def table(counts, loads):
    """One line a page: how many times the floor's topic page it costs, and whether that is within its bar."""
    lines = [
        "| page | instructions, M | × floor | CPU ms | × floor | a second | p99 ms | HTML B | gzip B | bar | |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|---|",
    ]
    for name in ("floor", *PAGES):
        count, cost = counts.get(name), loads.get(name, {})
        times = count / counts["floor"] if count else None
        cpu = cost["cpu_ms"] / loads["floor"]["cpu_ms"] if cost else None
        bar = PAGES[name][2] if name in PAGES else None
        verdict = "" if bar is None else ("ok" if (times or cpu or 0) <= bar else "**over**")
        figures = [(count, ".2f"), (times, ".2f"), (cost.get("cpu_ms"), ".2f"), (cpu, ".2f")]
        figures += [(cost.get("per_second"), ".0f"), (cost.get("p99"), ".1f"), (cost.get("html"), "d")]
        figures += [(cost.get("gzip"), "d"), (bar, ".1f")]
        cells = " | ".join("" if value is None else format(value, form) for value, form in figures)
        wrong = f" {cost['bad']} bad answers" if cost.get("bad") else ""
        lines.append(f"| {name} | {cells} | {verdict}{wrong} |")
    return "\n".join(lines)


def in_all(folder, instance, port):
    """Replies a second beside the floor's, and memory after many requests."""
    with floor(folder / "floor.db", port, cpu=SERVER_CPU) as server:
        beside = _replies(lambda browser, n: browser.post("/reply", text=f"Reply {n}"), Browser(server.url))
    with earshot(instance, port, cpu=SERVER_CPU) as server:
        browser = Browser(server.url, _sessions(instance)[0])
        browser.get(_topic(instance))
        ours = _replies(lambda browser, n: browser.reply(2, f"Reply {n} of the *bench*."), browser)
        visitor = Browser(server.url)
        for n in range(WARM_REQUESTS):
            (browser if n % 2 else visitor).get(_topic(instance) if n % 4 < 2 else "/discussions")
        memory = server.memory()
    replies = f"Serial replies: {ours:.0f}/s (floor {beside:.0f}/s, bar {REPLIES_BAR}/s)"
    return f"\n{replies}\nMemory after {WARM_REQUESTS} requests: {memory:.0f} MB PSS (bar {MEMORY_BAR} MB)"


def _replies(reply, browser):
    began = time.perf_counter()
    for n in range(REPLIES):
        status = reply(browser, n)[0]
        if status != 303:
            raise SystemExit(f"a reply was answered with {status}")
    return REPLIES / (time.perf_counter() - began)


def growth(folder, counts, instance):
    """What each page costs on the bigger instance, as a multiple of the small one."""
    small = counts or count_pages(folder, filled(folder, 1))
    big = count_pages(folder, instance)
    lines = [f"\n| page | × with {instance.name.rpartition('-')[2]} corpora | bar |", "|---|--:|---|"]
    for name in PAGES:
        times = big[name] / small[name]
        lines.append(f"| {name} | {times:.2f} | {'ok' if times <= GROWTH_BAR else '**over**'} |")
    return "\n".join(lines)


def _topic(instance):
    """The address of the corpus's first topic: twenty posts."""
    database = sqlite3.connect(instance / "earshot.sqlite3")
    slug = database.execute("SELECT slug FROM topics WHERE id = 1").fetchone()[0]
    database.close()
    return f"/discussions/1-{slug}"


def _sessions(instance):
    return (instance / "sessions.txt").read_text().split()


def _browser(server, cookie):
    return Browser(server.url, cookie.removeprefix("member="))


def _run(command, **settings):
    settings = {name: str(value) for name, value in settings.items()}
    subprocess.run([str(part) for part in command], cwd=ROOT, env=os.environ | settings, check=True, stdout=sys.stderr)


def _tell(words):
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
