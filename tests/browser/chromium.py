"""Which Chromium the browser tests drive, and what to say when there is none."""

from __future__ import annotations

import os
import shutil
import sys

VARIABLE = "NN_COURSE_CHROMIUM"
NAMES = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# Nothing here needs the network, and as root (in a container) Chromium starts without a sandbox
# only. All that it opens is our own server.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def find() -> str | None:
    """The path of a Chromium or Chrome; one named by NN_COURSE_CHROMIUM comes before all others."""
    named = os.environ.get(VARIABLE)
    found = (shutil.which(name) for name in ([named] if named else NAMES))
    return next((path for path in found if path), None)


def how_to_get() -> str:
    """One sentence for whoever has no browser: the command that installs one."""
    named = os.environ.get(VARIABLE)
    if named:
        return f"{VARIABLE} names {named}, which is no program that can be started here."
    command = (
        "brew install --cask google-chrome"
        if sys.platform == "darwin"
        else "sudo apt-get install chromium"
    )
    return f"No Chromium found: `{command}`, or set {VARIABLE} to the path of one."
