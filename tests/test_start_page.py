"""The start page: what it says of a learner's progress, and where it leads."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from nbjudge.language import speaking
from nn_course import progress
from nn_course.lessons import LESSONS
from nn_course.start import work as folders
from nn_course.start.page import page
from nn_course.start.work import lessons, make
from tests.second_language import SECOND, given_out


class Read(HTMLParser):
    """The text of a page, and its links: address → text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: dict[str, str] = {}
        self._in: str | None = None
        self._skip = 0
        self.feed(html)
        self.text = re.sub(r"\s+", " ", "".join(self.words))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._skip += tag in ("style", "script")
        if tag == "a":
            self._in = dict(attrs)["href"]
            self.links[str(self._in)] = ""

    def handle_endtag(self, tag: str) -> None:
        self._skip -= tag in ("style", "script")
        if tag == "a":
            self._in = None

    def handle_data(self, data: str) -> None:
        if not self._skip:
            self.words.append(data)
            if self._in is not None:
                self.links[self._in] += data


@pytest.fixture
def work(tmp_path: Path) -> Path:
    return make(tmp_path / "work").folder


def note(work: Path, **passed: bool) -> None:
    """Exercises of part 1 that were checked, and whether they passed."""
    entries = {
        f"part1/{name}": {"passed": right, "tries": 2, "seen": None, "hints": {}}
        for name, right in passed.items()
    }
    (work / progress.FILE).write_text(json.dumps({"exercises": entries}))


def test_before_anything_was_checked(work: Path) -> None:
    """Every part with time, prerequisites and exercises; none passes; begin with part 1."""
    read = Read(page(work, "/"))
    for one in LESSONS:
        assert f"Part {one.number}: {one.title}" in read.text and one.teaches in read.text
        assert f"{len(one.tasks)} exercises for {one.marks} marks" in read.text
        assert one.needs in read.text
    assert "0 of 31 exercises pass, 0 of 94 marks." in read.text
    assert "Begin with part 1: from scratch" in read.text
    assert read.text.count("○ not tried yet") == 31
    assert read.text.count("✎ a person reads it") == 1
    assert "marks of your course come from hidden tests" in read.text
    assert f"{work / progress.FILE}" in read.text and "You may delete it" in read.text


def test_progress_in_words(work: Path) -> None:
    """What passes, what does not, the sums of each, and which exercise is next."""
    note(work, preprocess=True, linear=True, chain_rule=False)
    read = Read(page(work, "/"))
    assert "2 of 31 exercises pass, 4 of 94 marks." in read.text
    assert "2 of 10 exercises pass, 4 of 25 marks." in read.text
    assert read.text.count("✓ passes") == 2 and read.text.count("✗ not right yet") == 1
    assert "Continue with chain_rule, in part 1" in read.text


def test_all_pass(work: Path) -> None:
    """When every check passes there is nothing to continue with."""
    entry = {"passed": True, "tries": 1, "seen": None, "hints": {}}
    all_of = {f"{one.part}/{task.name}": entry for one in LESSONS for task in one.tasks}
    (work / progress.FILE).write_text(json.dumps({"exercises": all_of}))
    read = Read(page(work, "/"))
    assert "31 of 31 exercises pass, 94 of 94 marks." in read.text
    assert "Everything passes" in read.text and "Continue" not in read.text


@pytest.mark.parametrize("held", ["half a fi", '{"exercises": {"part1/nll": 3}}', None])
def test_a_damaged_or_deleted_file_is_no_progress(work: Path, held: str | None) -> None:
    """The page opens, at nothing."""
    note(work, preprocess=True)
    if held is None:
        (work / progress.FILE).unlink()
    else:
        (work / progress.FILE).write_text(held)
    assert "0 of 31 exercises pass" in Read(page(work, "/")).text


@pytest.mark.parametrize("base", ["/", "/user/ada/"])
def test_links_open_notebooks_at_their_exercises(work: Path, base: str) -> None:
    """Each link leads into JupyterLab, at the cell with the text of its exercise."""
    links = Read(page(work, base)).links
    for one in LESSONS:
        assert f"{base}lab/tree/{one.file}" in links
        cells = json.loads((lessons() / one.file).read_text())["cells"]
        texts = {cell["id"]: "".join(cell["source"]) for cell in cells}
        for number, task in enumerate(one.tasks, 1):
            (address,) = [
                address
                for address, said in links.items()
                if said == f"{task.name} in part {one.number}"
            ]
            file, _, cell = address.partition("#cell-id=")
            assert file == f"{base}lab/tree/{one.file}"
            assert f"### Exercise {number}: " in texts[cell] and task.name in texts[cell]


def test_a_notebook_that_is_gone_or_damaged(work: Path) -> None:
    """Of a missing notebook the page says how it comes back; of a damaged one it opens the file."""
    (work / LESSONS[1].file).unlink()
    (work / LESSONS[2].file).write_text("{")
    read = Read(page(work, "/"))
    assert "part2/torch_nn.ipynb is not in your folder" in read.text
    assert not [address for address in read.links if "torch_nn" in address]
    assert [address for address in read.links if "data_loading" in address] == [
        "/lab/tree/part3/data_loading.ipynb"
    ]


def test_a_strange_path_is_only_text(tmp_path: Path) -> None:
    """A folder with signs of HTML in its name is shown as it is."""
    work = make(tmp_path / "a <b> & c").folder
    html = page(work, "/")
    assert "<b>" not in html and "a <b> & c" in Read(html).text


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in the second language of a course that has two."""
    monkeypatch.setattr(folders, "PLACES", (given_out(tmp_path / "given"),))
    return make(tmp_path / "work", SECOND).folder


def test_a_course_in_one_language_offers_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, second: Path
) -> None:
    """There is nothing to choose."""
    assert "<nav" in page(second, "/")
    monkeypatch.setattr(folders, "PLACES", (tmp_path / "work",))
    assert "<nav" not in page(second, "/")


def test_the_page_in_another_language(second: Path) -> None:
    """Its language is named, the way to each is in that language, and links lead to exercises."""
    note(second, preprocess=True)
    with speaking(SECOND):
        html = page(second, "/user/ada/", "a token")
    read = Read(html)
    assert '<html lang="ko">' in html and "연습 문제 31개" in read.text
    assert re.search(r'<li lang="ko" aria-current="true">한국어</li>', html)
    assert re.search(r'<li lang="en"><button name="language" value="en"[^>]*>English<', html)
    assert '<p class="soft" id="to-en" lang="en">This page and your notebooks in English' in html
    assert 'action="/user/ada/nn-course"' in html and 'value="a token"' in html
    assert "Your progress" not in read.text and "Put them into" not in read.text
    assert "/user/ada/lab/tree/part1/from_scratch.ipynb#cell-id=exercise-7-nll" in read.links


def test_notebooks_in_another_language_are_named(second: Path) -> None:
    """With a way to change them, and what to do where they are open."""
    html = page(second, "/")
    files = ", ".join(one.file for one in LESSONS)
    assert f"Not in English yet: {files}. A notebook that is open" in Read(html).text
    assert '<button name="language" value="en">Put them into English</button>' in html
