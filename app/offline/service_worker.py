"""The service worker as browsers get it: the files of static/js/service-worker, told what today's look is."""

import json
from functools import lru_cache

from flask import current_app

from app.web.assets import SPRITES, Asset

LOOK = ("app.css", "start.js", "app.js", *SPRITES)
FOLDER = "js/service-worker"


def service_worker():
    """The script as an Asset; it changes whenever the look or the script does, and only then."""
    assets = current_app.extensions["assets"].fresh()
    return _made(assets.folder, assets.stamp, tuple(assets.by_name[name].url for name in LOOK))


@lru_cache(maxsize=4)
def _made(folder, stamp, look):
    parts = [path.read_text("utf-8") for path in sorted((folder / FOLDER).glob("*.js"))]
    return Asset.of("service-worker.js", "\n".join([f"const LOOK = {json.dumps(look)};", *parts]))
