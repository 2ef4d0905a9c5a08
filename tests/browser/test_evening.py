"""A learner's evening with part 1, from the start page to handing in, as a person spends it.

NN_COURSE_SCREENSHOTS names a folder for the pictures of each step; NN_COURSE_THEME="JupyterLab
Dark" spends the evening in the dark.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from nbjudge.grading import nbgrader
from nn_course.catalogue import exercise
from nn_course.lessons import LESSONS
from tests.browser.lab import ROOT, Lab, started
from tests.browser.lesson import START_MS, Lesson

THEME = "NN_COURSE_THEME"
FILE = LESSONS[0].file
STUB = "raise NotImplementedError"

# exercise → what is typed first, the misconception it is, and what is typed in the end
TYPED = {
    "log_softmax": (
        ["return x - x.exp().sum(0, keepdim=True).log()"],
        "over_the_rows",
        ["return x - x.exp().sum(-1, keepdim=True).log()"],
    ),
    "nll": (
        ["return -log_probs[:, target].mean()"],
        "whole_columns",
        ["return -log_probs[range(len(target)), target].mean()"],
    ),
    "accuracy": (
        ["return (log_probs.argmax() == target).float().mean()"],
        "over_everything",
        ["return (log_probs.argmax(-1) == target).float().mean()"],
    ),
}


@pytest.fixture
def exchange(tmp_path: Path) -> Path:
    """A teacher has released part 1 there."""
    exchange, course = tmp_path / "exchange", tmp_path / "course"
    exchange.mkdir()
    exchange.chmod(0o777)
    shutil.copytree(ROOT / "notebooks" / "part1", course / "notebooks" / "part1")
    (course / "source").mkdir()
    for name in ("grader_config.py", "nbgrader_config.py"):
        shutil.copyfile(ROOT / name, course / name)
    nbgrader(course, "release_assignment", "part1", f"--Exchange.root={exchange}")
    return exchange


@pytest.fixture
def lab(browser: Browser, exchange: Path, tmp_path: Path) -> Iterator[Lab]:
    """The course, started for the first time."""
    theme = os.environ.get(THEME)
    work = tmp_path / "work"
    with started(work, tmp_path, theme, NBGRADER_EXCHANGE=str(exchange)) as running:
        yield running


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    scheme = "dark" if "Dark" in os.environ.get(THEME, "") else "light"
    context = browser.new_context(
        viewport={"width": 1280, "height": 1000}, reduced_motion="reduce", color_scheme=scheme
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def shot(shots: Path) -> Callable[[Page, str], None]:
    """Keeps a numbered picture of a tab."""
    numbers = count(1)

    def keep(tab: Page, name: str) -> None:
        tab.screenshot(path=shots / f"{next(numbers):02}-{name}.png")

    return keep


def plain(text: str) -> str:
    """Text as it is read: sentences of the catalogue hold marks of their own."""
    return " ".join(re.sub(r"[`*]", "", text).split())


def sentence(name: str, misconception: str) -> str:
    """What the check should say to that mistake."""
    return plain(exercise("part1", name).misconception(misconception).sentence)


def restart(lesson: Lesson) -> None:
    """Kernel → Restart Kernel…, and yes."""
    lesson.page.get_by_role("menuitem", name="Kernel", exact=True).click()
    lesson.page.get_by_role("menuitem", name=re.compile("^Restart Kernel…")).click()
    lesson.page.locator(".jp-Dialog .jp-mod-warn").click()
    expect(lesson.page.locator(".jp-Dialog")).to_have_count(0)
    lesson.wait_for_kernel()


def look_again(start: Page) -> None:
    """Come back to the tab of the start page."""
    start.bring_to_front()
    start.evaluate("window.dispatchEvent(new Event('focus'))")


@pytest.mark.slow
def test_an_evening(
    page: Page, lab: Lab, exchange: Path, shot: Callable[[Page, str], None]
) -> None:
    """Three mistakes, the right sentence for each, two hints, progress, a restart, handing in."""
    # the start page, and from there the notebook
    page.goto(f"http://127.0.0.1:{lab.port}/?token={lab.token}", timeout=START_MS)
    expect(page.get_by_role("heading", name="What is torch.nn, really?")).to_be_visible()
    expect(page.locator("#standing")).to_contain_text("0 of 31 exercises pass, 0 of 94 marks.")
    shot(page, "start-page")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Begin with part 1").click()
    lesson = Lesson.shown(opened.value, lab, FILE, lambda name: shot(opened.value, name))
    lesson.wait_for_kernel()
    lesson.shot("notebook")
    imports = next(cell for cell in lesson.cells if cell.cell_type == "code")
    assert lesson.run(imports.id) == ""

    # a check before anything is written
    lesson.run("log_softmax")
    said = lesson.run("test_log_softmax")
    assert "not written yet" in said and "✗" not in said
    lesson.shot("not-written-yet")

    # three mistakes, and the sentence that names each
    for name, (wrong, misconception, _) in TYPED.items():
        lesson.replace_line(name, STUB, wrong)
        assert lesson.run(name) == ""
        said = plain(lesson.run(f"test_{name}"))
        assert sentence(name, misconception) in said
        assert "✗ wrong" in said
        lesson.shot(f"{name}-wrong")

    # two hints on log_softmax, for the mistake that was made
    (help_,) = [
        one for one in exercise("part1", "log_softmax").help if "over_the_rows" in one.after
    ]
    hint = next(cell.id for cell in lesson.cells if cell.source.startswith("# hint.log_softmax()"))
    lesson.uncomment(hint)
    for number in (0, 1):
        said = plain(lesson.run(hint))
        assert plain(help_.steps[number]) in said
        lesson.shot(f"hint-{number + 1}")

    # all of them put right; the card and the start page count them
    for done, (name, (wrong, _, right)) in enumerate(TYPED.items(), start=1):
        lesson.replace_line(name, wrong[0], right)
        assert lesson.run(name) == ""
        said = plain(lesson.run(f"test_{name}"))
        assert "checks passed" in said and "✗" not in said
        assert f"{done} of 10 exercises pass" in said
        lesson.shot(f"{name}-right")
    look_again(page)
    expect(page.locator("#standing")).to_contain_text("3 of 31 exercises pass, 8 of 94 marks.")
    for name in TYPED:
        expect(page.locator(f"#part1-{name}")).to_have_text("✓ passes")
    shot(page, "progress")

    # the kernel is restarted: a check says which cell to run first, and progress is still there
    lesson.page.bring_to_front()
    restart(lesson)
    said = lesson.run("test_nll")
    assert "check is not defined: the kernel is new" in said and "Run All Above" in said
    lesson.shot("kernel-restarted")
    lesson.run(imports.id)
    said = lesson.run("test_nll")
    assert "nll is not defined" in said
    lesson.shot("run-its-cell-first")
    lesson.run("nll")
    assert "3 of 10 exercises pass" in plain(lesson.run("test_nll"))
    page.reload()
    expect(page.locator("#standing")).to_contain_text("3 of 31 exercises pass, 8 of 94 marks.")

    # validate: what is left to do is named, what is done is not
    lesson.page.bring_to_front()
    lesson.save()
    said = lesson.validate()
    assert "preprocess" in said
    assert not any(f"check.{name}(" in said for name in TYPED)

    # handing in
    lesson.page.get_by_role("menuitem", name="Nbgrader").click()
    lesson.page.get_by_role("menuitem", name="Assignment List").click()
    row = lesson.page.locator("#fetched_assignments_list .list_item", has_text="part1").first
    expect(row).to_be_visible(timeout=START_MS)
    lesson.shot("assignment-list")
    row.get_by_role("button", name="Submit").click()
    submitted = lesson.page.locator("#submitted_assignments_list")
    expect(submitted).to_contain_text("part1", timeout=START_MS)
    lesson.shot("submitted")
    (inbound,) = (exchange / "torch_nn" / "inbound").iterdir()
    text = (inbound / Path(FILE).name).read_text(encoding="utf-8")
    assert all(right[0] in text for _, _, right in TYPED.values())
