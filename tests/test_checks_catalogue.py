"""Every misconception gets its own sentence, every right answer passes."""

from __future__ import annotations

import itertools
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from nn_course.catalogue import Exercise, Misconception, exercises
from nn_course.checks import examine, part1
from nn_course.checks.answers import function_of
from nn_course.checks.compare import same
from nn_course.checks.diagnose import cases, expected, shown
from nn_course.errors import CheckFailed

# A warning that escapes would be printed to stderr in a notebook, where it costs the marks.
pytestmark = pytest.mark.filterwarnings("error")

EXERCISES = exercises("part1")
KNOWN = [(one, wrong) for one in EXERCISES for wrong in one.misconceptions]
FOLDER = Path(__file__).parent / "alternatives" / "part1"
RIGHT = [
    (one, name, source)
    for one in EXERCISES
    for name, source in runpy.run_path(str(FOLDER / f"{one.name}.py"))["ALTERNATIVES"].items()
]


@pytest.mark.parametrize(
    ("known", "wrong"), KNOWN, ids=[f"{one.name}-{wrong.name}" for one, wrong in KNOWN]
)
def test_misconception_gets_its_own_sentence(
    known: Exercise, wrong: Misconception, capfd: pytest.CaptureFixture[str]
) -> None:
    """The check prints ✗, the sentence of this misconception and no other's, then raises."""
    with pytest.raises(CheckFailed, match=f"^{known.name} is not right yet"):
        getattr(part1, known.name)(function_of(known.name, wrong.source))
    printed = capfd.readouterr()
    assert "✗ wrong" in printed.out
    unfolded = " ".join(printed.out.split())
    said = [one.sentence for one in known.misconceptions if one.sentence in unfolded]
    assert said == [wrong.sentence]
    assert printed.err == ""


@pytest.mark.parametrize("known", EXERCISES, ids=lambda known: known.name)
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


@pytest.mark.parametrize("known", EXERCISES, ids=lambda known: known.name)
def test_looking_leaves_the_inputs_alone(known: Exercise) -> None:
    """However badly an answer treats its arguments, the next one gets fresh ones."""
    for wrong in known.misconceptions:
        examine(known, function_of(known.name, wrong.source))
    again = expected.__wrapped__(known.part, known.name)
    for case, before, now in zip(
        cases(known.part, known.name), expected(known.part, known.name), again, strict=True
    ):
        assert same(known, case, before, now)


def test_enough_alternatives() -> None:
    """At least five right answers for the three central exercises, three for every other."""
    count = {known.name: sum(one is known for one, _, _ in RIGHT) for known in EXERCISES}
    for name, number in count.items():
        assert number >= (5 if name in ("log_softmax", "nll", "accuracy") else 3), name


@pytest.mark.parametrize(
    ("known", "name", "source"), RIGHT, ids=[f"{one.name}-{name}" for one, name, _ in RIGHT]
)
def test_alternative_passes(
    known: Exercise, name: str, source: str, capfd: pytest.CaptureFixture[str]
) -> None:
    """However an honest answer is written, every line is ✓ and nothing goes to stderr."""
    getattr(part1, known.name)(function_of(known.name, source))
    printed = capfd.readouterr()
    assert "✗" not in printed.out
    assert f"All {len(cases(known.part, known.name))} checks passed." in printed.out
    assert printed.err == ""


@pytest.mark.parametrize("known", EXERCISES, ids=lambda known: known.name)
def test_reference_passes_unless_banned(known: Exercise) -> None:
    """A reference handed in as an answer is right, or earns nothing for being ready-made."""
    report = examine(known, known.reference)
    if known.bans:
        assert report.misconception is not None
        assert report.misconception.name in ("ready_made", "by_autograd")
    else:
        assert report.passed


def test_checks_do_not_import_torchs_compiler() -> None:
    """No check waits for torch._dynamo, which takes more than a second to import.

    In a process of its own, because alternatives with optim.SGD do import it.
    """
    code = (
        "import sys\n"
        "from nn_course.catalogue import exercises\n"
        "from nn_course.checks import examine\n"
        "from nn_course.checks.answers import function_of\n"
        "for known in exercises('part1'):\n"
        "    examine(known, known.reference)\n"
        "    for wrong in known.misconceptions:\n"
        "        examine(known, function_of(known.name, wrong.source))\n"
        "print('torch._dynamo' in sys.modules, 'torch.testing' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "False"
