"""A right answer of part 3 that draws random numbers never loses marks by an unlucky draw."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset, TensorDataset

from nbjudge.authoring import masters
from nn_course.catalogue import earlier, exercise
from nn_course.checks import part3 as check
from tests.gate import variants

PART = "part3"
DRAWS = 300  # a test that one right answer in 50 failed would pass with probability 0.002
# One for each way of drawing; how an answer is written makes no difference to chance.
ANSWERS = [
    ("loader", "plain"),
    ("loader", "samplers"),
    ("loader", "own_generator"),
    ("get_data", "plain"),
]


@pytest.mark.parametrize(("name", "answer"), ANSWERS)
def test_no_draw_is_unlucky(name: str, answer: str) -> None:
    """The hidden test passes a right answer whatever seed the submission was given."""
    (cell,) = (
        one
        for one in masters.derive(variants.MASTERS[PART]).cells
        if one.metadata.get("nbgrader", {}).get("grade_id") == f"test_{name}"
    )
    text = cell.source[cell.source.index("### BEGIN HIDDEN TESTS") :]
    hidden = compile(text, f"test_{name}", "exec")
    names: dict[str, object] = {"torch": torch, "np": np, "F": F, "nn": nn, "check": check}
    names |= {"DataLoader": DataLoader, "Dataset": Dataset, "TensorDataset": TensorDataset}
    names |= {one.name: one.reference for one in earlier(exercise(PART, name))}
    exec(variants.alternative_sources(PART, name)[answer], names)
    lost = []
    for seed in range(DRAWS):
        torch.manual_seed(seed)
        np.random.seed(seed)
        try:
            exec(hidden, names)
        except AssertionError as error:
            lost.append(f"seed {seed}: {error}")
    assert lost == []
