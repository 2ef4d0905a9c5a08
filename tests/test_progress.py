"""What a learner has done, kept in their work folder."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from nn_course import progress
from nn_course.progress import Entry


@pytest.fixture
def work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A work folder, and a notebook's folder in it where the learner is."""
    monkeypatch.delenv(progress.VARIABLE, raising=False)
    (tmp_path / "nbgrader_config.py").write_text(f"# {progress.MARK}\n")
    (tmp_path / "part1").mkdir()
    monkeypatch.chdir(tmp_path / "part1")
    return tmp_path


def test_the_last_check_counts(work: Path) -> None:
    """Passed or not, and what it recognised, as the last check said; tries add up."""
    progress.checked("part1", "nll", False, "no_minus")
    assert progress.of("part1", "nll") == Entry(False, 1, "no_minus")
    progress.checked("part1", "nll", True, None)
    assert progress.of("part1", "nll") == Entry(True, 2, None)
    assert progress.of("part1", "accuracy") == Entry()


def test_it_lies_in_the_work_folder(work: Path) -> None:
    """As JSON that a person can read, found again from outside."""
    progress.checked("part3", "fit", True, None)
    held = json.loads((work / progress.FILE).read_text())["exercises"]
    assert held["part3/fit"]["passed"] is True
    assert progress.of("part3", "fit", work).passed
    assert not progress.of("part1", "fit", work).passed
    assert [file.name for file in work.iterdir() if file.name.startswith(".")] == []


def test_hints_are_counted_by_series(work: Path) -> None:
    """Each series has a count of its own, which a check does not touch."""
    assert [progress.hinted("part1", "nll", "") for _ in range(2)] == [0, 1]
    assert progress.hinted("part1", "nll", "no_minus") == 0
    progress.checked("part1", "nll", True, None)
    assert progress.of("part1", "nll").hints == {"": 2, "no_minus": 1}


def test_deleting_the_file_starts_anew(work: Path) -> None:
    """It is theirs to delete."""
    progress.checked("part1", "nll", True, None)
    (work / progress.FILE).unlink()
    assert progress.of("part1", "nll") == Entry()
    progress.checked("part1", "nll", False, None)
    assert progress.of("part1", "nll") == Entry(False, 1, None)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"exercises": {"part1/nll": 3}}', "\x00"])
def test_a_damaged_file_is_kept_aside(work: Path, text: str) -> None:
    """Nothing stops, and nothing is written over."""
    (work / progress.FILE).write_text(text)
    progress.checked("part1", "nll", True, None)
    assert progress.of("part1", "nll").passed
    assert (work / "progress.damaged.json").read_text() == text


def test_without_a_work_folder_it_lasts_as_long_as_the_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A lone notebook file leaves nothing on the disk."""
    monkeypatch.delenv(progress.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(progress, "_in_memory", {})
    progress.checked("part1", "nll", True, None)
    assert progress.of("part1", "nll").passed
    assert list(tmp_path.iterdir()) == []


def test_a_started_folder_is_named_by_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Wherever the notebook lies; a folder that is gone is not asked for."""
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path))
    assert progress.folder() == tmp_path
    monkeypatch.setenv(progress.VARIABLE, str(tmp_path / "gone"))
    monkeypatch.chdir(tmp_path)
    assert progress.folder() is None


def test_marking_and_validating_leave_no_trace(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nbgrader runs is not the learner's doing."""
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    progress.checked("part1", "nll", True, None)
    assert progress.hinted("part1", "nll", "") == 0
    assert not (work / progress.FILE).exists()


def test_a_disk_that_cannot_be_written_stops_nothing(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check goes on, without progress."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    progress.checked("part1", "nll", True, None)
    assert sorted(one.name for one in work.iterdir()) == ["nbgrader_config.py", "part1"]
