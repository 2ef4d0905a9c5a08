"""What the page of a report, and its summary in the terminal, have to say: by recount.py."""

from __future__ import annotations

from collections.abc import Sequence

from tests.term import recount
from tests.term.people import SIZE
from tests.term.printed import sentence
from tests.term.recount import Learner, plain

Moved = dict[str, dict[str, tuple[float | None, float | None]]]


def learners(count: int) -> str:
    return "1 learner" if count == 1 else f"{count} learners"


def cards(found: Sequence[Learner], most: float, excused: int) -> dict[str, str]:
    """The numbers at the top."""
    numbers = recount.spread(found)
    said = {
        "handed in": f"{len(found)} of {SIZE - excused}",
        "median": f"{plain(numbers['median'])} of {plain(most)}",
        "mean": f"{plain(numbers['mean'])} of {plain(most)}",
        "full marks": str(sum(one.total >= most for one in found)),
        "never started": str(len(recount.never_started(found))),
    }
    if any(one.waits for one in found):
        said["wait for a person"] = str(sum(one.waits for one in found))
    if any(one.penalty for one in found):
        said["late"] = str(sum(one.penalty > 0 for one in found))
    return said


def spread(found: Sequence[Learner]) -> str:
    """The sentence below the histogram."""
    numbers = recount.spread(found)
    lower, median, upper = (plain(numbers[name]) for name in ("lower", "median", "upper"))
    said = (
        f"{learners(len(found))}: mean {numbers['mean']:.2f}, standard deviation "
        f"{numbers['deviation']:.2f}, quartiles {lower}, {median} and {upper}."
    )
    if any(one.waits for one in found):
        said += " What waits for a person counts as no marks so far."
    return said


def lead(found: Sequence[Learner]) -> str:
    """The sentence at the top."""
    items = recount.items(found)
    hardest = min(items, key=lambda name: items[name]["difficulty"] or 0.0)
    exercise, name, count, _ = max(misconceptions(found), key=lambda row: int(row[2].split()[0]))
    return (
        f"The work of {learners(len(found))} is graded. The hardest exercise is {hardest}, the "
        f"commonest misconception {name} in {exercise} ({count.split()[0]})."
    )


def exercises(found: Sequence[Learner]) -> dict[str, list[str]]:
    """The rows of the table of exercises, the bar's shares last."""
    rows = {}
    for name, item in recount.items(found).items():
        full, some, none = (int(item[kind] or 0) for kind in ("full", "some", "none"))
        counts = f"{full} full, {some} some, {none} none"
        if item["untouched"]:
            counts += f" ({item['untouched']} left it blank)"
        tells, seconds = item["discrimination"], item["seconds"] or 0.0
        rows[name] = [
            plain(item["most"] or 0.0),
            counts,
            f"{item['difficulty']:.0%}",
            "–" if tells is None else f"{tells:.2f}".replace("-", "−"),
            f"{seconds:.2f} s" if seconds < 10 else f"{seconds:.0f} s",
            plain(item["lost_to_faults"] or 0.0),
            *(f"{count / (full + some + none):.3f}" for count in (full, some, none)),
        ]
    return rows


def misconceptions(found: Sequence[Learner]) -> list[tuple[str, str, str, str]]:
    """Exercise, misconception, how many, and the sentence: the commonest of each exercise first."""
    order = list(recount.items(found))
    known = recount.misconceptions(found)
    rows = sorted(known, key=lambda key: (order.index(key[0]), -known[key][0], key[1]))
    return [(*key, learners(known[key][0]), sentence(known[key][1])) for key in rows]


def attention(
    found: Sequence[Learner], missing: Sequence[str], excused: Sequence[str]
) -> dict[str, str]:
    """What is worth a look, by its title."""
    never, faults = recount.never_started(found), recount.faults(found)
    said = {
        "Not handed in": f"{learners(len(missing))} handed in nothing: {', '.join(missing)}",
        "Never started": f"{learners(len(never))} handed in every blank as they got it: "
        + ", ".join(never),
        "Excused": f"{learners(len(excused))}: {', '.join(excused)}",
    }
    if faults:
        kinds = ", ".join(f"{kind}: {count}" for kind, count in faults.most_common())
        lost = sum(item["lost_to_faults"] or 0.0 for item in recount.items(found).values())
        said["Crashes and limits"] = (
            f"Learners whose code was stopped, by reason: {kinds}. It cost {plain(lost)} marks in "
            "all."
        )
    for which, tells in (
        ("nobody", lambda passed, count: passed == 0),
        ("everybody", lambda passed, count: passed == count),
    ):
        checks = recount.checks(found)
        tests = [f"{name} ({ex})" for (ex, name), pair in checks.items() if tells(*pair)]
        if tests:
            said[f"Tests that {which} passes"] = (
                f"These tests tell nobody apart: {which} passes them. {', '.join(tests)}"
            )
    return said


def changes(moved: Moved | None) -> tuple[str, dict[str, list[str]]]:
    """The sentence on the run before, and a row for each learner whose marks moved."""
    if moved is None:
        return "This is the first report, so there is no run to compare with.", {}
    differences = {
        name: sum((after or 0) - (before or 0) for before, after in tests.values())
        for name, tests in moved.items()
    }
    up, down = (sum(sign * one > 0 for one in differences.values()) for sign in (1, -1))
    said = (
        f"The marks of {learners(len(moved))} differ from the run before: {up} have more, {down} "
        f"have fewer, {len(moved) - up - down} the same in all."
    )
    if len(moved) > 50:
        said += " The first 50 follow."
    rows = {
        name: [
            f"{difference:+g}".replace("-", "−") if difference else "0",
            ", ".join(f"{test} {_mark(a)} → {_mark(b)}" for test, (a, b) in moved[name].items()),
        ]
        for name, difference in list(differences.items())[:50]
    }
    return said, rows


def _mark(value: float | None) -> str:
    return "–" if value is None else plain(value)


def summary(part: str, found: Sequence[Learner], missing: int, most: float) -> list[list[str]]:
    """The words of each line in the terminal: the first, and those of exercises."""
    numbers = recount.spread(found)
    first = (
        f"{part}: {len(found)} handed in, {missing} did not, "
        f"{len(recount.never_started(found))} never started. Median {plain(numbers['median'])} of "
        f"{plain(most)}, mean {numbers['mean']:.2f}."
    )
    lines = [first.split()]
    for name, item in recount.items(found).items():
        top = [row for row in misconceptions(found) if row[0] == name][:1]
        count = sum(int(item[kind] or 0) for kind in ("full", "some", "none"))
        tells = item["discrimination"]
        line = [name, f"{item['full']}/{count}", f"{item['difficulty']:.0%}"]
        line += ["–" if tells is None else f"{tells:.2f}", plain(item["lost_to_faults"] or 0.0)]
        lines.append(line + [word for row in top for word in (row[1], f"({row[2].split()[0]})")])
    return lines
