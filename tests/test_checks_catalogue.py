"""Every misconception gets its own sentence and nothing else does; every right answer passes."""

from __future__ import annotations

import itertools
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from typing import Any

import numpy as np
import pytest
import torch

from nn_course import checks
from nn_course.catalogue import PARTS, Case, Exercise, Misconception, exercises
from nn_course.checks import examine
from nn_course.checks.answers import answer_of
from nn_course.checks.card import card_of
from nn_course.checks.card.html import html
from nn_course.checks.card.text import text
from nn_course.checks.compare import same
from nn_course.checks.diagnose import cases, diagnose, expected, shown
from nn_course.checks.observe import Observation
from nn_course.errors import CheckFailed
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
# Observations that no answer gives.
UNHEARD_OF: Observation = {"raised": "something that nobody has seen before"}
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
def test_one_input_answered_rightly_takes_the_sentence_away(known: Exercise) -> None:
    """Like a misconception on all inputs but one, right on that: the sentence is not said."""
    tried = 0
    for place, (case, right) in enumerate(
        zip(cases(known.part, known.name), expected(known.part, known.name), strict=True)
    ):
        for wrong in known.misconceptions:
            if same(known, case, right, shown(known, wrong, place)):
                continue  # it is right there, too
            found = diagnose(known, _seen(known, wrong.name, {place: right}))
            assert found is not wrong, f"{wrong.name}, but right with {case.title}"
            tried += 1
    assert tried >= len(known.misconceptions)


@each_exercise
def test_one_input_answered_in_another_way_takes_it_away(known: Exercise) -> None:
    """Like a misconception on all inputs but one, unlike anything on that: no sentence at all."""
    for place in range(len(cases(known.part, known.name))):
        for wrong in known.misconceptions:
            assert diagnose(known, _seen(known, wrong.name, {place: UNHEARD_OF})) is None


def _seen(known: Exercise, name: str, but: dict[int, Observation]) -> list[Observation]:
    """What the misconception `name` shows on all inputs, other things where `but` says so."""
    wrong = known.misconception(name)
    return [
        but[place] if place in but else shown(known, wrong, place)
        for place in range(len(cases(known.part, known.name)))
    ]


@pytest.mark.parametrize(
    "known",
    [one for one in EXERCISES if one.look is None],
    ids=lambda one: f"{one.part}-{one.name}",
)
def test_an_answer_that_is_right_for_one_input(known: Exercise) -> None:
    """The same through the whole check, with answers that look at their arguments.

    Where only one input makes the difference, such an answer is right everywhere and passes.
    """
    inputs, right = cases(known.part, known.name), expected(known.part, known.name)
    (source, *_) = alternative_sources(known.part, known.name).values()
    for wrong in known.misconceptions:
        differs = [
            place
            for place, case in enumerate(inputs)
            if not same(known, case, right[place], shown(known, wrong, place))
        ]
        chosen = inputs[differs[-1]]
        report = examine(known, _right_for(known, chosen, source, wrong.source))
        assert report.misconception is not wrong, f"{wrong.name}: {chosen.title}"
        assert report.passed == (len(differs) == 1)


def _right_for(known: Exercise, case: Case, right: str, wrong: str) -> Callable[..., Any]:
    """An answer that is the source `right` on `case` and the source `wrong` on all else."""
    both = [
        one.replace(f"def {known.name}(", f"def {kind}(")
        for one, kind in ((right, "right_answer"), (wrong, "wrong_answer"))
    ]
    chooses = (
        f"def {known.name}(*given):\n"
        "    return (right_answer if meant(given) else wrong_answer)(*given)\n"
    )
    function = answer_of(known.part, known.name, "\n\n".join([*both, chooses]))
    function.__globals__["meant"] = lambda given: _alike(given, case.arguments)
    return function


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, torch.Tensor):
        return one.shape == other.shape and torch.equal(one, other)
    if isinstance(one, np.ndarray):
        return np.array_equal(one, other)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(_alike, one, other))
    return bool(one == other)


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
