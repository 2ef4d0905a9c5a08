"""JupyterLab as `python -m nn_course start` opens it: the start page, and what is in the menus."""

from __future__ import annotations

import contextlib
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from nbjudge.grading import nbgrader
from nn_course import progress
from nn_course.lessons import LESSONS
from nn_course.start.work import CONFIG, lessons
from tests.browser.lab import ROOT, Lab, started
from tests.browser.lesson import Lesson

START_MS = 60_000
FILE = LESSONS[0].file
# Waits until the server runs a kernel for the file.
HAS_KERNEL = """async (file) => {
  for (let left = 300; left; left--) {
    const sessions = await (await fetch("/api/sessions")).json();
    if (sessions.some((one) => one.path === file)) return true;
    await new Promise((done) => setTimeout(done, 200));
  }
}"""
# Waits until it runs none: true; false where one is left after a minute.
NO_KERNEL = """async () => {
  for (let left = 300; left; left--) {
    if (!(await (await fetch("/api/sessions")).json()).length) return true;
    await new Promise((done) => setTimeout(done, 200));
  }
  return false;
}"""


@pytest.fixture(scope="module")
def exchange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A teacher has released part 1 there, by nbgrader's own command."""
    folder = tmp_path_factory.mktemp("teacher")
    exchange, course = folder / "exchange", folder / "course"
    exchange.mkdir()
    exchange.chmod(0o777)
    shutil.copytree(ROOT / "notebooks" / "part1", course / "notebooks" / "part1")
    (course / "source").mkdir()
    for name in ("grader_config.py", CONFIG):
        shutil.copyfile(ROOT / name, course / name)
    nbgrader(course, "release_assignment", "part1", f"--Exchange.root={exchange}")
    return exchange


@pytest.fixture(scope="module")
def lab(
    browser: Browser, exchange: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lab]:
    """What a learner gets who starts the course for the first time."""
    folder = tmp_path_factory.mktemp("learner")
    with started(folder / "work", folder, NBGRADER_EXCHANGE=str(exchange)) as running:
        yield running


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    yield made
    made.close()


@pytest.fixture
def page(
    context: BrowserContext, lab: Lab, shots: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Page]:
    """The start page, opened as the browser is sent to it; no exercise was checked yet."""
    monkeypatch.setenv(progress.VARIABLE, str(lab.root))
    (lab.root / progress.FILE).unlink(missing_ok=True)
    opened = context.new_page()
    opened.goto(f"http://127.0.0.1:{lab.port}/?token={lab.token}", timeout=START_MS)
    yield opened
    for number, tab in enumerate(context.pages):
        tab.screenshot(path=shots / f"end-{number}.png")


def look_again(page: Page) -> None:
    """As when somebody comes back to the tab."""
    page.evaluate("window.dispatchEvent(new Event('focus'))")


def choose(page: Page, menu: str, item: str) -> Locator:
    """The menu's item; a menu opened while JupyterLab is still loading may close again."""
    bar = page.get_by_role("menuitem", name=menu, exact=True)
    expect(bar).to_be_visible(timeout=START_MS)
    found = page.locator(".lm-Menu").get_by_role("menuitem", name=item, exact=True)
    for _ in range(10):
        bar.click()
        with contextlib.suppress(AssertionError):
            expect(found).to_be_visible(timeout=3_000)
            return found
    raise AssertionError(f"The menu {menu} does not open with {item} in it.")


def grave(page: Page) -> list[str]:
    """What axe-core finds serious, or worse."""
    found = Axe().run(page).response["violations"]
    return [one["id"] for one in found if one["impact"] in ("serious", "critical")]


def test_the_browser_is_sent_to_the_start_page(page: Page) -> None:
    """Its heading, the parts and where the progress file is."""
    assert page.url.partition("?")[0].endswith("/nn-course")
    expect(page.get_by_role("heading", name="What is torch.nn, really?")).to_be_visible()
    for one in LESSONS:
        expect(page.get_by_role("heading", name=f"Part {one.number}: {one.title}")).to_be_visible()
    expect(page.get_by_role("link", name="Begin with part 1: from scratch")).to_be_visible()


def test_nobody_else_may_see_it(context: BrowserContext, lab: Lab) -> None:
    """Without the token there is the server's login, and no word of the learner's progress."""
    stranger = context.new_page()
    stranger.goto(f"http://127.0.0.1:{lab.port}/nn-course")
    assert "/login" in stranger.url
    assert "progress" not in stranger.inner_text("body")


def test_progress_is_there_when_one_looks_again(page: Page, lab: Lab) -> None:
    """After a check in a notebook, without a reload; with one; gone when the file is deleted."""
    state = page.locator("#part1-preprocess")
    expect(page.locator("#standing")).to_contain_text("0 of 31 exercises pass, 0 of 94 marks.")
    page.get_by_text("The exercises of part 2").click()
    progress.checked("part1", "preprocess", False, "not_scaled")
    look_again(page)
    expect(state).to_have_text("✗ not right yet")
    progress.checked("part1", "preprocess", True, None)
    look_again(page)
    expect(state).to_have_text("✓ passes")
    expect(page.locator("#standing")).to_contain_text("1 of 31 exercises pass, 2 of 94 marks.")
    expect(page.locator("#next")).to_contain_text("Continue with linear, in part 1")
    # what the reader opened is still open
    expect(page.locator("#part2-get_model")).to_be_visible()
    page.reload()
    expect(state).to_have_text("✓ passes")
    (lab.root / progress.FILE).unlink()
    look_again(page)
    expect(state).to_have_text("○ not tried yet")


def test_a_server_that_has_ended_is_said(page: Page) -> None:
    """The page does not show old progress as if it were new."""
    ended = page.get_by_role("alert")
    page.route("**/nn-course*", lambda route: route.abort())
    look_again(page)
    expect(ended).to_contain_text("python -m nn_course start")
    page.unroute("**/nn-course*")
    look_again(page)
    expect(ended).to_be_hidden()


def test_links_open_the_notebook_at_the_exercise(page: Page, context: BrowserContext) -> None:
    """In one tab for the part, without any question, and with the text of the exercise in sight."""
    with context.expect_page() as opened:
        page.get_by_role("link", name="chain_rule").click()
    notebook = opened.value
    for name in ("chain_rule", "accuracy"):
        page.get_by_role("link", name=name).click()
        heading = notebook.get_by_role("heading", name=re.compile(rf"Exercise \d+: {name}"))
        expect(heading).to_be_in_viewport(timeout=START_MS)
    assert len(context.pages) == 2
    expect(notebook.locator(".jp-Dialog")).to_have_count(0)
    assert "/lab" in notebook.url


def test_menus_are_a_learners(page: Page, context: BrowserContext, lab: Lab, shots: Path) -> None:
    """nbgrader offers Assignment List and nothing of a teacher's; Help leads to the start page."""
    page.goto(f"http://127.0.0.1:{lab.port}/lab?reset", timeout=START_MS)
    choose(page, "Nbgrader", "Assignment List")
    expect(page.locator(".lm-Menu-itemLabel:visible")).to_have_text(["Assignment List"])
    page.screenshot(path=shots / "menu.png")
    page.keyboard.press("Escape")
    expect(page.get_by_text("Create Assignment")).to_have_count(0)
    expect(page.locator(".jp-Dialog, .jp-toast-button")).to_have_count(0)
    item = choose(page, "Help", "Start Page of the Course")
    with context.expect_page() as opened:
        item.click()
    expect(opened.value.locator("#standing")).to_be_visible()


def test_assignment_list_submits(page: Page, lab: Lab, exchange: Path, shots: Path) -> None:
    """The released part 1 is listed as the learner's; Submit puts their file into the exchange."""
    page.goto(f"http://127.0.0.1:{lab.port}/lab?reset", timeout=START_MS)
    choose(page, "Nbgrader", "Assignment List").click()
    row = page.locator("#fetched_assignments_list .list_item", has_text="part1").first
    expect(row).to_be_visible(timeout=START_MS)
    page.screenshot(path=shots / "assignment-list.png")
    row.get_by_role("button", name="Submit").click()
    expect(page.locator("#submitted_assignments_list")).to_contain_text("part1", timeout=START_MS)
    page.screenshot(path=shots / "submitted.png")
    (submitted,) = (exchange / "torch_nn" / "inbound").iterdir()
    assert (submitted / Path(FILE).name).read_bytes() == (lab.root / FILE).read_bytes()


def test_saving_keeps_nbgraders_metadata(context: BrowserContext, lab: Lab, page: Page) -> None:
    """Every cell of a notebook that was edited and saved has its id and all of nbgrader's keys."""
    name = "part4/convnet.ipynb"
    lesson = Lesson(context.new_page(), lab, name, lambda _: None)
    lesson.wait_for_kernel()
    lesson.replace_line("as_image", "raise NotImplementedError", ["return x"])
    lesson.save()

    def known(file: Path) -> list[tuple[str, object, object]]:
        cells = nbformat.read(file, as_version=4).cells
        return [
            (cell.id, cell.metadata.get("nbgrader"), cell.metadata.get("tags")) for cell in cells
        ]

    assert "return x" in (lab.root / name).read_text()
    assert known(lab.root / name) == known(lessons() / name)


def test_the_language_is_chosen_there(
    page: Page, context: BrowserContext, lab: Lab, shots: Path
) -> None:
    """Page and notebooks change, answers stay; a notebook that is open is left until it is not."""
    mine = lab.root / LESSONS[1].file
    mine.write_text(mine.read_text().replace("raise NotImplementedError", "return 7 # mine", 1))
    tab = context.new_page()
    tab.goto(lab.url(FILE), timeout=START_MS)
    assert tab.evaluate(HAS_KERNEL, FILE)
    page.bring_to_front()
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("#others")).to_contain_text(FILE)
    expect(page.locator("#others")).not_to_contain_text(LESSONS[1].file)
    page.screenshot(path=shots / "korean.png", full_page=True)
    assert grave(page) == []
    held = nbformat.read(mine, as_version=4)
    assert held.metadata.nbjudge.language == "ko" and "return 7 # mine" in mine.read_text()
    assert (lab.root / FILE).read_bytes() == (lessons() / FILE).read_bytes()
    token = page.locator("[name=_xsrf]").first.input_value()
    sessions = f"http://127.0.0.1:{lab.port}/api/sessions"
    tab.close()  # JupyterLab begins a kernel again where one has gone
    for one in context.request.get(sessions).json():
        ended = context.request.delete(f"{sessions}/{one['id']}", headers={"X-XSRFToken": token})
        assert ended.ok
    assert page.evaluate(NO_KERNEL)
    page.locator("#others").get_by_role("button").click()
    expect(page.locator("#others")).to_be_empty()
    assert nbformat.read(lab.root / FILE, as_version=4).metadata.nbjudge.language == "ko"
    # nobody else's page can do that
    forged = context.request.post(page.url, form={"language": "en"})
    assert forged.status == 403
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert "return 7 # mine" in mine.read_text()
    assert (lab.root / FILE).read_bytes() == (lessons() / FILE).read_bytes()


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_anyone_can_read_it(page: Page, shots: Path, colours: str, width: int) -> None:
    """axe-core finds nothing serious, and no width makes the page scroll sideways."""
    for name, right in (("preprocess", True), ("linear", False)):
        progress.checked("part1", name, right, None)
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 844})
    page.reload()
    page.evaluate("for (const one of document.querySelectorAll('details')) one.open = true")
    page.screenshot(path=shots / "page.png", full_page=True)
    assert grave(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
