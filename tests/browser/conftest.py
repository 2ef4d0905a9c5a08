"""JupyterLab and a copy of the notebooks, for tests that look at the course on screen."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.lab import ROOT, Lab, running
from tests.browser.lesson import Lesson

SHOTS = "NN_COURSE_SCREENSHOTS"
NOTEBOOK = "part1/from_scratch.ipynb"


@pytest.fixture
def shots(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """Where this test leaves pictures: in NN_COURSE_SCREENSHOTS, or with pytest's own files."""
    kept = os.environ.get(SHOTS)
    folder = Path(kept) / request.node.name if kept else tmp_path / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def lab(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """JupyterLab over a copy of what learners receive; `browser` comes first, to skip early."""
    folder = tmp_path_factory.mktemp("lab")
    shutil.copytree(ROOT / "notebooks", folder / "work")
    with running(folder / "work", folder) as started:
        yield started


@pytest.fixture
def open_lesson(browser: Browser, lab: Lab, shots: Path) -> Iterator[Callable[..., Lesson]]:
    """Opens a notebook of the lab; a picture of the last state is kept even when a test fails."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    page: Page = context.new_page()
    numbers = count(1)

    def shot(name: str) -> None:
        page.screenshot(path=shots / f"{next(numbers):02}-{name}.png")

    def open_it(notebook: str = NOTEBOOK) -> Lesson:
        return Lesson(page, lab, notebook, shot)

    yield open_it
    shot("end")
    context.close()
