"""The digits that come with the course."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import nn_course
from nn_course.errors import BrokenBundle, UnknownMnistSource
from nn_course.mnist import bundled

EXPECTED = {
    "x_train": (
        (10_000, 28, 28),
        "2f7182bf021ffc5c1f62db987487f14d899b5c639f421a80f3095affc09a7db2",
    ),
    "y_train": (
        (10_000,),
        "2f345bad07338ec537641465e169cc4b7288a44244f251211c7f842641e7d927",
    ),
    "x_test": (
        (2_000, 28, 28),
        "170ff6838184f9ec6aaa1bbb5932ed59b7463585418d2da081525165ef21edae",
    ),
    "y_test": (
        (2_000,),
        "949a3782a9c308bf8ca08ff720810fe1de358fe09887727264c684c785d1ec53",
    ),
}


def by_name(digits: nn_course.mnist.Digits) -> dict[str, np.ndarray]:
    (x_train, y_train), (x_test, y_test) = digits
    return {"x_train": x_train, "y_train": y_train, "x_test": x_test, "y_test": y_test}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_digits_are_the_first_ones_of_mnist(name: str) -> None:
    """Shape, dtype and every byte of each array are those cut from the full file."""
    array = by_name(nn_course.load_mnist())[name]
    assert array.dtype == np.uint8
    assert (array.shape, hashlib.sha256(array.tobytes()).hexdigest()) == EXPECTED[name]


def test_the_file_stays_below_two_megabytes() -> None:
    """A clone and the learner's bundle stay small."""
    assert bundled.FILE.stat().st_size < 2_000_000


def test_the_licence_lies_beside_the_digits() -> None:
    """Authors, licence and what was done are named where the file is."""
    text = bundled.FILE.with_name("LICENSE").read_text()
    for words in ("Yann LeCun and Corinna Cortes", "Attribution-Share Alike 3.0", "first 10,000"):
        assert words in text


def test_each_call_returns_arrays_of_its_own() -> None:
    """A learner who draws into the digits finds them whole at the next load."""
    first, second = by_name(nn_course.load_mnist()), by_name(nn_course.load_mnist())
    for name, array in first.items():
        array[:] = 7
        assert not (second[name] == 7).all()


def test_loading_says_nothing(capfd: pytest.CaptureFixture[str]) -> None:
    """Graded cells must not write: nbgrader gives nothing to one that wrote to stderr."""
    nn_course.load_mnist()
    assert capfd.readouterr() == ("", "")


def test_loading_is_quick_and_imports_no_framework() -> None:
    """In a fresh Python: below 100 ms, and neither tensorflow nor torch gets imported."""
    script = (
        "import sys, time, nn_course\n"
        "seconds = []\n"
        "for _ in range(5):\n"
        "    start = time.perf_counter()\n"
        "    nn_course.load_mnist()\n"
        "    seconds.append(time.perf_counter() - start)\n"
        "print(min(seconds), {'tensorflow', 'keras', 'torch'} & set(sys.modules) or 'none')"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, timeout=60
    )
    best, frameworks = done.stdout.split(maxsplit=1)
    assert float(best) < 0.1
    assert frameworks.strip() == "none"


@pytest.mark.parametrize("damage", [None, b"", b"PK\x03\x04 and then nothing"])
def test_a_damaged_installation_is_a_sentence(
    damage: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Missing, empty or cut off, the bundled file's absence says what to do."""
    file = tmp_path / "digits.npz"
    if damage is not None:
        file.write_bytes(damage)
    monkeypatch.setattr(bundled, "FILE", file)
    with pytest.raises(BrokenBundle, match=r"digits\.npz .*: install nn-course again\.$"):
        nn_course.load_mnist()


def test_an_unknown_source_names_the_known_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slip in MNIST_SOURCE is answered with the words it may hold."""
    monkeypatch.setenv("MNIST_SOURCE", "kears")
    with pytest.raises(UnknownMnistSource, match=r"'kears'.*'keras'.*'bundled'"):
        nn_course.load_mnist()
