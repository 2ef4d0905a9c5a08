"""Which language the course is started in, and that its folder remembers it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from nbjudge import language
from nn_course import progress
from nn_course.errors import UnknownLanguage
from nn_course.language import VARIABLE
from nn_course.lessons import LESSONS
from nn_course.start import choice
from nn_course.start import work as folders
from nn_course.start.work import CONFIG, make
from tests.second_language import SECOND, given_out

ROOT = Path(__file__).resolve().parents[1]
FILE = LESSONS[0].file


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return given_out(tmp_path_factory.mktemp("given"))


@pytest.fixture(autouse=True)
def nowhere(given: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No folder was started here, and neither the environment nor the system has a language."""
    monkeypatch.setattr(folders, "PLACES", (given,))
    for name in (progress.VARIABLE, VARIABLE, "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path / "runtime"))
    monkeypatch.chdir(tmp_path)


def run(given: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`python -m nn_course`, here; what stands in JupyterLab's place tells kernels' language."""
    call = (
        "import os, runpy, sys\nfrom pathlib import Path\nfrom nn_course.start import work\n"
        f"work.PLACES = (Path({str(given)!r}),)\n"
        "if 'start' in sys.argv:\n"
        "    from types import SimpleNamespace\n"
        f"    said = lambda given: print('kernels:', os.environ[{VARIABLE!r}])\n"
        "    sys.modules['jupyterlab.labapp'] = SimpleNamespace(main=said)\n"
        "runpy.run_module('nn_course', run_name='__main__', alter_sys=True)"
    )
    return subprocess.run(
        [sys.executable, "-c", call, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200", **environment},
        check=False,
    )


def test_the_first_that_is_known_counts(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Named, remembered, the notebooks' own, the environment's, the system's, English."""
    work = tmp_path / "work"
    assert choice.chosen(work) == "en"
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert choice.chosen(work) == "ko"
    monkeypatch.setenv("LC_ALL", "C")
    assert choice.chosen(work) == "en"
    monkeypatch.setenv(VARIABLE, "ko")
    assert choice.chosen(work) == "ko"
    make(work, "en")
    assert choice.chosen(work) == "en"
    choice.remember(work, "ko")
    assert choice.chosen(work) == "ko" and (work / choice.FILE).read_text() == "ko\n"
    assert choice.chosen(work, "en") == "en"


@pytest.mark.parametrize("held", [b"fr", b"", b"\xff\xfe\x00"])
def test_what_is_not_known_is_passed_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, held: bytes
) -> None:
    """In the folder's file and in the environment: the course starts all the same."""
    (tmp_path / choice.FILE).write_bytes(held)
    monkeypatch.setenv(VARIABLE, "tlh")
    monkeypatch.setenv("LANG", "ko_KR.UTF-8")
    assert choice.chosen(tmp_path) == "ko"


def test_a_language_without_lessons_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though the course has sentences in it; whoever names it reads which languages there are."""
    monkeypatch.setattr(folders, "PLACES", (ROOT / "tests" / "nowhere", tmp_path))
    (tmp_path / FILE).parent.mkdir()
    (tmp_path / FILE).write_text("{}")
    assert choice.available() == ("en",)
    with pytest.raises(UnknownLanguage, match="'ko': its languages are en"):
        choice.chosen(tmp_path, "ko")


def test_files_lie_at_the_same_places(given: Path, tmp_path: Path) -> None:
    """In every language; what has no translation comes in English."""
    (given / SECOND / LESSONS[3].file).rename(tmp_path / "away")
    try:
        made = make(tmp_path / "work", SECOND)
    finally:
        (tmp_path / "away").rename(given / SECOND / LESSONS[3].file)
    assert sorted(one.name for one in made.folder.iterdir()) == [
        CONFIG,
        *(one.part for one in LESSONS),
    ]
    for one in LESSONS:
        source = given if one is LESSONS[3] else given / SECOND
        assert (made.folder / one.file).read_bytes() == (source / one.file).read_bytes()


def test_it_is_remembered_and_handed_on(given: Path, tmp_path: Path) -> None:
    """Kernels get it, commands speak it; it lasts without the option and without its file."""
    work = tmp_path / "work"
    first = run(given, "start", "--language", "ko", LANG="en_GB.UTF-8")
    assert first.returncode == 0, first.stderr
    assert "kernels: ko" in first.stdout and "복사본" in first.stdout
    again = run(given, "start", LANG="en_GB.UTF-8")
    assert "kernels: ko" in again.stdout and FILE not in again.stdout
    assert "시작" in run(given, "--help").stdout
    (work / choice.FILE).unlink()
    assert "kernels: ko" in run(given, "start").stdout
    back = run(given, "start", "--language", "en")
    assert "kernels: en" in back.stdout
    for one in LESSONS:
        assert f"{work / one.file} is in English now" in back.stdout
        assert (work / one.file).read_bytes() == (given / one.file).read_bytes()
    assert "as you left them" in run(given, "start", "--language", "en").stdout


def test_an_update_changes_no_notebook(given: Path, tmp_path: Path) -> None:
    """A folder from before there was a choice stays English, whatever the system speaks."""
    work = make(tmp_path / "work").folder
    before = {one: (work / one.file).read_bytes() for one in LESSONS}
    done = run(given, "start", LANG="ko_KR.UTF-8")
    assert "kernels: en" in done.stdout
    assert {one: (work / one.file).read_bytes() for one in LESSONS} == before


def test_a_notebook_in_another_language_is_named(given: Path, tmp_path: Path) -> None:
    """One that was fetched, say: it stays as it is, and the command that changes it is told."""
    work = make(tmp_path / "work", SECOND).folder
    (work / FILE).write_bytes((given / FILE).read_bytes())
    choice.remember(work, SECOND)
    done = run(given, "start")
    assert f"{FILE}" in done.stdout and "--language ko" in done.stdout
    assert (work / FILE).read_bytes() == (given / FILE).read_bytes()


def test_an_unknown_language(given: Path, tmp_path: Path) -> None:
    """One sentence with those there are, exit status 2, and no folder."""
    done = run(given, "start", "--language", "fr")
    assert done.returncode == 2
    assert done.stderr == "The course does not speak 'fr': its languages are en, ko.\n"
    assert not (tmp_path / "work").exists()


def test_nothing_is_switched_under_a_running_jupyterlab(given: Path, tmp_path: Path) -> None:
    """What is open there would be written over: the command says what to do, and does nothing."""
    work = make(tmp_path / "work").folder
    server = {"pid": os.getpid(), "root_dir": str(work), "url": "http://127.0.0.1:8888/"}
    (tmp_path / "runtime").mkdir()
    (tmp_path / "runtime" / f"jpserver-{os.getpid()}.json").write_text(json.dumps(server))
    done = run(given, "start", "--language", "ko")
    assert done.returncode == 2 and "http://127.0.0.1:8888/nn-course" in done.stderr
    assert (work / FILE).read_bytes() == (given / FILE).read_bytes()
    assert not (work / choice.FILE).exists()
    assert "kernels: en" in run(given, "start").stdout


def test_make_lab_takes_the_language() -> None:
    """`make lab LANGUAGE=ko` does; a variable of gettext's in the environment means nothing."""
    asked = {"env": {**os.environ, "LANGUAGE": "de:fr"}, "capture_output": True, "text": True}
    for arguments, said in (([], "--work work  --"), (["LANGUAGE=ko"], "--language ko --")):
        done = subprocess.run(["make", "-n", "lab", *arguments], cwd=ROOT, check=False, **asked)
        assert said in done.stdout


def test_a_check_speaks_the_notebooks_language(given: Path, tmp_path: Path) -> None:
    """Its kernel, too, though the folder and the system are English."""
    content = json.loads((given / SECOND / FILE).read_text(encoding="utf-8"))
    content["cells"] = [cell for cell in content["cells"] if cell["id"] == "nll"]
    own = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": []}
    source = f"import os\nraise ValueError(os.environ[{VARIABLE!r}])"
    content["cells"].insert(0, {**own, "execution_count": None, "source": source})
    (tmp_path / "mine.ipynb").write_text(json.dumps(content))
    done = run(given, "check", "mine.ipynb", LANG="en_GB.UTF-8")
    assert done.returncode == 2
    assert "ValueError: ko" in done.stderr and "검사" in done.stdout
    assert language.current() == "en"
