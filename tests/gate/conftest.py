"""Let the gate's tests import what they share, and ask for the variants of their part."""

import sys
from pathlib import Path

import pytest

ROOT = str(Path(__file__).resolve().parents[2])
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each variant of the part, or each exercise, that a class is about."""
    from nn_course.catalogue import PARTS
    from tests.gate import of_part

    part = getattr(metafunc.cls, "part", None)
    if part is None:
        return
    if "name" in metafunc.fixturenames:
        metafunc.parametrize("name", PARTS[part])
    for argument, group in of_part.everything(part).items():
        if argument in metafunc.fixturenames:
            metafunc.parametrize(argument, [str(variant) for variant in group])
