"""Garbage is not looked for while modules are imported, and is from then on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from traitlets.config import Config
from typer.testing import CliRunner

from nbjudge.autograde import lean
from nbjudge.autograde.pool import Pool
from nbjudge.autograde.progress import Bar
from nbjudge.autograde.traits import Judging
from nbjudge.cli import app
from tests.autograde.classes import RIGHT, hand_in


@pytest.fixture(autouse=True)
def thawed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What a test leaves alone is garbage again after it, and memory is had as before."""
    monkeypatch.setattr(lean, "without_hoarding", lambda: None)
    yield
    gc.unfreeze()
    gc.enable()


def test_in_this_process() -> None:
    """Later means not now; then all that there is is left alone, and what comes is collected."""
    lean.collect_later()
    assert not gc.isenabled()
    lean.collect_again()
    assert gc.isenabled() and gc.get_freeze_count() > 0


def test_not_where_it_was_not_asked_for() -> None:
    """A process that is not ours keeps what it chose, and its own garbage."""
    gc.disable()
    lean.collect_again()
    assert not gc.isenabled() and gc.get_freeze_count() == 0


def test_in_a_worker() -> None:
    """It collects; what it was forked with stays as it is."""
    with Pool(1) as pool:
        assert pool.submit(gc.isenabled).result()
        assert pool.submit(gc.get_freeze_count).result() > 1000


def test_in_the_command(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`nbjudge autograde` does not collect while it starts, and does when it grades."""
    seen = {}

    def begin(self: Bar, total: int) -> None:
        seen["grading"] = gc.isenabled()

    def of(config: Config) -> Judging:
        seen["starting"] = gc.isenabled()
        return original(config)

    original = Judging.of
    monkeypatch.setattr(Bar, "begin", begin)
    monkeypatch.setattr(Judging, "of", of)
    hand_in(course, "ann", RIGHT)
    done = CliRunner().invoke(app, ["autograde", "lesson", f"--root={course}", "--workers=1"])
    assert done.exit_code == 0, done.output
    assert seen == {"starting": False, "grading": True}


def test_after_an_error(course: Path) -> None:
    """A command that ends before it grades collects again, too."""
    done = CliRunner().invoke(app, ["autograde", "no-such-lesson", f"--root={course}"])
    assert done.exit_code == 1 and "no-such-lesson" in done.output
    assert gc.isenabled()
