"""What `make test` proves and what each part of it takes: the table at the end of a run.

Run alone (``python -m tests.proved``) it prints how many of each thing are tried.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import polib

from nn_course.catalogue import PARTS, exercises

ROOT = Path(__file__).resolve().parents[1]


class Area(NamedTuple):
    """Test files that belong together: those whose path begins with one of *paths*."""

    proves: str
    paths: tuple[str, ...]


# The first that fits counts, and the last fits everything.
AREAS = (
    Area("solutions show what they showed (nbval)", ("tests/solutions/",)),
    Area("known answers earn their marks (gate)", ("tests/gate/",)),
    Area("small changes of right answers lose marks", ("tests/mutations/",)),
    Area("attacks gain nothing", ("tests/redteam/",)),
    Area("damaged submissions keep what is intact", ("tests/damage/",)),
    Area("judge, sandbox and protocol", ("tests/judge/",)),
    Area("a class through nbjudge autograde", ("tests/autograde/", "tests/test_exports",
         "tests/test_marked_by_hand")),
    Area("uploads, rosters, reports", ("tests/collect/", "tests/report/")),
    Area("a whole term", ("tests/term/", "tests/test_demo")),
    Area("pages, editors and JupyterLab in a browser", ("tests/browser/",)),
    Area("two languages", ("tests/translations/", "tests/test_translated", "tests/test_first")),
    Area("masters, releases and feedback hide what is hidden", ("tests/test_build",
         "tests/test_leak", "tests/test_feedback", "tests/test_bundle", "tests/test_markers",
         "tests/test_ready", "tests/test_tiny_course", "tests/test_lesson")),
    Area("visible checks, hints, cards", ("tests/test_checks", "tests/test_catalogue",
         "tests/test_hints", "tests/test_isolation", "tests/test_exam", "tests/test_progress",
         "tests/test_readable", "tests/test_parsing", "tests/test_oracle", "tests/test_speaking")),
    Area("the learner's folder and kernel", ("tests/test_start", "tests/test_kernel",
         "tests/test_other_editors", "tests/test_environment", "tests/test_execution")),
    Area("pictures, digits and everything else", ("tests/",)),
)  # fmt: skip


def counts() -> dict[str, int]:
    """How many of each thing the suite tries, counted in what the tests themselves go through."""
    from tests.damage.kinds import DAMAGES
    from tests.gate.of_part import everything
    from tests.mutations.test_mutations import COUNT
    from tests.redteam.attacks import ATTACKS
    from tests.solutions.reproduce import SOLUTIONS
    from tests.solutions.test_compared import code_cells, is_compared

    groups = [everything(part) for part in PARTS]
    cells = [cell for path in SOLUTIONS for cell in code_cells(path)]
    return {
        "wrong answers graded, in each language": sum(len(one["wrong"]) for one in groups),
        "right answers graded, in each language": sum(len(one["right"]) for one in groups),
        "whole notebooks graded, in each language": sum(
            len(one["first"]) + len(one["all_wrong"]) for one in groups
        ),
        "exercises without hidden tests noticed": sum(len(exercises(part)) for part in PARTS),
        "mutants of right answers": COUNT,
        "attacks": len(ATTACKS),
        "kinds of damage": len(DAMAGES),
        "outputs of solutions compared": sum(is_compared(cell) for cell in cells if cell.outputs),
        "translated texts": sum(
            len([entry for entry in polib.pofile(str(file)) if not entry.obsolete])
            for folder in ("source", "nn_course", "nbjudge")
            for file in (ROOT / folder).rglob("ko.po" if folder == "source" else "*.po")
        ),
    }


# Of commit 387fbd2, whose suite took more than twice as long.
FORMER = {
    "wrong answers graded, in each language": 442,
    "right answers graded, in each language": 208,
    "whole notebooks graded, in each language": 24,
    "exercises without hidden tests noticed": 31,
    "mutants of right answers": 200,
    "attacks": 148,
    "kinds of damage": 86,
    "outputs of solutions compared": 394,
    "translated texts": 3010,
}


@dataclass
class Table:
    """Tests and seconds by area, as they come in."""

    tests: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)

    def add(self, path: str, seconds: float, is_test: bool) -> None:
        """Count *seconds* of one phase of a test in the file *path*, and the test if *is_test*."""
        (name, *_) = [area.proves for area in AREAS if path.startswith(area.paths)]
        self.tests[name] = self.tests.get(name, 0) + is_test
        self.seconds[name] = self.seconds.get(name, 0.0) + seconds

    def lines(self) -> list[str]:
        """The table, what takes longest first. Seconds are those of all workers together."""
        width = max(len(area.proves) for area in AREAS)
        order = sorted(self.tests, key=lambda name: -self.seconds[name])
        rows = [(name, self.tests[name], self.seconds[name]) for name in order]
        rows.append(("together", sum(self.tests.values()), sum(self.seconds.values())))
        return [f"{'':{width}}  tests  seconds"] + [
            f"{name:{width}} {tests:6d} {seconds:8.0f}" for name, tests, seconds in rows
        ]


def counted() -> list[str]:
    """What is proved now, beside what was."""
    return [f"{number:5d} {name} ({FORMER[name]} before)" for name, number in counts().items()]


if __name__ == "__main__":
    print("\n".join(counted()))
