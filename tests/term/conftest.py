"""One term, stage by stage. Each stage is a fixture that keeps what there was to see at its end."""

from __future__ import annotations

import csv
import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp, NbGraderAPI
from playwright.sync_api import Browser, expect
from traitlets.config import Config

from nbjudge.authoring.course import load_config
from nbjudge.autograde.command import autograde
from nbjudge.autograde.summary import Silent, Summary
from nbjudge.collect.command import Outcome, collect
from nbjudge.regrade.command import Regraded, regrade
from nbjudge.report.write import Report, report
from nn_course.catalogue import PARTS
from tests.browser.lab import running
from tests.gate.variants import NO_PICTURES, configured
from tests.term import downloads, recount
from tests.term.people import BY_HAND, GIVEN, ROOT, handing_in, roster, worksheet
from tests.term.recount import PER_DAY, Record

pytest.register_assert_rewrite("tests.term.of_report", "tests.term.of_return")

each_part = pytest.mark.parametrize("part", PARTS)
DUE = datetime.datetime(2100, 1, 15, 12)
LATE = f"""
c.AssignLatePenalties.plugin_class = "nbjudge.lateness.RosterLateness"
c.RosterLateness.per_day = {float(PER_DAY)}
"""
# By how much some are late; Moodle's grading worksheet says when they handed in.
LATE_BY = {"s25": datetime.timedelta(days=2, hours=1), "s30": datetime.timedelta(days=2)}
# The hidden test that is corrected: a line in it is wrong, and nobody can pass it.
CORRECTED, EXERCISE, TEST = "part4", "as_image", "test_as_image"
BEFORE = "        answer = as_image(given)\n"
SENTENCE = "An image has 28 rows of 28 numbers."
MISTAKE = f'        assert tuple(answer.shape) == (n, 28, 28), "{SENTENCE}"\n'
# A test draws so many digits anew for each learner, also where nobody answers its exercise.
MANY, FEW = "torch.from_numpy(part)", "torch.from_numpy(part[:20])"


def book(root: Path) -> Gradebook:
    """The course's gradebook."""
    return Gradebook(f"sqlite:///{root / 'gradebook.db'}", "torch_nn")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Path:
    """The course with its roster, generated and due; one hidden test has a mistake in it."""
    root = configured(tmp_path_factory.mktemp("term"), NO_PICTURES, LATE)
    for file in ROOT.glob("source/*/*.py"):
        text = file.read_text(encoding="utf-8")
        if file.parent.name == CORRECTED:
            assert text.count(BEFORE) == 1 and MANY in text
            text = text.replace(BEFORE, BEFORE + MISTAKE).replace(MANY, FEW)
        copy = root / "source" / file.parent.name / file.name
        copy.parent.mkdir(parents=True)
        copy.write_text(text, encoding="utf-8")
    (root / "roster.csv").write_text(roster(), encoding="utf-8")
    config = load_config(root)
    config.CourseDirectory.root = str(root)
    for part in PARTS:
        made = NbGraderAPI(config=config).generate_assignment(part)
        assert made["success"], made
    with book(root) as gradebook:
        for part in PARTS:
            gradebook.update_or_create_assignment(part, duedate=DUE)
    return root


@pytest.fixture(scope="module")
def taken(course: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Outcome]:
    """Part 1 comes by Canvas, Moodle and the exchange, a third of the class each; the others by
    one way each. Gives what became of each download."""
    scratch = tmp_path_factory.mktemp("downloads")
    sheets = {}
    for student, by in LATE_BY.items():
        sheets[student] = scratch / f"worksheet-{student}.csv"
        time = f"{DUE + by:%A, %d %B %Y, %I:%M %p}"
        sheets[student].write_text(worksheet({student: time}), encoding="utf-8")

    first = handing_in("part1")
    canvas = [one for one in first if one.number <= 20]
    moodle = [one for one in first if 20 < one.number <= 40]
    late = ("s05", "s20")  # one of them has extra time
    found = {
        "canvas": collect(
            course, "canvas", downloads.canvas(scratch / "canvas.zip", canvas, "part1", late)
        ),
        "moodle": collect(
            course, "moodle", downloads.moodle(scratch / "moodle.zip", moodle, "part1"),
            roster=sheets["s25"],
        ),
    }  # fmt: skip
    downloads.exchange(course, scratch, [one for one in first if one.number > 40], "part1")
    zipped = downloads.canvas(scratch / "part2.zip", handing_in("part2"), "part2")
    found["part2"] = collect(course, "canvas", zipped)
    zipped = downloads.moodle(scratch / "part3.zip", handing_in("part3"), "part3")
    found["part3"] = collect(course, "moodle", zipped)
    folder = downloads.folder(scratch / "handed in", handing_in("part4"), "part4")
    found["part4"] = collect(course, "folder", folder, roster=sheets["s30"])
    return found


@dataclass(frozen=True)
class Graded:
    """What the first grading left: summaries and records by part, and the first report."""

    summaries: dict[str, Summary]
    records: dict[str, dict[str, Record]]
    report: Report


@pytest.fixture(scope="module")
def graded(course: Path, taken: dict[str, Outcome]) -> Graded:
    """All parts are graded, and the class report on one of them is written."""
    summaries = {part: autograde(course, part, Silent(), workers=2) for part in PARTS}
    found = {part: recount.records(course, part) for part in PARTS}
    return Graded(summaries, found, report(course, CORRECTED))


@pytest.fixture(scope="module")
def by_hand(
    course: Path, graded: Graded, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, float | None]:
    """Two answers are marked in formgrader, in Chromium; gives the marks of that cell then."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    # What it would load from elsewhere, MathJax, has to fail at once and not after a minute.
    context.route(re.compile(r"^https?://(?!127\.0\.0\.1)"), lambda route: route.abort())
    page = context.new_page()
    with running(course, tmp_path_factory.mktemp("lab")) as lab:
        home = f"http://127.0.0.1:{lab.port}"
        page.goto(f"{home}/lab?token={lab.token}", wait_until="commit")  # who comes so is let in
        for student, mark in GIVEN.items():
            with book(course) as gradebook:
                (notebook,) = gradebook.find_submission("part4", student).notebooks
                address = f"{home}/formgrader/submissions/{notebook.id}/?index=0"
            page.goto(address, timeout=60_000)
            cell = page.locator(".nbgrader_cell").filter(has=page.locator(f"#{BY_HAND}"))
            # Formgrader listens to the fields of a cell from when it has given them this.
            extra, score = cell.locator("input.extra-credit"), cell.locator("input.score")
            expect(extra).to_have_attribute("placeholder", "0", timeout=60_000)
            with page.expect_response(
                lambda answer: "/api/grade/" in answer.url and answer.request.method == "PUT"
            ) as saved:
                score.fill(f"{mark:g}")
                score.blur()
            assert saved.value.ok
    context.close()
    return manual(course)


def manual(root: Path) -> dict[str, float | None]:
    """What a person gave for the answer in words, by student; None where one is waited for."""
    with book(root) as gradebook:
        return {
            one.student_id: grade.manual_score
            for one in gradebook.assignment_submissions("part4")
            for grade in one.notebooks[0].grades
            if grade.name == BY_HAND
            and (grade.manual_score is not None or grade.needs_manual_grade)
        }


@dataclass(frozen=True)
class Corrected:
    """A regrade as it was shown, whether anything was written then, and as it was written."""

    seen: Regraded
    untouched: bool
    written: Regraded


@pytest.fixture(scope="module")
def corrected(course: Path, by_hand: dict[str, float | None]) -> Corrected:
    """The mistake in the hidden test is corrected and the class graded anew."""
    (master,) = (course / "source" / CORRECTED).glob("*.py")
    text = master.read_text(encoding="utf-8")
    master.write_text(text.replace(MISTAKE, ""), encoding="utf-8")
    before = _state(course)
    seen = regrade(course, CORRECTED, Silent(), workers=2)
    same = _state(course) == before
    return Corrected(seen, same, regrade(course, CORRECTED, Silent(), write=True, workers=2))


def _state(root: Path) -> list[object]:
    """Everything that a regrade could write."""
    with book(root) as gradebook:
        rows = list(gradebook.db.connection().connection.iterdump())
    files = sorted(one for one in (root / "autograded").rglob("*") if one.is_file())
    return [*rows, *((file, file.read_bytes()) for file in files), (root / "former").exists()]


@pytest.fixture(scope="module")
def reports(course: Path, corrected: Corrected) -> dict[str, Report]:
    """The class reports by part, at the end of the term."""
    return {part: report(course, part) for part in PARTS}


@pytest.fixture(scope="module")
def exported(course: Path, corrected: Corrected) -> Callable[[str], list[list[str]]]:
    """The rows that `nbgrader export` writes, by the name of the exporter."""

    def export(kind: str) -> list[list[str]]:
        to = course / f"{kind}.csv"
        config = Config()
        config.CourseDirectory.root = str(course)
        config.CourseDirectory.db_url = f"sqlite:///{course / 'gradebook.db'}"
        config.ExportApp.plugin_class = f"nbjudge.exports.{kind}Export"
        config.ExportPlugin.to = str(to)
        config.LmsExport.roster = str(course / "roster.csv")
        app = ExportApp(config=config)
        app.initialize([])
        app.start()
        with to.open(encoding="utf-8", newline="") as file:
            return list(csv.reader(file))

    return export
