"""Look at whole lessons: `python tools/lesson_pictures.py part2 …`, after `make build`.

Runs every cell of a solved notebook in JupyterLab, then leaves one picture for each screen from its
top to its end in pictures/<part>/, for the eyes of whoever changed it. Without a part: all parts.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.browser import chromium  # noqa: E402
from tests.browser.lab import running  # noqa: E402
from tests.browser.lesson import Lesson  # noqa: E402

PICTURES = ROOT / "pictures"
WIDTH, HEIGHT = 1100, 1500
STEP = HEIGHT - 200  # what is cut at the bottom of one picture stands whole in the next
RUN_MS = 300_000


def look(browser: Browser, solution: Path) -> int:
    """Picture after picture of `solution`, a notebook; returns their number."""
    part = solution.parent.name
    shutil.rmtree(PICTURES / part, ignore_errors=True)
    (PICTURES / part).mkdir(parents=True)
    page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder) / "work" / part
        work.mkdir(parents=True)
        shutil.copy(solution, work)
        with running(work.parent, Path(folder)) as lab:
            lesson = Lesson(page, lab, f"{part}/{solution.name}", lambda name: None)
            lesson.wait_for_kernel()
            page.keyboard.press("Control+b")
            page.get_by_role("menuitem", name="Run", exact=True).click()
            page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
            busy = page.locator('.jp-Notebook-ExecutionIndicator[data-status="busy"]')
            expect(busy).to_be_attached()
            idle = page.locator('.jp-Notebook-ExecutionIndicator[data-status="idle"]')
            expect(idle).to_be_attached(timeout=RUN_MS)
            scroller = page.locator(".jp-WindowedPanel-outer").first
            scroller.evaluate("panel => panel.scrollTo(0, 0)")
            count, before = 0, -1.0
            while True:
                page.wait_for_timeout(600)  # cells are drawn when one scrolls there
                count += 1
                page.screenshot(path=PICTURES / part / f"{count:02}.png")
                scroller.evaluate(f"panel => panel.scrollBy(0, {STEP})")
                now = float(scroller.evaluate("panel => panel.scrollTop"))
                if now == before:
                    break
                before = now
    page.close()
    return count


def main(parts: list[str]) -> None:
    """Looks at each of `parts`, at all if there are none."""
    path = chromium.find()
    if path is None:
        sys.exit(chromium.how_to_get())
    found = {one.parent.name: one for one in sorted(ROOT.glob("solutions/*/*.ipynb"))}
    if unknown := set(parts) - set(found):
        sys.exit(f"There are no solutions of {', '.join(sorted(unknown))}: run `make build`.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        for part in parts or found:
            print(f"{look(browser, found[part])} pictures in pictures/{part}/")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
