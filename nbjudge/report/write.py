"""A report as files: one page, its tables as CSV, and the summary that is printed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from nbjudge import tables as csv_tables
from nbjudge.feedback.inline import inline
from nbjudge.plain import encodable
from nbjudge.report import pictures
from nbjudge.report.changes import Change, since_last, snapshot
from nbjudge.report.errors import ReportError
from nbjudge.report.examples import example
from nbjudge.report.figures import Figures, figures, total
from nbjudge.report.gather import Class, gather
from nbjudge.report.pictures import plain

_MOST_NAMES, _MOST_MOVED = 60, 50


@dataclass(frozen=True)
class Report:
    """A written report: where it lies, and what it says."""

    page: Path
    found: Class
    figures: Figures
    changes: list[Change] | None


def report(root: Path, assignment: str, to: Path | None = None) -> Report:
    """Write the report on `assignment` of the course directory `root` to the folder `to`, by
    default report/<assignment>. Raises ReportError where nothing is graded.
    """
    found = gather(root, assignment)
    made = figures(found)
    folder = to or root / "report" / assignment
    try:
        folder.mkdir(parents=True, exist_ok=True)
        moved = since_last(folder, snapshot(found))
        names = []
        for name, rows in tables(found, made, moved).items():
            names.append(name)
            csv_tables.write(folder / name, rows)
        page = folder / "index.html"
        page.write_text(encodable(_page(found, made, moved, names)), encoding="utf-8")
    except OSError as error:
        raise ReportError.unwritable(folder, error.strerror or str(error)) from None
    return Report(page, found, made, moved)


Rows = Iterable[Sequence[Any]]


def tables(found: Class, made: Figures, moved: list[Change] | None) -> dict[str, Rows]:
    """The CSV files by name, each with a header."""
    exercises = [item.name for item in made.items]
    learners: list[Sequence[Any]] = [
        ["student_id", "state", "marks", "raw", "late_penalty", "max", *exercises]
    ]
    for one in found.members:
        points = [one.work[name].points if name in one.work else "" for name in exercises]
        mark = one.mark
        learners.append(
            [
                one.student_id, mark.state, total(one) if one.judged else "",
                mark.raw if one.judged else "", mark.penalty, mark.most, *points,
            ]
        )  # fmt: skip
    return {
        "learners.csv": learners,
        "exercises.csv": [
            ["exercise", "max", "learners", "full", "some", "none", "untouched", "mean_share",
             "discrimination", "median_seconds", "lost_to_faults"],
            *([i.name, i.most, i.count, i.full, i.some, i.none, i.untouched, i.difficulty,
               "" if i.discrimination is None else i.discrimination, i.seconds, i.lost_to_faults]
              for i in made.items),
        ],
        "tests.csv": [
            ["exercise", "test", "passed", "learners"],
            *([c.exercise, c.name, c.passed, c.count] for c in made.checks),
        ],
        "misconceptions.csv": [
            ["exercise", "misconception", "learners", "sentence"],
            *([m.exercise, m.name, m.count, m.sentence] for m in made.misconceptions),
        ],
        "changes.csv": [
            ["student_id", "test", "before", "after"],
            *([one.student_id, test, *("" if v is None else v for v in pair)]
              for one in moved or () for test, pair in one.tests.items()),
        ],
    }  # fmt: skip


def _page(found: Class, made: Figures, moved: list[Change] | None, names: list[str]) -> str:
    environment = Environment(
        loader=PackageLoader("nbjudge.report", ""), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters.update(_FILTERS)
    judged = len(found.judged)
    misconceptions = [
        (
            exercise,
            [
                {**vars(one), "count": one.count, "example": example(found, one),
                 "bar": pictures.count_bar(one.count, judged)}
                for one in several
            ],
        )
        for exercise, several in groupby(made.misconceptions, lambda one: one.exercise)
    ]  # fmt: skip
    last = len(made.spread.bins) - 1
    return environment.get_template("page.html.j2").render(
        assignment=found.assignment,
        lead=_lead(found, made),
        cards=_cards(found, made),
        histogram=pictures.histogram(made.spread, found.most),
        bins=[(b, pictures.label(b, place == last)) for place, b in enumerate(made.spread.bins)],
        spread=_spread(made),
        items=[(item, pictures.bar(item)) for item in made.items],
        misconceptions=misconceptions,
        attention=_attention(made),
        changed=changed(moved),
        moved=(moved or [])[:_MOST_MOVED],
        today=datetime.date.today().isoformat(),
        tables=names,
    )


def _lead(found: Class, made: Figures) -> str:
    judged = len(found.judged)
    hardest = min(made.items, key=lambda item: item.difficulty)
    said = f"The work of {learners(judged)} is graded. The hardest exercise is {hardest.name}"
    top = max(made.misconceptions, key=lambda one: one.count, default=None)
    if top is None or top.count < 2:
        return f"{said}."
    return f"{said}, the commonest misconception {top.name} in {top.exercise} ({top.count})."


def _cards(found: Class, made: Figures) -> list[tuple[str, str, str]]:
    full = sum(total(one) >= found.most for one in found.judged)
    cards = [
        ("handed in", str(made.handed_in), f"of {len(found.members) - len(made.excused)}"),
        ("median", plain(made.spread.median), f"of {plain(found.most)}"),
        ("mean", plain(round(made.spread.mean, 2)), f"of {plain(found.most)}"),
        ("full marks", str(full), ""),
        ("never started", str(len(made.never_started)), ""),
    ]
    if made.by_hand:
        cards.append(("wait for a person", str(made.by_hand), ""))
    if made.late:
        cards.append(("late", str(made.late), ""))
    return cards


def _spread(made: Figures) -> str:
    one = made.spread
    said = (
        f"{learners(one.count)}: mean {one.mean:.2f}, standard deviation {one.deviation:.2f}, "
        f"quartiles {plain(one.lower)}, {plain(one.median)} and {plain(one.upper)}."
    )
    if made.by_hand:
        said += " What waits for a person counts as no marks so far."
    return said


def _attention(made: Figures) -> list[tuple[str, str, str]]:
    found = []
    if made.missing:
        said = f"{learners(len(made.missing))} handed in nothing:"
        found.append(("Not handed in", said, _some(made.missing)))
    if made.never_started:
        said = f"{learners(len(made.never_started))} handed in every blank as they got it:"
        found.append(("Never started", said, _some(made.never_started)))
    if made.excused:
        found.append(("Excused", f"{learners(len(made.excused))}:", _some(made.excused)))
    if made.faults:
        kinds = ", ".join(f"{kind}: {count}" for kind, count in made.faults.most_common())
        lost = plain(sum(item.lost_to_faults for item in made.items))
        said = f"Learners whose code was stopped, by reason: {kinds}. It cost {lost} marks in all."
        found.append(("Crashes and limits", said, ""))
    for which in ("nobody", "everybody"):
        tests = [one for one in made.checks if one.says_nothing == which]
        if tests:
            said = f"These tests tell nobody apart: {which} passes them."
            listed = ", ".join(f"{one.name} ({one.exercise})" for one in tests)
            found.append((f"Tests that {which} passes", said, listed))
    return found


def _some(names: Sequence[str]) -> str:
    said = ", ".join(names[:_MOST_NAMES])
    more = len(names) - _MOST_NAMES
    return f"{said} and {more} more, see learners.csv" if more > 0 else said


def changed(moved: list[Change] | None) -> str:
    """What differs from the run before, in a sentence."""
    if moved is None:
        return "This is the first report, so there is no run to compare with."
    if not moved:
        return "No mark has changed since the run before."
    up = sum(one.difference > 0 for one in moved)
    down = sum(one.difference < 0 for one in moved)
    said = (
        f"The marks of {learners(len(moved))} differ from the run before: {up} have more, "
        f"{down} have fewer, {len(moved) - up - down} the same in all."
    )
    return f"{said} The first {_MOST_MOVED} follow." if len(moved) > _MOST_MOVED else said


def learners(count: int) -> str:
    """So many learners, in words."""
    return "1 learner" if count == 1 else f"{count:,} learners"


_FILTERS: dict[str, Callable[..., Any]] = {
    "marks": plain,
    "share": lambda value: f"{value:.0%}",
    "correlation": lambda value: "–" if value is None else f"{value:.2f}".replace("-", "−"),
    "seconds": lambda value: f"{value:.2f} s" if value < 10 else f"{value:.0f} s",
    "signed": lambda value: ("+" if value > 0 else "") + plain(value).replace("-", "−"),
    "or_none": lambda value: "–" if value is None else plain(value),
    "inline": inline,
    "learners": learners,
}
