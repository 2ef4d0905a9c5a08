"""Every misconception gets its own sentence, every right answer passes."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest

from nn_course import checks
from nn_course.catalogue import PARTS, Exercise, Misconception, exercises
from nn_course.checks import examine
from nn_course.checks.answers import answer_of
from nn_course.checks.card import card_of
from nn_course.checks.card.html import html
from nn_course.checks.card.text import text
from nn_course.checks.compare import same
from nn_course.checks.diagnose import cases, expected, shown
from tests.gate.variants import alternative_sources

# A warning that escapes would be printed to stderr in a notebook, where it costs the marks.
pytestmark = pytest.mark.filterwarnings("error")

EXERCISES = [known for part in PARTS for known in exercises(part)]
KNOWN = [(one, wrong) for one in EXERCISES for wrong in one.misconceptions]
RIGHT = [
    (one, name, source)
    for one in EXERCISES
    for name, source in alternative_sources(one.part, one.name).items()
]
each_exercise = pytest.mark.parametrize(
    "known", EXERCISES, ids=lambda known: f"{known.part}-{known.name}"
)


@pytest.mark.parametrize(
    ("known", "wrong"),
    KNOWN,
    ids=[f"{one.part}-{one.name}-{wrong.name}" for one, wrong in KNOWN],
)
def test_misconception_gets_its_own_sentence(
    known: Exercise, wrong: Misconception, capfd: pytest.CaptureFixture[str]
) -> None:
    """The report and the card, in both its forms, say its sentence and no other's.

    And the card is small, whatever the tensors are.
    """
    report = examine(known, answer_of(known.part, known.name, wrong.source))
    made = card_of(report)
    page = html(made)
    for form in (str(report), text(made), unescape(re.sub(r"<[^>]*>", "", page))):
        assert "✗ wrong" in form
        words = re.sub(r"[`*]", "", " ".join(form.split()))
        said = [
            one.sentence
            for one in known.misconceptions
            if re.sub(r"[`*]", "", one.sentence) in words
        ]
        assert said == [wrong.sentence]
    assert len(page) < 30_000
    assert not re.search(r"<h[1-6]|<script|\sid=|0x[0-9a-f]{6}", page)
    assert capfd.readouterr().err == ""


@each_exercise
def test_all_pairs_can_be_told_apart(known: Exercise) -> None:
    """Any two misconceptions differ on some input of the check, whichever stands first.

    Comparing is not symmetric, since the tolerance grows with what is expected: both ways.
    """
    inputs = cases(known.part, known.name)
    for one, other in itertools.permutations(known.misconceptions, 2):
        assert not all(
            same(known, case, shown(known, one, index), shown(known, other, index))
            for index, case in enumerate(inputs)
        ), f"{one.name} and {other.name} look alike"


@each_exercise
def test_looking_leaves_the_inputs_alone(known: Exercise) -> None:
    """However badly an answer treats its arguments, the next one gets fresh ones."""
    for wrong in known.misconceptions:
        examine(known, answer_of(known.part, known.name, wrong.source))
    again = expected.__wrapped__(known.part, known.name)
    for case, before, now in zip(
        cases(known.part, known.name), expected(known.part, known.name), again, strict=True
    ):
        assert same(known, case, before, now)


def test_enough_alternatives() -> None:
    """At least five right answers for the three central exercises, three for every other."""
    for known in EXERCISES:
        number = sum(one is known for one, _, _ in RIGHT)
        assert number >= (5 if known.name in ("log_softmax", "nll", "accuracy") else 3), known.name


@pytest.mark.parametrize(
    ("known", "name", "source"),
    RIGHT,
    ids=[f"{one.part}-{one.name}-{name}" for one, name, _ in RIGHT],
)
def test_alternative_passes(
    known: Exercise, name: str, source: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """However an honest answer is written, every line is ✓ and nothing goes to stderr."""
    check_of(known)(answer_of(known.part, known.name, source))
    printed = capfd.readouterr()
    assert "✗" not in printed.out
    assert f"All {len(cases(known.part, known.name))} checks passed." in printed.out
    assert printed.err == ""


@each_exercise
def test_reference_passes_unless_banned(known: Exercise) -> None:
    """A reference handed in as an answer is right, or earns nothing for being ready-made."""
    report = examine(known, known.reference)
    if known.bans:
        assert report.misconception is not None
        assert report.misconception.name in ("ready_made", "by_autograd")
    else:
        assert report.passed


def check_of(known: Exercise) -> Callable[[Any], None]:
    """The check that the lesson of `known` offers for it."""
    found: Callable[[Any], None] = getattr(getattr(checks, known.part), known.name)
    return found


def test_checks_do_not_import_torchs_compiler() -> None:
    """No check waits for torch._dynamo, which takes more than a second to import.

    In a process of its own, because alternatives with optim.SGD do import it.
    """
    code = (
        "import sys\n"
        "from nn_course.catalogue import exercises\n"
        "from nn_course.checks import examine\n"
        "from nn_course.checks.answers import answer_of\n"
        "for known in exercises('part1'):\n"
        "    examine(known, known.reference)\n"
        "    for wrong in known.misconceptions:\n"
        "        examine(known, answer_of('part1', known.name, wrong.source))\n"
        "print('torch._dynamo' in sys.modules, 'torch.testing' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "False"
