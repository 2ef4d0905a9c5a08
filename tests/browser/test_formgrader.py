"""Formgrader on what nbjudge graded, in JupyterLab: list, Autograde button, manual grading."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect

from nbjudge.authoring import masters
from nbjudge.authoring.gate import make_course
from tests.autograde.classes import FULL, NO_HALF, RIGHT, WRONG, grade, hand_in, marks, rows
from tests.browser.lab import Lab, running

START_MS = 60_000
GRADE_MS = 120_000
WHY = "half of 7 is 3.5, not"
COMMENT = "Nearly: look at the divisor."


@pytest.fixture(scope="module")
def course(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory, small_text: str, small_config: Path
) -> Path:
    """Ann, who is right, and Bob, who is not, are graded by nbjudge; Cyd has handed in since."""
    folder = tmp_path_factory.mktemp("formgrader")
    script = folder / "small.py"
    script.write_text(small_text, encoding="utf-8")
    make_course(folder / "course", masters.derive(script), small_config, "lesson")
    hand_in(folder / "course", "ann", RIGHT)
    hand_in(folder / "course", "bob", WRONG)
    grade(folder / "course")
    hand_in(folder / "course", "cyd", WRONG)
    return folder / "course"


@pytest.fixture(scope="module")
def lab(course: Path) -> Iterator[Lab]:
    """JupyterLab at the course's root, as `make formgrader` starts it."""
    with running(course, course.parent) as started:
        yield started


class Formgrader:
    """Formgrader in its tab of JupyterLab."""

    def __init__(self, page: Page, lab: Lab, shots: Path) -> None:
        self.page, self._shots, self._numbers = page, shots, count(1)
        page.goto(f"http://127.0.0.1:{lab.port}/lab?reset&token={lab.token}", timeout=START_MS)
        menu = page.get_by_role("menuitem", name="Nbgrader")
        expect(menu).to_be_visible(timeout=START_MS)
        menu.click()
        page.get_by_role("menuitem", name="Formgrader").click()
        self.frame: FrameLocator = page.frame_locator("iframe")
        expect(self.frame.get_by_role("link", name="lesson")).to_be_visible(timeout=START_MS)

    def shot(self, name: str) -> None:
        """Keep a picture of the page as it is now."""
        self.page.screenshot(path=self._shots / f"{next(self._numbers):02}-{name}.png")

    def submissions(self) -> None:
        """From the list of assignments to that of submissions, by its number of submissions."""
        row = self.frame.locator("#main-table tr", has_text="lesson")
        row.locator(".num-submissions a").click()
        expect(self.row("ann")).to_be_visible(timeout=START_MS)

    def row(self, student: str) -> Locator:
        """A learner's row in the list of submissions."""
        cell = self.page.frame_locator("iframe").locator(".student-id", has_text=student)
        return self.frame.locator("#main-table tr").filter(has=cell)

    def open_graded(self, student: str) -> None:
        """From the list of submissions to the learner's graded notebook, as links lead there."""
        self.row(student).locator(".student-name a").click()
        self.frame.get_by_role("link", name="notebook", exact=True).click()
        expect(self.cell("test_halve")).to_be_visible(timeout=START_MS)

    def cell(self, name: str) -> Locator:
        """The panel of a test cell, or of an answer, in the graded notebook."""
        return self.frame.locator(".nbgrader_cell").filter(
            has=self.page.locator(f"#{name}, #{name}-comment")
        )


@pytest.fixture
def formgrader(browser: Browser, lab: Lab, shots: Path) -> Iterator[Formgrader]:
    """Formgrader at its list of assignments; a picture of the last state is kept."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    # What it would load from elsewhere, MathJax, has to fail at once and not after a minute.
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    opened = Formgrader(context.new_page(), lab, shots)
    yield opened
    opened.shot("end")
    context.close()


def test_the_list_shows_marks(formgrader: Formgrader) -> None:
    """Who was graded stands there with nbjudge's marks, who was not as such."""
    formgrader.submissions()
    formgrader.shot("submissions")
    for student, points in (("ann", FULL), ("bob", NO_HALF)):
        expect(formgrader.row(student).locator(".status")).to_have_text("graded")
        expect(formgrader.row(student).locator(".score")).to_have_text(f"{points:g} / {FULL:g}")
    expect(formgrader.row("cyd").locator(".status")).to_have_text("needs autograding")


def test_the_autograde_button(formgrader: Formgrader, course: Path) -> None:
    """It goes through nbjudge: its log is shown, its record written, the mark in the list."""
    formgrader.submissions()
    record = course / "autograded" / "cyd" / "lesson" / "notebook.verdicts.json"
    assert not record.exists()
    formgrader.row("cyd").locator(".autograde a").click()
    dialog = formgrader.frame.locator(".modal.in")
    expect(dialog).to_contain_text("Successfully autograded", timeout=GRADE_MS)
    formgrader.shot("autograded")
    expect(dialog).to_contain_text("Graded cyd: 4 of 6")
    dialog.get_by_role("button", name=re.compile("OK|Close")).first.click()
    expect(formgrader.row("cyd").locator(".score")).to_have_text(f"{NO_HALF:g} / {FULL:g}")
    assert json.loads(record.read_text())["points"] == NO_HALF
    assert marks(course)["cyd"] == NO_HALF


def test_manual_grading_survives_a_regrade(formgrader: Formgrader, course: Path) -> None:
    """The verdict's sentence can be read; what a person types stays when all is graded anew."""
    formgrader.submissions()
    formgrader.open_graded("bob")
    test, answer = formgrader.cell("test_halve"), formgrader.cell("halve")
    cells = formgrader.frame.locator(".cell").filter(has=test)
    expect(cells).to_contain_text(WHY)
    expect(test.locator("input.score")).to_have_attribute("placeholder", "0")
    test.scroll_into_view_if_needed()
    formgrader.shot("graded-notebook")

    _type(test.locator("input.score"), "1", test)
    _type(test.locator("input.extra-credit"), "0.5", test)
    _type(answer.locator("textarea"), COMMENT, answer)
    formgrader.shot("by-hand")
    assert _by_hand(course) == [("test_halve", 0.0, 1.0, 0.5)]

    grade(course, "bob", force=True)
    assert _by_hand(course) == [("test_halve", 0.0, 1.0, 0.5)]
    formgrader.page.reload()
    formgrader = _reopened(formgrader)
    test, answer = formgrader.cell("test_halve"), formgrader.cell("halve")
    expect(test.locator("input.score")).to_have_value("1")
    expect(test.locator("input.extra-credit")).to_have_value("0.5")
    expect(answer.locator("textarea")).to_have_value(COMMENT)


def _type(field: Locator, text: str, panel: Locator) -> None:
    """Type *text*, leave the field, and wait until formgrader says that it is saved."""
    field.fill(text)
    field.press("Tab")
    field.blur()
    expect(panel.locator(".save-icon.glyphicon-ok").first).to_be_visible()


def _by_hand(course: Path) -> list[tuple]:
    """Bob's cells with a mark of a person's."""
    return [
        (cell, auto, manual, extra)
        for student, _, cell, auto, manual, extra, _ in rows(course, "grades")
        if student == "bob" and manual is not None
    ]


def _reopened(formgrader: Formgrader) -> Formgrader:
    expect(formgrader.frame.get_by_role("link", name="lesson")).to_be_visible(timeout=START_MS)
    formgrader.submissions()
    formgrader.open_graded("bob")
    return formgrader
