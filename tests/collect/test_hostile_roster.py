"""Names and addresses that learners chose, in rosters, in the gradebook and in what is exported."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from nbgrader.apps import ExportApp
from traitlets.config import Config

from nbjudge import roster
from nbjudge.collect.command import Outcome
from nbjudge.exports import CanvasExport, LmsExport, MoodleExport, PlainExport
from tests.collect.downloads import FIRST
from tests.test_tables import formula

Take = Callable[..., Outcome]
NAMES = [
    "=HYPERLINK(\"http://x\",\"y\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "x;=1+1",
    "\x1b]52;c;x\x07",
    "\u202eevil",
    "x" * 5_000,
    "';';';\"\";,",
]  # fmt: skip


def write(course: Path, names: list[str], header: tuple[str, ...] = ()) -> Path:
    """A roster of `names`, whose ids in the system count from 100."""
    file = course / "roster.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(header or ("student_id", "lms_id", "name", "email"))
        for number, name in enumerate(names):
            writer.writerow((f"s{number}", 100 + number, name, f"{name[:20]}@x.org"))
    return file


@pytest.mark.parametrize("exporter", [CanvasExport, MoodleExport, PlainExport])
def test_no_export_holds_a_formula(
    take: Take, course: Path, monkeypatch: pytest.MonkeyPatch, exporter: type[LmsExport]
) -> None:
    """Nor does intake.csv; ids, by which systems know learners, are as they were."""
    write(course, NAMES)
    outcome = take([(f"kim_{100 + n}_1_first.ipynb", FIRST) for n in range(len(NAMES))])
    assert len(outcome.students) == len(NAMES)
    monkeypatch.chdir(course)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}", "tiny") as gradebook:
        config = Config({"ExportApp": {"to": "out.csv"}})
        made = exporter(parent=ExportApp(config=config))
        made.to = "out.csv"
        made.export(gradebook)
        assert all(len(one.last_name) <= 128 for one in gradebook.students)
    rows = []
    for file in (course / "out.csv", outcome.record):
        with file.open(encoding="utf-8", newline="") as opened:
            rows += list(csv.reader(opened))
    assert not [cell for row in rows for cell in row if formula(cell) or not cell.isprintable()]
    ids = {cell for row in rows for cell in row}
    assert {f"s{number}" for number in range(len(NAMES))} <= ids


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_name_does_not_say_how_a_roster_is_read(tmp_path: Path, separator: str) -> None:
    """The header does: whatever a learner is called, the others are found."""
    file = tmp_path / "roster.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        writer = csv.writer(opened, delimiter=separator)
        writer.writerow(("Student", "ID", "SIS Login ID"))
        for number, name in enumerate(["';';';';'", ',",",",', "\t|\t|\t", *NAMES, "Kim"]):
            writer.writerow((name, number, f"s{number}"))
    found = roster.read(file)
    assert [one.student_id for one in found.learners] == [f"s{n}" for n in range(13)]
    assert found.find("12", "") == found.learners[-1] and found.learners[-1].name == "Kim"


@pytest.mark.parametrize("address", ["o'neil@x.org", "=1+1@x.org", '"a b"@x.org', ""])
def test_an_address_that_is_no_id(tmp_path: Path, address: str) -> None:
    """The system's number stands in for it, and everybody else's address is their id."""
    file = tmp_path / "roster.csv"
    with file.open("w", encoding="utf-8", newline="") as opened:
        csv.writer(opened).writerows(
            [("Identifier", "Full name", "Email address"), ("Participant 7", "Eve", address),
             ("Participant 8", "Kim", "kim@x.org")]
        )  # fmt: skip
    assert [one.student_id for one in roster.read(file).learners] == ["7", "kim@x.org"]
