"""A lesson open in JupyterLab, used as a person uses it: mouse, keys, what is on screen."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from playwright.sync_api import Error, Locator, Page, Response, expect

from tests.browser.lab import Lab

START_MS = 60_000  # JupyterLab's first page, and a kernel, on a busy machine
CELL_MS = 60_000
VALIDATE_MS = 110_000


class Lesson:
    """One notebook in one browser tab. Cells are named by grade_id, or by their cell id."""

    def __init__(self, page: Page, lab: Lab, notebook: str, shots: Callable[[str], object]) -> None:
        page.goto(lab.url(notebook), timeout=START_MS)
        self._take(page, lab, notebook, shots)

    @classmethod
    def shown(cls, page: Page, lab: Lab, notebook: str, shots: Callable[[str], object]) -> Lesson:
        """The notebook in a tab that is open already, as a link opened it."""
        lesson = cls.__new__(cls)
        lesson._take(page, lab, notebook, shots)
        return lesson

    def _take(self, page: Page, lab: Lab, notebook: str, shots: Callable[[str], object]) -> None:
        self.page = page
        self.file: Path = lab.root / notebook
        self.cells = nbformat.read(self.file, as_version=4).cells
        self._places = _places(self.cells)
        self._shot = shots
        self.panel = page.locator(".jp-NotebookPanel-notebook")
        expect(self.panel.locator("h1").first).to_be_visible(timeout=START_MS)

    def wait_for_kernel(self) -> None:
        """Until the indicator in the toolbar says that the kernel waits for work."""
        idle = self.page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
        expect(idle).to_be_attached(timeout=START_MS)

    def cell(self, name: str) -> Locator:
        """The cell, scrolled into view: JupyterLab draws far-off cells when one scrolls there."""
        found = self.panel.locator(f'.jp-Cell[data-windowed-list-index="{self._places[name]}"]')
        self.panel.hover()
        until = time.monotonic() + CELL_MS / 1000
        while not found.count():
            if time.monotonic() > until:
                raise AssertionError(f"Cell {name} did not appear while scrolling down.")
            self.page.mouse.wheel(0, 1500)
            self.page.wait_for_timeout(100)
        while time.monotonic() < until:
            try:
                found.scroll_into_view_if_needed(timeout=5000)
                found.locator(".jp-InputArea").scroll_into_view_if_needed(timeout=5000)
                break
            except Error:  # detached while the cells above it were drawn and pushed it down
                self.page.wait_for_timeout(100)
        return found

    def replace_line(self, name: str, old: str, new: list[str]) -> None:
        """Clicks on the line of cell `name` that holds `old`, selects it and types `new` over it.

        JupyterLab indents a new line like the one before it; the lines of `new` are given
        relative to the first, which takes the place and the indentation of the old.
        """
        line = self.cell(name).locator(".cm-line", has_text=old)
        line.click()
        self.page.keyboard.press("End")
        self.page.keyboard.press("Shift+Home")
        for place, text in enumerate(new):
            if place:
                self.page.keyboard.press("Enter")
            self.page.keyboard.type(text, delay=5)

    def uncomment(self, name: str) -> None:
        """Deletes the first two signs of cell `name`, a # and a space."""
        self.cell(name).locator(".cm-content").click()
        self.page.keyboard.press("Control+Home")
        self.page.keyboard.press("Delete")
        self.page.keyboard.press("Delete")

    def run(self, name: str) -> str:
        """Clicks into the cell, presses Shift+Enter, waits, and returns the text of the output."""
        cell = self.cell(name)
        before = self._prompt(cell)
        cell.locator(".cm-content").click()
        self.page.keyboard.press("Shift+Enter")
        prompt = cell.locator(".jp-InputArea-prompt")
        expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=CELL_MS)
        expect(prompt).not_to_have_text(before, timeout=CELL_MS)
        self.page.wait_for_timeout(100)  # the last output may be drawn after the prompt
        return self.output(name)

    def output(self, name: str) -> str:
        """What stands below the cell, as text."""
        area = self.cell(name).locator(".jp-OutputArea")
        return area.inner_text() if area.count() else ""

    def _prompt(self, cell: Locator) -> str:
        """The execution count, or a text that no count equals."""
        text = cell.locator(".jp-InputArea-prompt").inner_text()
        return text if any(map(str.isdigit, text)) else "never run"

    def save(self) -> None:
        """Presses Ctrl+S and waits until the server says that the file is written.

        The server empties the file before it fills it, so a changed file is not yet a whole one.
        """

        def written(response: Response) -> bool:
            put = response.request.method == "PUT"
            return put and response.url.partition("?")[0].endswith(f"/{self.file.name}")

        with self.page.expect_response(written, timeout=20_000) as answer:
            self.page.keyboard.press("Control+s")
        if not answer.value.ok:
            raise AssertionError(f"{self.file.name} was not saved: {answer.value.status}.")

    def validate(self) -> str:
        """Presses nbgrader's Validate button; closes its dialog and returns what it said."""
        self.page.get_by_role("button", name="Validate").click()
        dialog = self.page.locator(".jp-Dialog")
        expect(dialog).to_be_visible(timeout=VALIDATE_MS)
        said = dialog.inner_text()
        self.shot("validate")
        dialog.get_by_role("button", name="OK").click()
        expect(dialog).to_have_count(0)
        return said

    def shot(self, name: str) -> None:
        """Keeps a picture of the page as it is now."""
        self._shot(name)


def _places(cells: list[nbformat.NotebookNode]) -> dict[str, int]:
    """Where each cell stands, by cell id and by grade_id."""
    places = {}
    for place, cell in enumerate(cells):
        places[cell.id] = place
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        if name:
            places[name] = place
    return places
