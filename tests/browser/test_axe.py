"""axe-core finds no serious or critical issue in lessons, checks and feedback, light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Route

from nbjudge.authoring import masters
from nbjudge.authoring.gate import make_course
from nbjudge.grading import generate_feedback
from tests.autograde.classes import HALVE, RIGHT, ROOT, grade, hand_in
from tests.pages import NOTEBOOKS, THEMES, checked, lesson, name_of

GRAVE = ("serious", "critical")
# One class, a student for each kind of page that comes back.
STUDENTS = {
    "right": RIGHT,
    "wrong": {"halve": "def halve(x):\n    return x / 3\n", "root": ROOT},
    "raises": {"halve": HALVE, "root": "def root(x):\n    # too far\n    return [x][5]\n"},
    "syntax": {"halve": "def halve(x)\n    return x / 2\n", "root": ROOT},
    "blank": {},
}

Find = Callable[..., list[str]]
themes = pytest.mark.parametrize("theme", THEMES)


@pytest.fixture(scope="module")
def issues(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Find]:
    """Opens a page in one tab for all, and returns what axe-core finds there, worst impacts only.

    A page stands alone, as without a network: MathJax is not fetched.
    """
    file = tmp_path_factory.mktemp("pages") / "page.html"
    page = browser.new_page(viewport={"width": 1200, "height": 900})

    def local(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            route.abort()

    page.route("**/*", local)
    axe = Axe()

    def find(html: str, theme: str = "light") -> list[str]:
        file.write_text(html, encoding="utf-8")
        page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
        page.goto(file.as_uri(), wait_until="domcontentloaded")
        found = axe.run(page).response["violations"]
        return [
            f"{issue['id']} ({issue['impact']}): {node['target']} {node['html'][:200]}"
            for issue in found
            if issue["impact"] in GRAVE
            for node in issue["nodes"]
        ]

    yield find
    page.close()


@themes
@pytest.mark.parametrize("path", NOTEBOOKS, ids=name_of)
def test_lessons(issues: Find, path: Path, theme: str) -> None:
    """Each notebook, blank and solved, as the lesson page."""
    assert issues(lesson(path, theme)) == []


@themes
def test_checks(issues: Find, theme: str) -> None:
    """What checks say of answers that are missing, wrong, broken and right."""
    page = checked(theme)
    assert "✗" in page and "✓" in page
    assert issues(page) == []


@pytest.fixture(scope="module")
def feedback(
    small_config: Path, small_text: str, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, str]:
    """The feedback pages of a class graded by nbjudge, by student."""
    folder = tmp_path_factory.mktemp("feedback")
    (folder / "small.py").write_text(small_text, encoding="utf-8")
    course = folder / "course"
    make_course(course, masters.derive(folder / "small.py"), small_config, "lesson")
    for student, answers in STUDENTS.items():
        hand_in(course, student, answers)
    assert not grade(course).failures
    generate_feedback(course, "lesson")
    pages = course.glob("feedback/*/lesson/*.html")
    return {path.parts[-3]: path.read_text(encoding="utf-8") for path in pages}


@themes
@pytest.mark.parametrize("student", STUDENTS)
def test_feedback(issues: Find, feedback: dict[str, str], student: str, theme: str) -> None:
    """The page a learner gets back, for a system in light and in dark colours."""
    assert issues(feedback[student], theme) == []


def test_what_is_wrong_is_found(issues: Find) -> None:
    """A picture without alt text and pale text on white are reported: the search above works."""
    bad = (
        '<!DOCTYPE html><html lang="en"><title>t</title><main><h1>h</h1><img src="x.png">'
        '<p style="color: #ccc; background: #fff">pale</p></main></html>'
    )
    found = {issue.split()[0] for issue in issues(bad)}
    assert found == {"image-alt", "color-contrast"}
