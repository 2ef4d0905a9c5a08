"""What a set of digits consists of, and reading one from an ``.npz`` file."""

from __future__ import annotations

from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.uint8]
Digits: TypeAlias = tuple[tuple[Array, Array], tuple[Array, Array]]

NAMES = ("x_train", "y_train", "x_test", "y_test")


def read(path: Path) -> dict[str, Array]:
    """The four arrays in the file at `path`, by name.

    Raises whatever numpy raises for a file that is no ``.npz`` file or lacks an array.
    """
    with np.load(path, allow_pickle=False) as file:
        return {name: file[name] for name in NAMES}


def arranged(arrays: dict[str, Array]) -> Digits:
    """The four `arrays` in the order that Keras returns them in."""
    return (arrays["x_train"], arrays["y_train"]), (arrays["x_test"], arrays["y_test"])
