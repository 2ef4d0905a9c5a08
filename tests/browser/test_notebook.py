"""A learner's first steps in JupyterLab: open the lesson, fill in a blank, read the check."""

from __future__ import annotations

import re
from collections.abc import Callable

import nbformat
import pytest
from playwright.sync_api import expect

from nbjudge.authoring.answers import blanks
from tests.browser.lesson import Lesson

STUB = "raise NotImplementedError"


@pytest.fixture
def lesson(open_lesson: Callable[..., Lesson]) -> Lesson:
    """The real lesson, as learners get it."""
    return open_lesson()


def test_notebook_opens_with_its_heading(lesson: Lesson) -> None:
    """The first thing to be seen is the course's name; no dialog stands before it."""
    first = lesson.panel.get_by_role("heading").first
    expect(first).to_have_accessible_name("What is torch.nn, really?")
    expect(first).to_be_in_viewport()
    lesson.wait_for_kernel()
    expect(lesson.page.locator(".jp-Dialog")).to_have_count(0)
    lesson.shot("opened")


def test_a_picture_is_told_to_those_who_do_not_see_it(lesson: Lesson) -> None:
    """A screen reader meets an image with the lesson's description of it, in place of none."""
    lesson.wait_for_kernel()
    code = [cell for cell in lesson.cells if cell.cell_type == "code"]
    gallery = next(cell for cell in code if cell.source.startswith("plots.gallery("))
    for cell in (*code[:2], gallery):  # imports, digits
        lesson.run(cell.id)
    picture = lesson.cell(gallery.id).get_by_role("img")
    expect(picture).to_have_count(1)
    expect(picture).to_have_accessible_name(re.compile("24 in 3 rows of 8.* 5, 0, 4, 1, 9, 2"))
    lesson.shot("told")


def test_blank_filled_in_by_keystrokes_passes_its_check(lesson: Lesson) -> None:
    """Blank, wrong, right: the text below the check says each, and the file keeps the answer."""
    lesson.wait_for_kernel()
    imports = next(cell for cell in lesson.cells if cell.cell_type == "code")
    assert lesson.run(imports.id) == ""

    lesson.run("nll")
    assert "nll is not written yet." in lesson.run("test_nll")
    lesson.shot("not-written-yet")

    lesson.replace_line("nll", STUB, ["return -log_probs.mean()"])
    assert lesson.run("nll") == ""
    said = lesson.run("test_nll")
    assert "✗ wrong" in said and "All" not in said
    lesson.shot("wrong")

    right = ["picked = log_probs[torch.arange(len(target)), target]", "return -picked.mean()"]
    lesson.replace_line("nll", "return -log_probs.mean()", right)
    assert lesson.run("nll") == ""
    said = lesson.run("test_nll")
    assert "✓ right" in said and "✗" not in said and "checks passed." in said
    lesson.shot("passed")

    lesson.save()
    answers = blanks(nbformat.read(lesson.file, as_version=4))
    source = answers["nll"].source
    assert source.endswith("\n".join(f"    {line}" for line in right)) and STUB not in source
