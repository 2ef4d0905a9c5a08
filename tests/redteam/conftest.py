"""Grade all attacks once, in namespaces of their own, for the tests to look at."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))
SECONDS = 2400
OUTER = Path(__file__).with_name("outer.py")


@pytest.fixture(scope="session")
def arena(folder: Path) -> dict[str, Any]:
    """What grading the class of all attacks and all honest learners gave."""
    _need_namespaces(folder)
    done = _outer(folder, sys.executable, "-P", "-m", "tests.redteam.arena")
    assert done.returncode == 0, f"exit status {done.returncode}:\n{done.stderr[-5000:]}"
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    """An empty folder that every user can reach: the arena's own disk is mounted on it.

    It is none of pytest's: each start of pytest, also by another test, closes its folder again to
    all users but its own.
    """
    with tempfile.TemporaryDirectory(prefix="arena-") as made:
        for each in (Path(made), *Path(made).parents):
            if each.stat().st_uid == os.geteuid() and not each.stat().st_mode & 0o001:
                each.chmod(each.stat().st_mode | 0o011)
        yield Path(made)


def _need_namespaces(folder: Path) -> None:
    """Skip where there can be no second wall; fail where REQUIRE_SANDBOX says there has to be."""
    reason = "the red team needs Linux"
    if sys.platform == "linux":
        done = _outer(folder, "bwrap", "--unshare-all", "--ro-bind", "/", "/", "--proc", "/proc",
                      "--dev", "/dev", "true")  # fmt: skip
        if done.returncode == 0:
            return
        reason = f"bubblewrap in namespaces of our own does not work: {done.stderr.strip()[-300:]}"
    if os.environ.get("REQUIRE_SANDBOX") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


def _outer(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(OUTER), str(folder), str(SECONDS), "--", *command],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
