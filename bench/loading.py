"""What a page costs under load: CPU time per request, requests a second and how long they take (wrk)."""

import re
import subprocess

CONNECTIONS = 8
MILLISECONDS = {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}


def load(server, path, cookie="", seconds=5, cpu=1):
    """Ask for a page as fast as it comes: {"cpu_ms", "per_second", "p99", "bad"}."""
    headers = ["-H", f"Cookie: {cookie}"] if cookie else []
    command = ["taskset", "-c", str(cpu), "wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--latency", "--timeout", "20s"]
    before = server.cpu_seconds()
    said = subprocess.run([*command, *headers, server.url + path], capture_output=True, text=True, check=True).stdout
    spent = server.cpu_seconds() - before
    done = int(re.search(r"(\d+) requests in", said)[1])
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return {
        "cpu_ms": 1000 * spent / max(1, done),
        "per_second": float(re.search(r"Requests/sec:\s+([\d.]+)", said)[1]),
        "p99": _milliseconds(re.search(r"99%\s+([\d.]+)(us|ms|s|m)\b", said)),
        "bad": int(bad[1]) if bad else 0,
    }


def _milliseconds(found):
    return float(found[1]) * MILLISECONDS[found[2]] if found else 0.0
