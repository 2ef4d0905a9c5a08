"""Late submissions: penalties by nbgrader's plug-in, extra time and excuses from the roster."""

from __future__ import annotations

from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from nbjudge.lateness import RosterLateness
from tests.autograde.classes import FULL, RIGHT, configure, grade, hand_in, rows, run

DUE = "2026-11-20 12:00:00"


@pytest.fixture
def late(course: Path) -> Path:
    """A course with a due date whose penalties are those of the roster's plug-in."""
    configure(course, 'c.AssignLatePenalties.plugin_class = "nbjudge.lateness.RosterLateness"')
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        gradebook.update_or_create_assignment("lesson", duedate=DUE)
    return course


def hand_in_at(course: Path, student: str, when: str) -> None:
    """A right submission with its time."""
    (hand_in(course, student, RIGHT) / "timestamp.txt").write_text(when)


def penalties(course: Path) -> dict[str, float | None]:
    """What each learner lost."""
    return {student: penalty for student, _, _, penalty in rows(course, "notebooks")}


def test_a_day_begun_costs_its_share(late: Path) -> None:
    """In time nothing, an hour late one day's share, a week late all there is."""
    configure(late, "c.RosterLateness.per_day = 0.25")
    for name, when in (
        ("intime", "2026-11-20 11:59:59"),
        ("hour", "2026-11-20 13:00:00"),
        ("twodays", "2026-11-22 12:00:00"),
        ("week", "2026-11-27 12:00:00"),
    ):
        hand_in_at(late, name, when)
    grade(late)
    assert penalties(late) == {
        "intime": None, "hour": FULL / 4, "twodays": FULL / 2, "week": FULL,
    }  # fmt: skip


def test_nbgraders_own_method_counts_where_no_share_is_set(late: Path) -> None:
    """`penalty_method = "zero"`, as its LateSubmissionPlugin has it."""
    configure(late, 'c.RosterLateness.penalty_method = "zero"')
    hand_in_at(late, "late", "2026-11-20 12:00:01")
    grade(late)
    assert penalties(late) == {"late": FULL}


def test_extra_time_moves_a_learners_date(late: Path) -> None:
    """Of the roster; the hour after it is late for them, too."""
    configure(late, "c.RosterLateness.per_day = 0.5")
    (late / "roster.csv").write_text(
        "student_id,extra time\nslow,2 days\nslower,1 day and 12 hours\n"
    )
    hand_in_at(late, "slow", "2026-11-22 12:00:00")
    hand_in_at(late, "slower", "2026-11-22 12:00:00")
    hand_in_at(late, "other", "2026-11-20 12:00:01")
    grade(late)
    assert penalties(late) == {"slow": None, "slower": FULL / 2, "other": FULL / 2}


def test_who_is_excused_is_never_late(late: Path) -> None:
    """From this assignment or from all; somebody excused from another is late."""
    configure(late, "c.RosterLateness.per_day = 0.5")
    (late / "roster.csv").write_text("student_id,excused\nill,lesson\nabroad,all\nother,part9\n")
    for name in ("ill", "abroad", "other"):
        hand_in_at(late, name, "2026-11-25 12:00:00")
    grade(late)
    assert penalties(late) == {"ill": None, "abroad": None, "other": FULL}


@pytest.mark.slow
def test_nbgraders_own_engine_takes_the_same_off(late: Path) -> None:
    """The plug-in is nbgrader's kind of plug-in."""
    configure(
        late, "c.RosterLateness.per_day = 0.25", 'c.Judging.engine = "nbgrader"',
    )  # fmt: skip
    (late / "roster.csv").write_text(
        "student_id,extra time,excused\nslow,90 minutes,\nill,,lesson\n"
    )
    for name in ("slow", "ill"):
        hand_in_at(late, name, "2026-11-20 13:40:00")
    done = run(late, "nbgrader", "autograde", "lesson")
    assert done.returncode == 0, done.stderr
    assert penalties(late) == {"slow": FULL / 4, "ill": None}


def test_a_share_is_between_nothing_and_all() -> None:
    """traitlets refuses what is none."""
    with pytest.raises(Exception, match="per_day"):
        RosterLateness(per_day=2.0)
