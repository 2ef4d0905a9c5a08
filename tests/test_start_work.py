"""A learner's own folder: made once, added to, never written over."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.apps import NbGrader

from nn_course import progress
from nn_course.lessons import LESSONS
from nn_course.start import work as folders
from nn_course.start.errors import StartError
from nn_course.start.lab import SETTINGS
from nn_course.start.work import CONFIG, lessons, make, the_folder

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No folder was started where these tests run."""
    monkeypatch.delenv(progress.VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """`python -m nn_course`, here, after the Python in `before`."""
    call = f"import runpy, sys; {before}\nsys.argv[1:] = {arguments!r}\n"
    call += "runpy.run_module('nn_course', run_name='__main__', alter_sys=True)"
    return subprocess.run(
        [sys.executable, "-c", call],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"},
        check=False,
    )


def test_the_first_start_copies_the_lessons(tmp_path: Path) -> None:
    """Every notebook as it is given out, and the folder is one that progress finds."""
    made = make(tmp_path / "mine" / "work")
    assert made.made and not made.foreign
    assert [one.as_posix() for one in made.added] == [one.file for one in LESSONS]
    for one in LESSONS:
        assert (made.folder / one.file).read_bytes() == (lessons() / one.file).read_bytes()
    assert progress.MARK in (made.folder / CONFIG).read_text()
    assert sorted(one.name for one in made.folder.iterdir()) == [
        CONFIG,
        *(one.part for one in LESSONS),
    ]


def test_nothing_of_a_learner_is_written_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Started again after an update: a new part comes, all that is there stays, byte for byte."""
    work = make(tmp_path / "work").folder
    mine = work / LESSONS[0].file
    mine.write_text("my answers")
    (work / CONFIG).write_text(f"# {progress.MARK}, and then changed by me\n")
    (work / progress.FILE).write_text("{}")
    (work / LESSONS[3].file).unlink()
    before = {path: path.read_bytes() for path in work.rglob("*") if path.is_file()}
    update = tmp_path / "update"
    for name in (*(one.file for one in LESSONS), "part5/more.ipynb", "part1/.hidden/x.ipynb"):
        (update / name).parent.mkdir(parents=True, exist_ok=True)
        (update / name).write_text("newer")
    monkeypatch.setattr(folders, "lessons", lambda: update)
    again = make(work)
    assert [one.as_posix() for one in again.added] == [LESSONS[3].file, "part5/more.ipynb"]
    assert not again.made
    assert {path: path.read_bytes() for path in before} == before
    assert make(work).added == ()


def test_a_configuration_of_somebody_else_stays(tmp_path: Path) -> None:
    """A teacher's nbgrader_config.py is kept, and that is known."""
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / CONFIG).write_text("c = get_config()\n")
    made = make(tmp_path / "work")
    assert made.foreign and len(made.added) == len(LESSONS)
    assert (tmp_path / "work" / CONFIG).read_text() == "c = get_config()\n"


@pytest.mark.parametrize("exchange", [None, "/some/where"])
def test_nbgrader_reads_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, exchange: str | None
) -> None:
    """The course's id is the teacher's, and the exchange the one of NBGRADER_EXCHANGE, if set."""
    monkeypatch.delenv("NBGRADER_EXCHANGE", raising=False)
    if exchange:
        monkeypatch.setenv("NBGRADER_EXCHANGE", exchange)
    monkeypatch.chdir(make(tmp_path / "work").folder)
    app = NbGrader()
    app.load_config_file()
    assert app.config.CourseDirectory.course_id == "torch_nn"
    assert 'course_id = "torch_nn"' in (ROOT / "grader_config.py").read_text()
    assert app.config.Exchange.get("root") == exchange


def test_which_folder_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The one that is named, else the one around here, else ./work."""
    assert the_folder() == tmp_path / "work"
    work = make(tmp_path / "work").folder
    monkeypatch.chdir(work / "part1")
    assert the_folder() == work
    assert the_folder(Path("other")) == work / "part1" / "other"


@pytest.mark.parametrize("work", ["file", "file/work"])
def test_where_no_folder_can_be(tmp_path: Path, work: str) -> None:
    """A file in its place, or above it: one sentence with the path, and exit status 2."""
    (tmp_path / "file").write_text("mine")
    done = run("start", "--work", work)
    assert done.returncode == 2
    assert str(tmp_path / work) in done.stderr and "--work" in done.stderr
    assert len(done.stderr.splitlines()) == 1 and done.stdout == ""
    assert (tmp_path / "file").read_text() == "mine"


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    """A read-only folder is said to be one."""
    (tmp_path / "work").mkdir(mode=0o555)
    with pytest.raises(StartError, match=r"cannot be written to .*work .*no permission"):
        make(tmp_path / "work")


def test_without_jupyterlab(tmp_path: Path) -> None:
    """One sentence with the command that installs it; no folder is made."""
    done = run("start", before="sys.modules['jupyterlab'] = None")
    assert done.returncode == 2
    assert "-m pip install jupyterlab==" in done.stderr and len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "work").exists()
    assert (
        done.stderr.split("jupyterlab==")[1].split("`")[0] in (ROOT / "pyproject.toml").read_text()
    )


def test_without_the_packages_of_the_commands() -> None:
    """A missing typer is one sentence too, not a traceback."""
    done = run(before="sys.modules['typer'] = None")
    assert done.returncode == 1
    assert "need typer" in done.stderr and len(done.stderr.splitlines()) == 1


def test_alone_it_shows_progress_and_the_commands(tmp_path: Path) -> None:
    """Before the first start it says so; then parts with what passes, and three commands."""
    before = run()
    assert before.returncode == 0 and "not started yet" in before.stdout
    work = make(tmp_path / "work").folder
    entry = {"passed": True, "tries": 1, "seen": None, "hints": {}}
    (work / progress.FILE).write_text(json.dumps({"exercises": {"part1/nll": entry}}))
    done = run()
    assert done.returncode == 0
    assert "from scratch" in done.stdout and "1 of 10" in done.stdout and "3 of 25" in done.stdout
    for command in ("start", "check", "reset"):
        assert f"python -m nn_course {command}" in done.stdout
    assert "hidden tests" in done.stdout and str(work) in done.stdout


def test_settings_of_jupyterlab_are_json() -> None:
    """Jupyter passes over a file of settings that it cannot read, so that it must be right."""
    files = sorted(SETTINGS.rglob("*.json"))
    assert len(files) == 4
    for file in files:
        json.loads(file.read_text())
