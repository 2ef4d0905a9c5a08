"""From the source text of a blank cell to the function or class it defines."""

from __future__ import annotations

import linecache
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.utils.data import DataLoader, Dataset, TensorDataset

# What the ordinary cells of a lesson import, as far as answers need it.
NAMES: dict[str, dict[str, Any]] = {
    "part1": {"math": math, "np": np, "torch": torch},
    "part2": {"math": math, "np": np, "torch": torch, "F": F, "nn": nn, "optim": optim},
    "part3": {
        "np": np,
        "torch": torch,
        "F": F,
        "nn": nn,
        "optim": optim,
        "DataLoader": DataLoader,
        "Dataset": Dataset,
        "TensorDataset": TensorDataset,
    },
}


def answer_of(part: str, name: str, source: str) -> Callable[..., Any]:
    """The function or class `name` that the cell `source` defines, in a namespace of its own.

    The namespace holds what the lesson of `part` imports before. Whatever the cell raises
    passes; KeyError if it does not define `name`.
    """
    filename = f"<answer to {name}, {hash(source):x}>"
    linecache.cache[filename] = (len(source), None, source.splitlines(keepends=True), filename)
    # classes take their module's name from here
    namespace: dict[str, Any] = {"__name__": "__answer__", **NAMES[part]}
    exec(compile(source, filename, "exec"), namespace)
    found: Callable[..., Any] = namespace[name]
    return found
