"""Make the README's pictures: `python tools/screenshots.py`, after `make build` and `make demo`.

docs/images/notebook.png is the lesson in JupyterLab, with an answer typed in and its check run;
docs/images/card.png is what a check says to a known mistake; docs/images/feedback.png is the page
nbgrader writes for a learner with two of them; docs/images/report.png is the report of the sample
class. The first three are made in Korean as well, as notebook.ko.png and so on.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from nbjudge.authoring import masters  # noqa: E402
from nbjudge.authoring.answers import fill, solutions  # noqa: E402
from nbjudge.grading import grade, nbgrader  # noqa: E402
from nn_course.catalogue import exercise  # noqa: E402
from tests.browser import chromium  # noqa: E402
from tests.browser.lab import running  # noqa: E402
from tests.browser.lesson import Lesson  # noqa: E402

IMAGES = ROOT / "docs" / "images"
MASTER = ROOT / "source" / "part1" / "from_scratch.py"
RELEASES = {
    "": ROOT / "notebooks" / "part1" / "from_scratch.ipynb",
    ".ko": ROOT / "notebooks" / "ko" / "part1" / "from_scratch.ipynb",
}
"""By the end that the names of pictures get."""
WIDTH = 1280
MISTAKES = (("preprocess", "not_scaled"), ("log_softmax", "over_the_rows"))
# An exercise whose answer the lesson has just shown: this picture spoils nothing.
EXERCISE, FIGURE = "linear", "plots.matmul_broadcast("


def notebook(browser: Browser, folder: Path, end: str) -> None:
    """The lesson from the picture above an exercise down to its check, as a learner sees it."""
    # As its text in this language has it, docstring and all.
    solved = nbformat.read(str(RELEASES[end]).replace("notebooks", "solutions"), as_version=4)
    (answer,) = [cell.source for cell in solved.cells if cell.id == EXERCISE]
    filled = fill(nbformat.read(RELEASES[end], as_version=4), {EXERCISE: answer})
    work = folder / f"work{end}" / "part1"
    work.mkdir(parents=True)
    nbformat.write(filled, work / RELEASES[end].name)
    ids = [cell.id for cell in filled.cells if cell.cell_type == "code"]
    sources = [cell.source for cell in filled.cells if cell.cell_type == "code"]
    figure = next(place for place, source in enumerate(sources) if FIGURE in source)
    check = sources.index(f"check.{EXERCISE}({EXERCISE})")
    # The imports, and everything between the cell that makes the figure's numbers and the check.
    needed = [ids[0], *ids[figure - 2 : check + 1]]
    page = browser.new_page(viewport={"width": WIDTH, "height": 1260})
    with running(work.parent, folder) as lab:
        lesson = Lesson(page, lab, f"part1/{RELEASES[end].name}", lambda name: None)
        lesson.wait_for_kernel()
        page.keyboard.press("Control+b")  # without the list of files there is more to read
        for cell in needed:
            lesson.run(cell)
        lesson.save()
        lesson.cell(ids[figure]).evaluate("cell => cell.scrollIntoView({block: 'start'})")
        page.wait_for_timeout(500)
        page.screenshot(path=IMAGES / f"notebook{end}.png")
    page.close()


def card(browser: Browser, folder: Path, end: str) -> None:
    """What the check of log_softmax says to one who summed over the wrong axis."""
    name, mistake = MISTAKES[1]
    answer = {name: exercise("part1", name).misconception(mistake).source}
    filled = fill(nbformat.read(RELEASES[end], as_version=4), answer)
    work = folder / f"card{end}" / "part1"
    work.mkdir(parents=True)
    nbformat.write(filled, work / RELEASES[end].name)
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    with running(work.parent, folder) as lab:
        lesson = Lesson(page, lab, f"part1/{RELEASES[end].name}", lambda name: None)
        lesson.wait_for_kernel()
        page.keyboard.press("Control+b")
        for cell in (next(one.id for one in filled.cells if one.cell_type == "code"), name):
            lesson.run(cell)
        lesson.run(f"test_{name}")
        lesson.cell(f"test_{name}").screenshot(path=IMAGES / f"card{end}.png")
    page.close()


def report(browser: Browser, folder: Path, end: str) -> None:
    """The top of the class report that `make demo` wrote for part 1."""
    html = ROOT / "report" / "part1" / "index.html"
    if not html.exists():
        sys.exit("There is no report/part1/index.html: run `make demo` first.")
    page = browser.new_page(viewport={"width": WIDTH, "height": 1180})
    page.goto(html.as_uri())
    page.screenshot(path=IMAGES / f"report{end}.png")
    page.close()


def feedback(browser: Browser, folder: Path, end: str) -> None:
    """The top of a feedback page, from a submission graded with the real configuration."""
    master = masters.derive(MASTER)
    answers = solutions(master)
    for name, mistake in MISTAKES:
        (known,) = [one for one in exercise("part1", name).misconceptions if one.name == mistake]
        answers[name] = known.source
    course = folder / f"course{end}"
    shutil.copytree(
        MASTER.parent, course / "source" / "part1", ignore=shutil.ignore_patterns("*.ipynb")
    )
    for config in ("grader_config.py", "nbgrader_config.py"):
        shutil.copy(ROOT / config, course)
    nbgrader(course, "generate_assignment", "part1")
    submission = fill(nbformat.read(RELEASES[end], as_version=4), answers)
    grade(course, {"mina": submission}, "part1")
    nbgrader(course, "generate_feedback", "part1")
    (html,) = (course / "feedback" / "mina" / "part1").glob("*.html")
    page = browser.new_page(viewport={"width": WIDTH, "height": 1150})
    page.goto(html.as_uri())
    page.screenshot(path=IMAGES / f"feedback{end}.png")
    page.close()


def shrink(picture: Path) -> None:
    """128 colours are enough for a screen, and a third of the bytes."""
    with Image.open(picture) as image:
        small = image.convert("RGB").quantize(128, dither=Image.Dither.NONE)
    small.save(picture, optimize=True)
    print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size / 1000:.0f} kB")


def main() -> None:
    """Makes all of them."""
    path = chromium.find()
    if path is None:
        sys.exit(chromium.how_to_get())
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        for make in (notebook, card, feedback, report):
            for end in RELEASES if make is not report else ("",):
                make(browser, Path(folder), end)
                shrink(IMAGES / f"{make.__name__}{end}.png")
        browser.close()


if __name__ == "__main__":
    main()
