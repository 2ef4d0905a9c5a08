"""Nothing that a learner writes in words runs where an instructor opens it, and it can be read.

Seventy answers, each with another attack, in one submission, opened in formgrader, in JupyterLab
and as feedback; and names from a roster with attacks in them. Every attack that
works calls ``trip``.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from nbconvert.filters import markdown2html
from nbformat import NotebookNode
from nbformat.sign import NotebookNotary
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook
from playwright.sync_api import Browser, Page, expect

from nbjudge.authoring.gate import make_course
from nbjudge.grading import generate_feedback
from nbjudge.rebuild.words import shown
from tests.autograde.classes import grade
from tests.browser.lab import Lab, running
from tests.browser.payloads import MARKDOWN, NAMES, PIXEL

START_MS = 60_000
WORDS = "readable words of answer {}"
INSTRUCTORS = '<b class="instructors-own">bold</b>'


def _owned(cell: NotebookNode, name: str, **own: object) -> NotebookNode:
    cell.id = name
    cell.metadata["nbgrader"] = {"grade_id": name, "schema_version": 3, **own}
    return cell


def master() -> NotebookNode:
    """A lesson with an answer in words for each payload, and one with code."""
    words = {"grade": True, "solution": True, "locked": False, "points": 1}
    cells = [new_markdown_cell(f"# Words\n\n{INSTRUCTORS} $x^2$", id="instructors")]
    cells += [
        _owned(new_markdown_cell("Write here."), f"words-{number}", **words)
        for number in range(len(MARKDOWN) + 1)
    ]
    blank = new_code_cell("### BEGIN SOLUTION\ndef f():\n    return 1\n### END SOLUTION")
    cells.append(_owned(blank, "f", grade=False, solution=True, locked=False))
    test = new_code_cell("assert f() == 1")
    cells.append(_owned(test, "test_f", grade=True, solution=False, locked=True, points=1))
    return new_notebook(cells=cells)


def answers(release: NotebookNode) -> NotebookNode:
    """The submission: each payload below words of its own; a pasted picture in the last."""
    by_name = {cell.id: cell for cell in release.cells}
    for number, payload in enumerate(MARKDOWN.values()):
        by_name[f"words-{number}"].source = f"{WORDS.format(number)}\n\n{payload}\n\nthe end"
    last = by_name[f"words-{len(MARKDOWN)}"]
    last.source = "A **picture** ![pasted](attachment:image.png) and $a<b$ `code`"
    last["attachments"] = {"image.png": {"image/png": PIXEL}}
    raising = "print('<script>trip()</script>')\n"
    raising += f"raise ValueError({NAMES['handler']!r})\n"
    by_name["f"].source = "def f():\n    return 1\n" + raising
    return release


@pytest.fixture(scope="module")
def course(browser: Browser, tmp_path_factory: pytest.TempPathFactory, small_config: Path) -> Path:
    """The course with the submission graded, and learners whose names are payloads."""
    root = tmp_path_factory.mktemp("hostile") / "course"
    release = make_course(root, master(), small_config, "lesson")
    for number in range(len(NAMES)):
        folder = root / "submitted" / f"s{number}" / "lesson"
        folder.mkdir(parents=True)
        handed_in = answers(nbformat.read(release, as_version=4))
        nbformat.write(handed_in, folder / "notebook.ipynb")
        (folder / "page.html").write_text("<script>trip()</script>handed in")
    assert not grade(root).failures
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}", "torch_nn") as gradebook:
        for number, name in enumerate(NAMES.values()):
            gradebook.update_or_create_student(f"s{number}", first_name=name, last_name=name)
    generate_feedback(root, "lesson")
    return root


@pytest.fixture(scope="module")
def lab(course: Path) -> Iterator[Lab]:
    """JupyterLab at the course's root, as `make formgrader` starts it."""
    with running(course, course.parent) as started:
        yield started


class Watched:
    """A page whose payloads are counted: `tripped` grows with each that runs."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.tripped: list[str] = []
        page.context.expose_function("trip", lambda *_: self.tripped.append(page.url))
        page.on("dialog", lambda dialog: (self.tripped.append("dialog"), dialog.dismiss()))

    def click_everything(self, inside: str, wait: int = 300) -> None:
        """Click, and point at, whatever is in the elements *inside* that leads nowhere else.

        Then *wait*, in milliseconds, for what runs later.
        """
        self.page.evaluate(
            """inside => {
                for (const one of document.querySelectorAll(inside + " *")) {
                    one.dispatchEvent(new MouseEvent("mouseover", {bubbles: true}));
                    one.dispatchEvent(new FocusEvent("focus"));
                    const page = one.href && /^https?:/.test(String(one.href));
                    const click = one.href || one.tagName == "BUTTON" || one.onclick;
                    if (click && !page) one.dispatchEvent(
                        new MouseEvent("click", {bubbles: true, cancelable: true}));
                }
            }""",
            inside,
        )
        self.page.wait_for_timeout(wait)


@pytest.fixture
def watched(browser: Browser) -> Iterator[Watched]:
    """A page that reaches this machine alone."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    yield Watched(context.new_page())
    context.close()


def submission(course: Path, student: str) -> str:
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "torch_nn") as gradebook:
        (notebook,) = gradebook.find_submission("lesson", student).notebooks
        return str(notebook.id)


def signed_in(page: Page, lab: Lab) -> str:
    """The address of the server, which knows this page from now on."""
    home = f"http://127.0.0.1:{lab.port}"
    page.goto(f"{home}/lab?token={lab.token}", wait_until="commit")
    return home


def test_the_canary_sings(watched: Watched) -> None:
    """The same answers, as nbconvert makes pages of them, run: in many ways."""
    running_ones = []
    for name, payload in MARKDOWN.items():
        if "attachment:" in payload:
            continue
        del watched.tripped[:]
        watched.page.set_content(f"<div id=all>{markdown2html(payload)}</div>")
        watched.click_everything("#all", wait=30)
        if watched.tripped:
            running_ones.append(name)
    assert len(running_ones) >= 15, running_ones


def test_formgraders_manual_grading(watched: Watched, course: Path, lab: Lab) -> None:
    """Nothing runs; words, formulas, code and the picture are there; the author's HTML is HTML."""
    home = signed_in(watched.page, lab)
    for number in range(len(NAMES)):
        student = submission(course, f"s{number}")
        watched.page.goto(f"{home}/formgrader/submissions/{student}/?index=0", timeout=START_MS)
        expect(watched.page.locator(".nbgrader_cell").first).to_be_visible(timeout=START_MS)
        watched.click_everything("#notebook-container .rendered_html")
    shown = watched.page.locator("#notebook").last
    for number in range(len(MARKDOWN)):
        expect(shown).to_contain_text(WORDS.format(number))
    expect(shown.locator("b.instructors-own")).to_have_text("bold")
    expect(shown.locator("img[alt=pasted]")).to_have_js_property("naturalWidth", 1)
    assert watched.tripped == []


def test_formgraders_lists(watched: Watched, course: Path, lab: Lab) -> None:
    """Names are text on every page that has one, and its links still lead on."""
    home = signed_in(watched.page, lab)
    pages = ["manage_assignments", "manage_submissions/lesson", "gradebook", "gradebook/lesson"]
    pages += ["gradebook/lesson/notebook", "manage_students", "manage_students/s0"]
    pages += ["manage_students/s0/lesson"]
    for page in pages:
        watched.page.goto(f"{home}/formgrader/{page}", timeout=START_MS)
        expect(watched.page.locator("#main-table tr").first).to_be_visible(timeout=START_MS)
        watched.page.wait_for_timeout(300)
        if page == "manage_students":
            for name in NAMES.values():
                expect(watched.page.locator("#main-table")).to_contain_text(name)
    for hostile in ('"-trip()-"', "<img src=x onerror=trip()>"):
        watched.page.goto(f"{home}/formgrader/manage_students/{hostile}", timeout=START_MS)
    assert watched.tripped == []


def test_a_page_that_was_handed_in(watched: Watched, course: Path, lab: Lab) -> None:
    """A file beside the notebook is shown to nobody as a page of the server's own."""
    home = signed_in(watched.page, lab)
    file = f"{home}/formgrader/submissions/{submission(course, 's0')}/page.html"
    answer = watched.page.goto(file)
    assert answer is not None
    if answer.status == 200:
        assert "sandbox" in answer.headers["content-security-policy"]
    watched.page.wait_for_timeout(300)
    assert watched.tripped == []


def test_jupyterlab(watched: Watched, course: Path, lab: Lab) -> None:
    """The graded notebook runs nothing, though somebody has said that it is trusted."""
    file = "autograded/s0/lesson/notebook.ipynb"
    data = str(course.parent / "jupyter-data")
    NotebookNotary(data_dir=data).sign(nbformat.read(course / file, as_version=4))
    watched.page.goto(lab.url(file), timeout=START_MS)
    panel = watched.page.locator(".jp-NotebookPanel-notebook")
    expect(panel.locator("h1").first).to_be_visible(timeout=START_MS)
    watched.page.keyboard.press("Escape")  # what a dialog may ask
    for _ in range(12):
        watched.click_everything(".jp-RenderedMarkdown")
        watched.page.mouse.move(700, 500)
        watched.page.mouse.wheel(0, 1500)
        watched.page.wait_for_timeout(150)
    seen = panel.inner_text()
    assert re.search(WORDS.format(r"\d+"), seen)
    assert watched.tripped == []


def test_feedback(watched: Watched, course: Path) -> None:
    """The page that goes back to the learner."""
    for student in range(len(NAMES)):
        file = course / "feedback" / f"s{student}" / "lesson" / "notebook.html"
        watched.page.goto(file.as_uri())
        watched.click_everything("body")
        assert watched.tripped == []


def test_whatever_was_written_is_in_the_graded_notebook(course: Path) -> None:
    """In its place; the picture is as it was."""
    folder = course / "autograded" / "s0" / "lesson"
    graded = {
        cell.id: cell for cell in nbformat.read(folder / "notebook.ipynb", as_version=4).cells
    }
    for number in range(len(MARKDOWN)):
        kept = shown(graded[f"words-{number}"].source)
        assert kept.startswith(WORDS.format(number)) and kept.endswith("the end")
    (picture,) = graded[f"words-{len(MARKDOWN)}"].attachments.values()
    assert base64.b64decode(picture["image/png"]) == base64.b64decode(PIXEL)
    assert json.dumps(graded["instructors"].source).count("<b ") == 1
