"""Marks can be had again: seeds are recorded, and no submission leaves anything to the next."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest
import torch

from nbjudge.verdicts import Graded, to_json
from tests.judge.lessons import Judged, Lesson, outputs, verdict

LESSON = Lesson(
    "import random\nimport numpy as np\nimport torch\n"
    "rows = [1, 2]\nwords = {'a': 1}\nlog = []\nnumbers = torch.zeros(2)\n"
    "stream = np.random.default_rng(3)\ngenerator = torch.Generator().manual_seed(3)"
)
LESSON.exercise(
    "draw",
    """
    print([float(x) for x in draw()], random.random(), np.random.rand(), torch.rand(1).item())
    """,
)
LESSON.exercise("draw_again", "print([float(x) for x in draw_again()])")
LESSON.exercise(
    "spoil",
    """
    print(rows, words, numbers.tolist(), stream.random(), torch.rand(1, generator=generator))
    print("found" in globals())
    found = spoil()
    rows.append(3), words.clear(), numbers.add_(1)
    """
    + "\n",
)
LESSON.exercise("after", "print(rows, words, numbers.tolist(), stream.random(), found)\nafter()")
LESSON.cell(
    """
    def write_down(x):
        log.append(x)
        return note()

    def note():
        return len(log)
    """
)
LESSON.exercise(
    "careless",
    """
    torch.set_default_dtype(torch.float64)
    torch.set_grad_enabled(False)
    assert careless() == 1
    """,
)
LESSON.exercise("helped", "print(write_down(helped()))")
LESSON.exercise("look", "print(look())")
LESSON.exercise("plain", "print(torch.ones(1).dtype, torch.is_grad_enabled(), plain())")

DRAW = "def {0}():\n    return random.random(), np.random.rand(), torch.rand(1).item()"
ANSWERS = {"draw": DRAW.format("draw"), "draw_again": DRAW.format("draw_again")}
SPOIL = {"spoil": "def spoil():\n    return 7", "after": "def after():\n    return 0"}


def told(graded: Graded) -> list[tuple[float, str, str]]:
    return [(one.points, one.sentence, one.report) for one in graded.verdicts]


def test_the_same_seed_gives_the_same(judged: Judged) -> None:
    """What answers and tests draw depends on the seed alone, whatever was graded between."""
    first = judged.grade(5, **ANSWERS)
    judged.grade(6, **ANSWERS, **SPOIL)
    random.random(), np.random.rand(), torch.rand(1)
    assert told(judged.grade(5, **ANSWERS)) == told(first)


def test_another_seed_gives_another(judged: Judged) -> None:
    """Another seed changes every number that is drawn, on both sides."""
    one, other = (verdict(judged.grade(seed, **ANSWERS), "draw").report for seed in (5, 6))
    for first, second in zip(one.split(), other.split(), strict=True):
        assert first != second


def test_a_cell_draws_by_the_seed_too(judged: Judged) -> None:
    """So do cells of the learner's, in the process that the submission's seed began."""
    answer = "print(random.random(), np.random.rand(), torch.rand(1).item())"
    one, same, other = (
        outputs(judged.grade(seed, draw=answer), "draw")[0].text for seed in (5, 5, 6)
    )
    assert one == same != other


def test_a_fault_does_not_change_what_is_drawn(judged: Judged) -> None:
    """A process made anew after a crash draws what the first would have drawn."""
    calm = judged.grade(5, **ANSWERS)
    crashed = judged.grade(5, draw="import os\nos._exit(1)", draw_again=ANSWERS["draw_again"])
    assert verdict(crashed, "draw_again").report == verdict(calm, "draw_again").report


def test_tests_have_seeds_of_their_own(judged: Judged) -> None:
    """Each test cell has another seed, which its verdict and the record name."""
    graded = judged.grade(5, **ANSWERS)
    seeds = [one.seed for one in graded.verdicts]
    assert graded.seed == 5 and len(set(seeds)) == len(seeds)
    assert [one.seed for one in judged.grade(5).verdicts] == seeds
    assert all(f'"seed": {seed}' in to_json(graded) for seed in seeds)


def test_the_answer_does_not_draw_what_the_test_draws(judged: Judged) -> None:
    """An answer cannot learn from its own generators what its test draws."""
    *answers, plain, numpy_, torch_ = judged.report("draw", ANSWERS["draw"], 5).split()
    own = [word.strip("[],") for word in answers]
    assert plain not in own and numpy_ not in own and torch_ not in own


def test_tests_do_not_disturb_what_cells_draw(judged: Judged) -> None:
    """What cells draw does not depend on what answers drew for the tests between them."""
    shown = []
    for draw in (ANSWERS["draw"], "def draw():\n    return torch.rand(100)[:3]"):
        graded = judged.grade(5, draw=draw, draw_again="print(torch.rand(1), random.random())")
        shown.append(outputs(graded, "draw_again")[0].text)
    assert shown[0] == shown[1]


def test_a_seed_that_the_lesson_sets(tmp_path: Path, judged: Judged) -> None:
    """A seed in the lesson's first cell holds in its later cells, on both sides."""
    lesson = Lesson("import random\nimport torch\ntorch.manual_seed(0)\nrandom.seed(0)")
    lesson.exercise("one", "assert one() == 1")
    lesson.cell("weights = torch.randn(3)\nnumber = random.random()")
    lesson.exercise("total", "assert total == weights.sum() + number\nprint(weights.tolist())")
    torch.manual_seed(0)
    expected = str(torch.randn(3).tolist())
    with lesson.judge(tmp_path) as judge:
        assert judge.report("total", "total = weights.sum() + number", 5) == expected
        assert judge.report("total", "total = weights.sum() + number", 6) == expected


def test_what_a_lesson_draws_first(tmp_path: Path, judged: Judged) -> None:
    """Numbers that the lesson draws before its first exercise are the same on both sides."""
    lesson = Lesson("import numpy as np\nnoise = np.random.rand(3)")
    lesson.exercise("total", "assert total == noise.sum()\nprint(total)")
    reports = set()
    for _ in range(2):
        (folder := tmp_path / str(len(reports))).mkdir()
        with lesson.judge(folder) as judge:
            reports.add(judge.report("total", "total = noise.sum()"))
    assert len(reports) == 1


def test_the_judges_own_generators_are_left_alone(judged: Judged) -> None:
    """Whoever grades finds torch, numpy and random where they were."""
    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    expected = random.random(), np.random.rand(), torch.rand(1).item()
    random.seed(1), np.random.seed(1), torch.manual_seed(1)
    judged.grade(5, **ANSWERS)
    assert (random.random(), np.random.rand(), torch.rand(1).item()) == expected


def test_a_test_changes_its_own_copies(judged: Judged) -> None:
    """What a test does to the lesson's data, generators included, no later test sees."""
    graded = judged.grade(5, **SPOIL)
    spoilt, after = (verdict(graded, name).report for name in ("spoil", "after"))
    drawn = spoilt.split("] ")[2].split()[0]
    assert after == f"[1, 2] {{'a': 1}} [0.0, 0.0] {drawn} 7\n"


def test_helpers_change_the_tests_copies_too(judged: Judged) -> None:
    """What a helper of the lesson's does to its data does not reach the next submission."""
    reports = [judged.report("helped", "def helped():\n    return 1") for _ in range(2)]
    assert reports == ["1", "1"]


def test_settings_of_a_test_end_with_it(judged: Judged) -> None:
    """torch's gradient mode and default dtype are what they were, also after a test that failed."""
    graded = judged.grade(careless="def careless():\n    return 2", plain="def plain(): return 3")
    assert verdict(graded, "plain").report == "torch.float32 True 3\n"


def test_the_next_submission_begins_afresh(judged: Judged) -> None:
    """No name and no data of one submission's tests are there for the next one's."""
    first, second = (verdict(judged.grade(5, **SPOIL), "spoil").report for _ in range(2))
    assert first == second and first.endswith("False\n")


@pytest.mark.parametrize(
    ("spoil", "look"),
    [
        (
            "import builtins\nbuiltins.left = 1",
            "import builtins\n    return 'left' in dir(builtins)",
        ),
        ("torch.left = 1", "return hasattr(torch, 'left')"),
        ("open('left', 'w').write('1')", "import os\n    return os.path.exists('left')"),
        ("open('/tmp/left', 'w').write('1')", "import os\n    return os.path.exists('/tmp/left')"),
        ("import os\nos.environ['LEFT'] = '1'", "import os\n    return 'LEFT' in os.environ"),
        ("torch.set_default_dtype(torch.float64)", "return torch.zeros(1).dtype != torch.float32"),
    ],
    ids=["library", "module", "file", "temporary file", "environment", "default dtype"],
)
def test_a_submission_leaves_nothing_behind(judged: Judged, spoil: str, look: str) -> None:
    """What one submission does to its process and its disk the next one does not find."""
    judged.grade(draw=spoil)
    assert judged.report("look", f"def look():\n    {look}") == "False"
