"""Every number of the report, worked out a second time from the class it was made of."""

from __future__ import annotations

import csv
import json
import statistics
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pytest
from typer.testing import CliRunner

from nbjudge.cli import app
from nbjudge.report.errors import ReportError
from nbjudge.report.figures import FEW, spread
from nbjudge.report.pictures import histogram
from nbjudge.report.write import Report, report
from tests.report.classroom import EXERCISES, SENTENCES, Learner, make, many

CLASS = many(60)
ABSENT = ("zoe", "zack")
MOST = sum(EXERCISES.values())


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Report:
    """The report on a class of 60, of whom two handed in nothing."""
    return report(make(tmp_path_factory.mktemp("class"), CLASS, ABSENT), "part")


def table(made: Report, name: str) -> list[dict[str, str]]:
    """One of the CSV files beside the page."""
    with (made.page.parent / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_learners_have_their_marks(written: Report) -> None:
    """What the verdicts give, less the penalty, never below nothing."""
    rows = {row["student_id"]: row for row in table(written, "learners.csv")}
    assert len(rows) == len(CLASS) + len(ABSENT)
    for one in CLASS:
        raw = sum(one.marks.values())
        assert float(rows[one.name]["raw"]) == raw
        assert float(rows[one.name]["marks"]) == max(0.0, raw - one.penalty)
        assert all(float(rows[one.name][name]) == one.marks[name] for name in EXERCISES)
    assert all(rows[name]["state"] == "missing" and rows[name]["marks"] == "" for name in ABSENT)


def test_exercises_have_their_figures(written: Report) -> None:
    """Counts, mean share, discrimination, median time and what faults cost."""
    for row in table(written, "exercises.csv"):
        name = row["exercise"]
        most = EXERCISES[name]
        marks = [one.marks[name] for one in CLASS]
        rest = [
            sum(mark for other, mark in one.marks.items() if other != name) / (MOST - most)
            for one in CLASS
        ]
        assert int(row["full"]) == marks.count(most)
        assert int(row["none"]) == marks.count(0.0)
        assert int(row["some"]) == len(marks) - marks.count(most) - marks.count(0.0)
        assert int(row["untouched"]) == sum(name in one.unwritten for one in CLASS)
        assert float(row["mean_share"]) == pytest.approx(sum(marks) / most / len(marks))
        shares = [mark / most for mark in marks]
        mean, other = sum(shares) / 60, sum(rest) / 60
        above = sum((a - mean) * (b - other) for a, b in zip(shares, rest, strict=True))
        below = sum((a - mean) ** 2 for a in shares) * sum((b - other) ** 2 for b in rest)
        assert float(row["discrimination"]) == pytest.approx(above / below**0.5)
        assert float(row["median_seconds"]) == statistics.median(one.seconds for one in CLASS)
        lost = sum(most - one.marks[name] for one in CLASS if name in one.faults)
        assert float(row["lost_to_faults"]) == lost


def test_misconceptions_are_counted_with_their_sentences(written: Report) -> None:
    """How many learners have each, in which exercise, the commonest first."""
    counted = Counter((name, shows) for one in CLASS for name, shows in one.shows.items())
    rows = table(written, "misconceptions.csv")
    assert {
        (row["exercise"], row["misconception"]): int(row["learners"]) for row in rows
    } == counted
    assert all(row["sentence"] == SENTENCES[row["misconception"]] for row in rows)
    for name in EXERCISES:
        counts = [int(row["learners"]) for row in rows if row["exercise"] == name]
        assert counts == sorted(counts, reverse=True)


def test_a_misconception_that_two_tests_find(tmp_path: Path) -> None:
    """A learner has it once, and the marks of both tests are theirs."""
    marks = dict.fromkeys(EXERCISES, 0.0)
    course = make(tmp_path, [Learner(name, marks, {"one": "too_far"}) for name in ("ann", "bob")])
    file = course / "autograded" / "ann" / "part" / "lesson.verdicts.json"
    record = json.loads(file.read_text())
    record["verdicts"].append({**record["verdicts"][0], "test": "test_one_again", "points": 1.0})
    file.write_text(json.dumps(record))
    made = report(course, "part")
    (shown,) = table(made, "misconceptions.csv")
    assert shown["misconception"] == "too_far" and shown["learners"] == "2"
    assert [row["one"] for row in table(made, "learners.csv")] == ["1.0", "0.0"]


def test_the_spread_of_marks(written: Report) -> None:
    """Mean, median, and a histogram in which everybody stands once."""
    marks = [max(0.0, sum(one.marks.values()) - one.penalty) for one in CLASS]
    found = written.figures.spread
    assert found.count == len(marks) and found.mean == pytest.approx(sum(marks) / len(marks))
    assert found.median == statistics.median(marks)
    assert found.deviation == pytest.approx(statistics.stdev(marks))
    assert sum(one.count for one in found.bins) == len(marks)
    for one in found.bins[:-1]:
        assert one.count == sum(one.low <= mark < one.high for mark in marks)
    assert found.bins[-1].low == MOST


@pytest.mark.parametrize("values", [[0.0], [4.0, 4.0], [10.5, 10.0, 0.0]])
@pytest.mark.parametrize("most", [0.0, 1.0, 7.5, 10.0, 25.0, 27.0, 400.0])
def test_a_spread_of_few(values: list[float], most: float) -> None:
    """One learner, equal marks, extra credit beyond the most: everybody stands in a bin."""
    found = spread(values, most)
    assert sum(one.count for one in found.bins) == len(values)
    assert found.lower <= found.median <= found.upper
    assert all(one.high == after.low for one, after in pairwise(found.bins))


@pytest.mark.parametrize("most", [7.5, 25.0, 27.0, 33.0, 99.0])
def test_full_marks_stand_alone(most: float) -> None:
    """The last bin begins with full marks, whatever the others' width divides; and so its label."""
    values = [0.0, most - 0.25, most, most, most + 1]
    *_, before, last = spread(values, most).bins
    assert (last.low, last.high, last.count) == (most, most + 1, 3)
    assert before.low < most and before.count == 1
    drawn = histogram(spread(values, most), most)
    assert f">{most:g}</text>" in drawn and f">{most + 1:g}</text>" not in drawn


def test_who_never_started_and_who_is_absent(written: Report) -> None:
    """Every blank as it was handed out; no submission at all."""
    made = written.figures
    blank = [one.name for one in CLASS if len(one.unwritten) == len(EXERCISES)]
    assert made.never_started == blank and blank
    assert made.missing == sorted(ABSENT)
    assert made.faults["time"] == sum(bool(one.faults) for one in CLASS)


def test_tests_that_tell_nobody_apart(tmp_path: Path) -> None:
    """All pass one, none another; in a class of a few it says nothing."""
    same = {"one": 2.0, "two": 0.0, "three": 5.0}
    few = [Learner(f"s{n}", {**same, "three": float(n % 2)}) for n in range(FEW)]
    checks = report(make(tmp_path / "class", few), "part").figures.checks
    said = {one.name: one.says_nothing for one in checks}
    assert said == {"test_one": "everybody", "test_two": "nobody", "test_three": "nobody"}
    checks = report(make(tmp_path / "fewer", few[1:]), "part").figures.checks
    assert {one.says_nothing for one in checks} == {""}


def test_the_excused_count_nowhere(tmp_path: Path) -> None:
    """Neither among those who handed in nor among the missing."""
    root = make(tmp_path, CLASS[:10], ABSENT)
    (root / "roster.csv").write_text(f"student_id,excused\nzoe,part\n{CLASS[0].name},all\n")
    made = report(root, "part").figures
    assert made.excused == [CLASS[0].name, "zoe"] and made.missing == ["zack"]
    assert made.spread.count == 9


def test_the_command_prints_its_summary(tmp_path: Path) -> None:
    """And names the page."""
    root = make(tmp_path, CLASS[:10])
    run = CliRunner().invoke(app, ["report", "part", "--root", str(root)])
    assert run.exit_code == 0, run.output
    assert "10 handed in" in run.output and "index.html" in run.output.replace("\n", "")


@pytest.mark.parametrize(("assignment", "said"), [("part9", "it has part"), ("part", "autograde")])
def test_there_is_nothing_to_report_on(tmp_path: Path, assignment: str, said: str) -> None:
    """A sentence says what there is, or what to do first."""
    with pytest.raises(ReportError, match=said):
        report(make(tmp_path, [], ["zoe"]), assignment)


def test_a_damaged_record_is_named(tmp_path: Path) -> None:
    """Grading again writes it anew."""
    root = make(tmp_path, CLASS[:3])
    record = root / "autograded" / CLASS[1].name / "part" / "lesson.verdicts.json"
    record.write_text('{"verdicts": [')
    with pytest.raises(ReportError, match=CLASS[1].name):
        report(root, "part")
