"""loader(dataset, batch_size, training): batches, mixed anew for training."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch.utils.data import BatchSampler, DataLoader, Dataset, RandomSampler, TensorDataset
from torch.utils.data import SequentialSampler as InOrder

from nn_course.catalogue import draw
from nn_course.catalogue.model import Case, Exercise, Misconception
from nn_course.catalogue.part3.loader_help import HELP
from nn_course.catalogue.part3.seen import kind, sequence


def reference(dataset: Dataset[Any], batch_size: int, training: bool) -> DataLoader[Any]:
    """Batches of a data set: shuffled for training, twice as large and in order otherwise."""
    if training:
        places = BatchSampler(RandomSampler(dataset), batch_size, drop_last=False)  # type: ignore[arg-type]
    else:
        places = BatchSampler(InOrder(dataset), 2 * batch_size, drop_last=False)  # type: ignore[arg-type]
    return DataLoader(dataset, batch_sampler=places)


def look(
    answer: Callable[..., Any], x: torch.Tensor, batch_size: int, training: bool
) -> dict[str, Any]:
    """Two epochs: sizes of the batches, which samples come, and in what order."""
    places = torch.arange(len(x))
    made = answer(TensorDataset(x, places), batch_size, training)
    known = isinstance(made, DataLoader)
    seen: dict[str, Any] = {"what you returned": "a DataLoader" if known else kind(made)}
    if not hasattr(made, "__iter__"):
        return seen
    first, second = (sequence(list(made)) for _ in range(2))
    seen["sizes of the batches"] = first["sizes"]
    if "places" not in first or "places" not in second:
        return seen
    got = first["places"]
    seen["every sample comes exactly once"] = got.sort().values.tolist() == places.tolist()
    seen["each image comes with its own label"] = torch.equal(first["x"], x[got])
    seen["the samples come in order"] = got.tolist() == got.sort().values.tolist()
    seen["the next epoch has the same order"] = got.tolist() == second["places"].tolist()
    return seen


def inputs(seed: int) -> tuple[Case, ...]:
    """Training and validation, with and without a partial last batch."""
    source = draw.generator(seed, "loader")

    def case(title: str, n: int, n_in: int, batch_size: int, training: bool) -> Case:
        return Case(title, (draw.uniform(source, n, n_in), batch_size, training))

    return (
        case("10 samples for training, batch size 4", 10, 3, 4, True),
        case("10 samples for validation, batch size 4", 10, 3, 4, False),
        case("24 samples for training, batch size 6", 24, 5, 6, True),
        case("29 samples for validation, batch size 6", 29, 2, 6, False),
        case("15 samples for training, batch size 64", 15, 4, 64, True),
    )


MISCONCEPTIONS = (
    Misconception(
        "always_shuffled",
        "The validation samples are shuffled too. That changes nothing about their loss, but it "
        "costs time, and results can no longer be laid beside the images: mix for training only.",
        """
        def loader(dataset, batch_size, training):
            size = batch_size if training else 2 * batch_size
            return DataLoader(dataset, batch_size=size, shuffle=True)
        """,
    ),
    Misconception(
        "never_shuffled",
        "The training samples come in the same order in every epoch, that of the data set. Ask for "
        "them to be mixed.",
        """
        def loader(dataset, batch_size, training):
            size = batch_size if training else 2 * batch_size
            return DataLoader(dataset, batch_size=size)
        """,
    ),
    Misconception(
        "shuffled_the_wrong_way_round",
        "It is the wrong way round: you mix the samples for validation and not those for training.",
        """
        def loader(dataset, batch_size, training):
            size = batch_size if training else 2 * batch_size
            return DataLoader(dataset, batch_size=size, shuffle=not training)
        """,
    ),
    Misconception(
        "last_batch_dropped",
        "The samples of the last, smaller batch are missing. Keep them: nobody learns from what is "
        "thrown away.",
        """
        def loader(dataset, batch_size, training):
            size = batch_size if training else 2 * batch_size
            return DataLoader(dataset, batch_size=size, shuffle=training, drop_last=True)
        """,
    ),
    Misconception(
        "same_batch_size",
        "The batches for validation are as small as those for training. They may be twice as large, "
        "because no gradients have to be kept.",
        """
        def loader(dataset, batch_size, training):
            return DataLoader(dataset, batch_size=batch_size, shuffle=training)
        """,
    ),
    Misconception(
        "doubled_for_training",
        "It is the wrong way round: you doubled the batches for training and not those for "
        "validation.",
        """
        def loader(dataset, batch_size, training):
            size = 2 * batch_size if training else batch_size
            return DataLoader(dataset, batch_size=size, shuffle=training)
        """,
    ),
    Misconception(
        "always_doubled",
        "All your batches have twice the size. Only those for validation should.",
        """
        def loader(dataset, batch_size, training):
            return DataLoader(dataset, batch_size=2 * batch_size, shuffle=training)
        """,
    ),
    Misconception(
        "single_samples",
        "Each of your batches holds one sample: without a word about their size, that is what a "
        "DataLoader makes. Hand the batch size on.",
        """
        def loader(dataset, batch_size, training):
            return DataLoader(dataset, shuffle=training)
        """,
    ),
    Misconception(
        "list_of_batches",
        "You ran through the loader once and kept its batches in a list. They are mixed, but in every "
        "epoch the same. Return the loader itself: it mixes anew each time it is run through.",
        """
        def loader(dataset, batch_size, training):
            size = batch_size if training else 2 * batch_size
            return list(DataLoader(dataset, batch_size=size, shuffle=training))
        """,
    ),
    Misconception(
        "mixed_once",
        "You mixed the samples once, before the first epoch. Every epoch then has the same batches. A "
        "DataLoader can mix them anew each time.",
        """
        def loader(dataset, batch_size, training):
            if not training:
                return DataLoader(dataset, batch_size=2 * batch_size)
            order = torch.randperm(len(dataset)).tolist()
            return DataLoader([dataset[place] for place in order], batch_size=batch_size)
        """,
    ),
    Misconception(
        "with_replacement",
        "Some samples come twice in an epoch and others not at all: you draw them anew for each "
        "place. In an epoch everyone has a turn, exactly once.",
        """
        def loader(dataset, batch_size, training):
            if not training:
                return DataLoader(dataset, batch_size=2 * batch_size)
            chance = torch.utils.data.RandomSampler(dataset, replacement=True)
            return DataLoader(dataset, batch_size=batch_size, sampler=chance)
        """,
    ),
    Misconception(
        "an_iterator",
        "What you returned can be run through once, and is empty after that. Return the DataLoader "
        "itself, then every epoch can start over.",
        """
        def loader(dataset, batch_size, training):
            size = batch_size if training else 2 * batch_size
            return iter(DataLoader(dataset, batch_size=size, shuffle=training))
        """,
    ),
)

EXERCISE = Exercise(
    part="part3",
    name="loader",
    parameters=("dataset", "batch_size", "training"),
    tests={"test_loader": 3},
    reference=reference,
    inputs=inputs,
    misconceptions=MISCONCEPTIONS,
    hints=(
        "A DataLoader can do all of it. What remains to be said is how large the batches are, and "
        "whether they are mixed. Both depend on `training`.",
        "`training` is true or false, and so is `shuffle`. For the size you need an `if`, or the "
        "short form: `a if training else b`.",
        "`DataLoader(dataset, batch_size=…, shuffle=…)`. The last, smaller batch is kept unless you "
        "ask for something else.",
    ),
    help=HELP,
    look=look,
    seen="sizes, samples, order of two epochs",
)
