"""A right answer that draws random numbers never loses marks by an unlucky draw."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from nbjudge.authoring import masters
from nn_course.checks import part1 as check
from tests.gate import variants

PART = "part1"
TEST = "test_init_parameters"
DRAWS = 1000  # a test that one right answer in 150 failed would pass with probability 0.001


@pytest.fixture(scope="module")
def hidden() -> object:
    """The hidden test of init_parameters as compiled code; the visible check is left out."""
    master = masters.derive(variants.MASTERS[PART])
    (cell,) = (
        one for one in master.cells if one.metadata.get("nbgrader", {}).get("grade_id") == TEST
    )
    text = cell.source[cell.source.index("### BEGIN HIDDEN TESTS") :]
    return compile(text, TEST, "exec")


@pytest.mark.parametrize("name", variants.alternative_sources(PART, "init_parameters"))
def test_no_draw_is_unlucky(hidden: object, name: str) -> None:
    """The hidden test passes a right answer whatever seed the submission was given."""
    source = variants.alternative_sources(PART, "init_parameters")[name]
    names: dict[str, object] = {"torch": torch, "math": math, "np": np, "check": check}
    exec(source, names)
    lost = []
    for seed in range(DRAWS):
        torch.manual_seed(seed)
        np.random.seed(seed)
        try:
            exec(hidden, names)  # type: ignore[arg-type]
        except AssertionError as error:
            lost.append(f"seed {seed}: {error}")
    assert lost == []
