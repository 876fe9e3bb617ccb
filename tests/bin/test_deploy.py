"""The files in deploy/ give the site no more rights than it needs."""

import configparser
import re

from tests.bin.machine import ROOT

DEPLOY = ROOT / "deploy"


def test_o6_the_service_runs_as_nobody_special_and_writes_only_its_data():
    service = _unit("earshot.service")["Service"]
    assert service["User"] not in ("", "root", "nobody")
    assert service["ProtectSystem"] == "strict"
    for protection in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "PrivateDevices", "RestrictSUIDSGID"):
        assert service[protection] == "true", protection
    assert service["CapabilityBoundingSet"] == service["AmbientCapabilities"] == ""
    assert service["ReadWritePaths"] == "/var/lib/earshot"
    assert service["UMask"] == "0077"
    assert service["StateDirectoryMode"] == "0700"


def test_o6_the_service_cannot_take_the_whole_machine():
    service = _unit("earshot.service")["Service"]
    assert int(service["MemoryMax"].removesuffix("M")) < 800


def test_o6_a_stop_leaves_time_for_answers_under_way():
    graceful = int(re.search(r"^graceful_timeout = (\d+)$", (ROOT / "gunicorn.conf.py").read_text(), re.M)[1])
    assert int(_unit("earshot.service")["Service"]["TimeoutStopSec"]) > graceful
    assert f"stop_grace_period: {_unit('earshot.service')['Service']['TimeoutStopSec']}s" in _text("compose.yaml")


def test_o5_the_socket_outlives_the_service():
    assert _unit("earshot.socket")["Socket"]["ListenStream"] == "127.0.0.1:8000"
    assert "earshot.socket" in _unit("earshot.service")["Unit"]["Requires"]


def test_o6_the_container_is_not_root_and_its_root_is_read_only():
    assert re.search(r"^USER earshot$", _text("Dockerfile"), re.M)
    assert "/healthz" in _text("Dockerfile")
    for line in ("read_only: true", "cap_drop: [ALL]", "no-new-privileges:true", "mem_limit:"):
        assert line in _text("compose.yaml"), line


def test_the_container_holds_every_folder_of_the_site():
    for name in ("app", "bin", "migrations", "static", "templates"):
        assert f"COPY {name} {name}\n" in _text("Dockerfile"), name


def test_the_proxies_tell_the_site_who_asks():
    assert "encode zstd gzip" in _text("Caddyfile")
    for header in ("X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme", "Host $host"):
        assert header in _text("nginx.conf"), header


def _unit(name):
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str
    unit.read_string(_text(name))
    return unit


def _text(name):
    return (DEPLOY / name).read_text()
