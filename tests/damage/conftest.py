"""Grade all damaged submissions once, beside honest ones, for the tests to look at."""

from __future__ import annotations

import copy
import json
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))

from nbjudge.authoring import masters  # noqa: E402
from nbjudge.authoring.answers import fill, solutions  # noqa: E402
from nbjudge.autograde.command import autograde  # noqa: E402
from nbjudge.autograde.summary import Silent  # noqa: E402
from nbjudge.errors import SandboxError  # noqa: E402
from nbjudge.grading import read_marks  # noqa: E402
from tests.damage.kinds import DAMAGES  # noqa: E402
from tests.redteam.attack import PART1  # noqa: E402
from tests.redteam.course import honest_class, make_course, released, submit  # noqa: E402

SETTINGS = (
    "c.Judging.cell_timeout = 10",
    "c.Judging.notebook_timeout = 60",
    "c.Judging.memory = 768 * 2**20",
)


@pytest.fixture(scope="session")
def damaged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What grading the class gave: `failures`, `marks` and `records` by student."""
    course = make_course(tmp_path_factory.mktemp("damaged") / "course", *SETTINGS)
    for learner in honest_class():
        submit(course, learner)
    master = masters.derive(ROOT / "source" / PART1 / "from_scratch.py")
    right = fill(released(course, PART1), solutions(master))
    for one in DAMAGES:
        one.hand_in(course / "submitted" / one.name / PART1, copy.deepcopy(right))
    try:
        summary = autograde(course, PART1, Silent(), workers=2)
    except SandboxError as error:
        pytest.skip(str(error))
    records = {
        path.parts[-3]: json.loads(path.read_text(encoding="utf-8"))
        for path in (course / "autograded").glob("*/*/*.verdicts.json")
    }
    return {
        "failures": summary.failures,
        "marks": read_marks(course, PART1),
        "records": records,
    }
