"""random_batch(x, y, batch_size, generator): rows drawn by chance, with their labels."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch.utils.data import RandomSampler

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception
from nn_course.catalogue.part2.random_batch_help import HELP
from nn_course.catalogue.part2.seen import kind


def reference(
    x: torch.Tensor, y: torch.Tensor, batch_size: int, generator: torch.Generator
) -> tuple[torch.Tensor, torch.Tensor]:
    """(N, …) and (N,) → batch_size of their rows, drawn with replacement, by ready-made torch."""
    drawn = RandomSampler(
        range(len(x)), replacement=True, num_samples=batch_size, generator=generator
    )
    rows = torch.tensor(list(drawn))
    return torch.index_select(x, 0, rows), torch.index_select(y, 0, rows)


def look(
    answer: Callable[..., Any],
    x: torch.Tensor,
    y: torch.Tensor,
    batch_size: int,
    seed: int,
    calls: int,
) -> dict[str, Any]:
    """What many batches show, drawn one after the other: x holds no row twice.

    Only what holds for every honest way of drawing, with probability above 1 - 1e-9.
    """
    x_before, y_before = x.clone(), y.clone()
    torchs, others = torch.get_rng_state(), other_generators()
    generator = torch.Generator().manual_seed(seed)
    batches = [answer(x, y, batch_size, generator) for _ in range(calls)]
    again = answer(x, y, batch_size, torch.Generator().manual_seed(seed))
    first = batches[0]
    pair = isinstance(first, tuple | list) and len(first) == 2
    if not pair or not all(isinstance(one, torch.Tensor) for one in first):
        return {"what is returned": kind(first)}
    seen: dict[str, Any] = {
        "what is returned": "two tensors",
        "xb: shape": tuple(first[0].shape),
        "yb: shape": tuple(first[1].shape),
        "xb: numbers": str(first[0].dtype),
        "yb: numbers": str(first[1].dtype),
    }
    if first[0].shape != (batch_size, *x.shape[1:]) or first[1].shape != (batch_size,):
        return seen
    rows = torch.cat([one for one, _ in batches])
    labels = torch.cat([one for _, one in batches])
    same = (rows[:, None] == x_before).flatten(2).all(-1)
    where = same.int().argmax(-1)
    counts = torch.bincount(where, minlength=len(x)).double()
    usual = len(where) / len(x)
    steps = where.reshape(calls, batch_size).diff()
    return {
        **seen,
        "every call gives batch_size rows": len(rows) == len(labels) == calls * batch_size,
        "every row of xb is a row of x": bool(same.any(-1).all()),
        "every row has its own label": torch.equal(labels, y_before[where]),
        "the same generator state gives the same batch": all(
            torch.equal(one, other) for one, other in zip(first, again, strict=True)
        ),
        "all calls give the same batch": all(torch.equal(one, first[0]) for one, _ in batches),
        "torch's own generator is left alone": torch.equal(torchs, torch.get_rng_state()),
        "numpy's and Python's generators are left alone": others == other_generators(),
        "rows of a batch are neighbours in x": steps.numel() > 0
        and bool((steps == 1).double().mean() > 0.8),
        "the first row of x is drawn": bool(counts[0] > 0),
        "the last row of x is drawn": bool(counts[-1] > 0),
        "each row is drawn about equally often": bool(
            ((counts - usual).abs() < 8 * usual**0.5).all()
        ),
        "x and y are left as they were": torch.equal(x, x_before) and torch.equal(y, y_before),
    }


def other_generators() -> str:
    """The states of Python's and numpy's own generators."""
    _, numbers, place, *_ = np.random.get_state()
    return f"{random.getstate()} {np.asarray(numbers).tolist()} {place}"


def inputs(seed: int) -> tuple[Case, ...]:
    """Five rows that can be printed, then random ones: also batches of one, and of all rows."""
    source = draw.generator(seed, "random_batch")

    def case(title: str, rows: int, columns: int, batch_size: int, calls: int) -> Case:
        x = draw.uniform(source, rows, columns)
        y = draw.integers(source, 10, rows)
        y[0], y[1] = 3, 8  # whatever is drawn, not all labels are the same
        return Case(title, (x, y, batch_size, int(draw.integers(source, 1000)), calls))

    small = (
        torch.tensor([[0.0, 10.0], [1.0, 11.0], [2.0, 12.0], [3.0, 13.0], [4.0, 14.0]]),
        torch.tensor([7, 3, 5, 1, 9]),
    )
    return (
        Case(
            "100 batches of 3 out of 5 rows",
            (*small, 3, 1, 100),
            numbers="x [[0, 10], [1, 11], [2, 12], [3, 13], [4, 14]], y [7, 3, 5, 1, 9]",
        ),
        case("150 batches of 8 out of 20 rows", 20, 3, 8, 150),
        case("400 batches of 1 out of 9 rows", 9, 4, 1, 400),
        case("100 batches of 6 out of 6 rows", 6, 2, 6, 100),
    )


MISCONCEPTIONS = (
    Misconception(
        "different_indices",
        "You drew twice, once for x and once for y, so the labels belong to other rows. Draw the "
        "positions once, and use them for both.",
        """
        def random_batch(x, y, batch_size, generator):
            xb = x[torch.randint(len(x), (batch_size,), generator=generator)]
            yb = y[torch.randint(len(y), (batch_size,), generator=generator)]
            return xb, yb
        """,
    ),
    Misconception(
        "contiguous_slice",
        "You drew only where the batch begins: the rest are the rows that follow. Each row of the "
        "batch has to be drawn for itself.",
        """
        def random_batch(x, y, batch_size, generator):
            start = torch.randint(len(x) - batch_size + 1, (1,), generator=generator).item()
            return x[start:start + batch_size], y[start:start + batch_size]
        """,
    ),
    Misconception(
        "torchs_own_generator",
        "You left the generator aside: torch drew from its own. Hand the generator on to what "
        "draws, or nobody can repeat your batch.",
        """
        def random_batch(x, y, batch_size, generator):
            rows = torch.randint(len(x), (batch_size,))
            return x[rows], y[rows]
        """,
    ),
    Misconception(
        "numpys_generator",
        "You drew with numpy, or with Python's random. Both know nothing of the generator that you "
        "were given, so the batch cannot be repeated.",
        """
        def random_batch(x, y, batch_size, generator):
            rows = np.random.randint(0, len(x), batch_size)
            return x[rows], y[rows]
        """,
    ),
    Misconception(
        "always_the_first_rows",
        "You always give the first rows. Nothing is drawn at all.",
        """
        def random_batch(x, y, batch_size, generator):
            return x[:batch_size], y[:batch_size]
        """,
    ),
    Misconception(
        "seeded_inside",
        "Every call gives the same batch: you seed a generator inside. Whoever calls has seeded "
        "theirs already, so just draw from it, and it moves on by itself.",
        """
        def random_batch(x, y, batch_size, generator):
            own = torch.Generator().manual_seed(42)
            rows = torch.randint(len(x), (batch_size,), generator=own)
            return x[rows], y[rows]
        """,
    ),
    Misconception(
        "reseeded",
        "Every call gives the same batch, and torch's own generator starts over as well: you set a "
        "seed inside. Leave seeds to whoever calls.",
        """
        def random_batch(x, y, batch_size, generator):
            # torch.manual_seed without what that prepares for GPUs, which takes long
            torch.default_generator.manual_seed(generator.initial_seed())
            rows = torch.randint(len(x), (batch_size,))
            return x[rows], y[rows]
        """,
    ),
    Misconception(
        "last_row_never",
        "The last row never comes up. torch.randint leaves out its upper end by itself: with 5 it "
        "draws from 0 to 4.",
        """
        def random_batch(x, y, batch_size, generator):
            rows = torch.randint(0, len(x) - 1, (batch_size,), generator=generator)
            return x[rows], y[rows]
        """,
    ),
    Misconception(
        "first_row_never",
        "The first row never comes up. Positions begin at 0, not at 1.",
        """
        def random_batch(x, y, batch_size, generator):
            rows = torch.randint(1, len(x), (batch_size,), generator=generator)
            return x[rows], y[rows]
        """,
    ),
    Misconception(
        "shuffled_front",
        "Only rows from the beginning of x come up: you drew below batch_size. Draw from all "
        "positions of x.",
        """
        def random_batch(x, y, batch_size, generator):
            rows = torch.randint(batch_size, (batch_size,), generator=generator)
            return x[rows], y[rows]
        """,
    ),
    Misconception(
        "one_row",
        "You drew a single position, so a single row came out. A batch needs batch_size of them: "
        "ask for that many positions at once.",
        """
        def random_batch(x, y, batch_size, generator):
            row = torch.randint(len(x), (1,), generator=generator).item()
            return x[row], y[row]
        """,
    ),
    Misconception(
        "labels_missing",
        "You returned the rows of x alone. Their labels belong to the batch as well.",
        """
        def random_batch(x, y, batch_size, generator):
            rows = torch.randint(len(x), (batch_size,), generator=generator)
            return x[rows]
        """,
    ),
    Misconception(
        "positions_returned",
        "You returned the positions that were drawn. Now take what stands there, in x and in y.",
        """
        def random_batch(x, y, batch_size, generator):
            return torch.randint(len(x), (batch_size,), generator=generator)
        """,
    ),
    Misconception(
        "the_wrong_way_round",
        "You returned the labels first. The rows of x come first, then their labels.",
        """
        def random_batch(x, y, batch_size, generator):
            rows = torch.randint(len(x), (batch_size,), generator=generator)
            return y[rows], x[rows]
        """,
    ),
)

EXERCISE = Exercise(
    part="part2",
    name="random_batch",
    parameters=("x", "y", "batch_size", "generator"),
    tests={"test_random_batch": 2},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    help=HELP,
    hints=(
        "Draw positions, not rows. With the same positions you then pick from `x` and from `y`.",
        "`torch.randint` draws `batch_size` positions: whole numbers from 0 up to, and without, "
        "the number of rows. A tensor of positions in square brackets picks the rows at these "
        "positions.",
        "`torch.randint(…, (batch_size,), generator=…)` gives the positions. Its first argument "
        "is the number that is just too large to be a position.",
    ),
    look=look,
    seen="shapes, labels, what is drawn how often",
)
