"""A learner's notebook in another language: what is theirs stays, all else is exchanged."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nbjudge.language import speaking
from nn_course.kernel import lessons as kernel
from nn_course.lessons import LESSONS
from nn_course.start import work as folders
from nn_course.start.notebook import language_of
from nn_course.start.reset import reset
from nn_course.start.switch import not_in, switch_all
from nn_course.start.work import make
from tests.second_language import SECOND, given_out

PART1 = LESSONS[0]
FILE = PART1.file
ANSWER = "def nll(log_probs, target):\n    # mine – ✓\n    return -log_probs.mean()"
Cells = list[dict[str, Any]]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return given_out(tmp_path_factory.mktemp("given"))


@pytest.fixture
def work(given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that was started in English."""
    monkeypatch.setattr(folders, "PLACES", (given,))
    return make(tmp_path / "work").folder


def read(file: Path) -> dict[str, Any]:
    return json.loads(file.read_text(encoding="utf-8"))


def edit(file: Path, change: Callable[[Cells], object]) -> dict[str, Any]:
    """Change the cells of a notebook and write it as JupyterLab does."""
    content = read(file)
    change(content["cells"])
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    file.write_text(text, encoding="utf-8")
    return content


def by_id(content: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {cell["id"]: cell for cell in content["cells"]}


def first_code(content: dict[str, Any]) -> dict[str, Any]:
    return next(cell for cell in content["cells"] if cell["cell_type"] == "code")


def learn(cells: Cells) -> None:
    """An answer, a text and a cell of their own, a note in the first cell, outputs, a lost cell."""
    known = {cell["id"]: cell for cell in cells}
    printed = {"output_type": "stream", "name": "stdout", "text": ["said\n"]}
    known["nll"].update(source=ANSWER.splitlines(keepends=True), outputs=[printed])
    known["test_nll"].update(outputs=[printed], execution_count=3)
    first = next(cell for cell in cells if cell["cell_type"] == "code")
    first["source"] = ["import os  # mine\n", *first["source"]]
    cells[3]["source"] = ["A text that I rewrote."]
    own = {"cell_type": "code", "id": "own", "metadata": {}, "outputs": [printed]}
    cells.insert(5, {**own, "execution_count": 1, "source": ["nll.speak('en')"]})
    del cells[8]


def test_a_folder_as_it_was_made(work: Path, given: Path) -> None:
    """There and back it is as if it had been made in that language; no copies lie about."""
    for language, source in ((SECOND, given / SECOND), ("en", given)):
        done = switch_all(work, language)
        assert [one.lesson for one in done] == list(LESSONS)
        for one in done:
            assert one.changed and one.backup is None and "not changed anything" in one.said
            file = one.lesson.file
            assert (work / file).read_bytes() == (source / file).read_bytes()
    assert len(list(work.rglob("*.ipynb"))) == len(LESSONS)


def test_what_a_learner_wrote_stays(work: Path, given: Path) -> None:
    """Answers, texts, own cells, outputs, the order; all else is in the other language."""
    mine = edit(work / FILE, learn)
    (done, *_) = switch_all(work, SECOND)
    now, second = read(work / FILE), by_id(read(given / SECOND / FILE))
    assert language_of(now) == SECOND
    assert [cell["id"] for cell in now["cells"]] == [cell["id"] for cell in mine["cells"]]
    theirs = {"nll", "own", mine["cells"][3]["id"], first_code(mine)["id"]}
    for before, after in zip(mine["cells"], now["cells"], strict=True):
        assert after.get("outputs") == before.get("outputs")
        assert after["metadata"] == before["metadata"]
        if after["id"] not in theirs:
            assert after["source"] == second[after["id"]]["source"]
        elif after["id"] != first_code(mine)["id"]:
            assert after == before
    assert f"({len(theirs)}" not in done.said and f": {len(theirs)})" in done.said


def test_a_first_cell_with_a_note_in_it_speaks_the_language(work: Path) -> None:
    """Else all checks would go on in the one before; nothing else in that cell is touched."""
    mine = edit(work / FILE, learn)
    switch_all(work, SECOND)
    before, after = ("".join(first_code(one)["source"]) for one in (mine, read(work / FILE)))
    assert after == before.replace('speak("en")', 'speak("ko")') != before


def test_a_copy_is_kept(work: Path) -> None:
    """For each switch, none over another, and its name is told; the way back loses nothing."""
    mine = edit(work / FILE, learn)
    first = (work / FILE).read_bytes()
    kept = []
    for language in (SECOND, "en", SECOND):
        kept.append((work / FILE).read_bytes())
        (done, *_) = switch_all(work, language)
        assert done.backup is not None and str(done.backup) in done.said
        assert done.backup.read_bytes() == kept[-1]
    assert kept[0] == first and json.loads(kept[2]) == mine
    names = sorted(one.name for one in (work / "part1").glob("*.before-*"))
    assert names == [f"from_scratch.before-{end}.ipynb" for end in ("en", "ko-2", "ko")]


def test_what_is_in_the_language_is_not_written(work: Path) -> None:
    """Nor copied, nor spoken of."""
    edit(work / FILE, learn)
    switch_all(work, SECOND)
    before = {path: path.stat().st_mtime_ns for path in work.rglob("*")}
    assert not any(one.changed or one.said for one in switch_all(work, SECOND))
    assert {path: path.stat().st_mtime_ns for path in work.rglob("*")} == before


@pytest.mark.parametrize("held", ["half a notebo", "[]", '{"cells": [1]}'])
def test_a_notebook_that_cannot_be_read_is_left(work: Path, held: str) -> None:
    """It is named, and the others are done."""
    (work / FILE).write_text(held)
    (done, *others) = switch_all(work, SECOND)
    assert not done.changed and str(work / FILE) in done.said and "stays as it is" in done.said
    assert (work / FILE).read_text() == held and all(one.changed for one in others)


def test_open_and_missing_notebooks_are_left(work: Path) -> None:
    """They are found again by who asks which are not in the language yet."""
    before = (work / FILE).read_bytes()
    (work / LESSONS[1].file).unlink()
    assert [one.lesson for one in switch_all(work, SECOND, {FILE})] == list(LESSONS[2:])
    assert (work / FILE).read_bytes() == before and not_in(work, SECOND) == [PART1]


def test_a_lesson_without_a_translation_is_left(work: Path, given: Path, tmp_path: Path) -> None:
    """It says so, and nobody is asked to switch it."""
    (given / SECOND / FILE).rename(tmp_path / "away")
    try:
        (done, *_) = switch_all(work, SECOND)
        assert not_in(work, SECOND) == []
    finally:
        (tmp_path / "away").rename(given / SECOND / FILE)
    assert not done.changed and "no translation" in done.said
    assert (work / FILE).read_bytes() == (given / FILE).read_bytes()


def test_cells_without_ids_are_known_by_their_text(work: Path, given: Path) -> None:
    """An editor of an older format drops ids."""

    def drop(cells: Cells) -> None:
        learn(cells)
        for cell in cells:
            del cell["id"]

    edit(work / FILE, drop)
    switch_all(work, SECOND)
    left = ["".join(cell["source"]) for cell in read(work / FILE)["cells"]]
    assert ANSWER in left and "A text that I rewrote." in left
    second = {"".join(cell["source"]) for cell in read(given / SECOND / FILE)["cells"]}
    assert len([text for text in left if text not in second]) == 4


def test_a_reset_gives_the_blank_of_the_notebooks_language(work: Path, given: Path) -> None:
    """Whatever is spoken besides."""
    edit(work / FILE, learn)
    switch_all(work, SECOND)
    with speaking("en"):
        reset(work, PART1, PART1.task("nll"))
    second = by_id(read(given / SECOND / FILE))["nll"]
    assert by_id(read(work / FILE))["nll"]["source"] == second["source"]
    switch_all(work, "en")
    english = by_id(read(given / FILE))["nll"]
    assert by_id(read(work / FILE))["nll"]["source"] == english["source"]


def test_the_kernel_knows_the_cells_in_every_language(given: Path) -> None:
    """It advises by which cells ran, and finds them by their text."""
    lesson = kernel._lesson(given / FILE)
    cells = [one for one in read(given / SECOND / FILE)["cells"] if one["cell_type"] == "code"]
    english = [one for one in read(given / FILE)["cells"] if one["cell_type"] == "code"]
    assert cells[0]["source"] != english[0]["source"]
    for one, other in zip(cells, english, strict=True):
        assert lesson.place("".join(one["source"])) == lesson.place("".join(other["source"]))
    assert lesson.place("".join(cells[0]["source"])) == 0
