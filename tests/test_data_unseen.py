"""The digits that part 4's networks are judged on: MNIST's, and nobody's who hands something in.

That the learner's wheel is without them, test_bundle_contents.py shows.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

from nbjudge.authoring.course import load_config
from nn_course import load_mnist, unseen
from nn_course.errors import BrokenBundle

ROOT = Path(__file__).resolve().parents[1]
EXPECTED = {
    "images": "a91b5338e7c1cbbdcacbd01fb890b3d393bc19768df7f4ffd0a59413b06957d0",
    "labels": "6b0c2273693aaeb43ae947c207a4ee8340dd9b27a3b28fc5358ebaad545a547f",
}


def test_they_are_what_they_were() -> None:
    """Every byte of both arrays: 900 images as uint8, and their labels."""
    images, labels = unseen.load()
    assert images.shape == (900, 28, 28) and labels.shape == (900,)
    assert images.dtype == labels.dtype == np.uint8
    found = {name: hashlib.sha256(one.tobytes()).hexdigest()
             for name, one in (("images", images), ("labels", labels))}  # fmt: skip
    assert found == EXPECTED
    assert np.bincount(labels).min() > 60


def test_learners_have_none_of_them() -> None:
    """No image of them is among the 12,000 digits that come with the course."""
    (train, _), (test, _) = load_mnist()
    known = {one.tobytes() for one in (*train, *test)}
    assert not known & {one.tobytes() for one in unseen.load()[0]}


def test_nothing_of_them_exists_where_submissions_run() -> None:
    """The configuration hides the package; that it works, tests/gate/test_cheats.py shows."""
    config = load_config(ROOT)
    assert "nn_course.unseen" in config.Judging.hidden
    assert "nn_course/unseen" in config.Bundle.without


def test_the_licence_lies_beside_them() -> None:
    """Authors, licence and what was done are named where the file is."""
    text = unseen.FILE.with_name("LICENSE").read_text()
    for words in ("Yann LeCun and Corinna Cortes", "Attribution-Share Alike 3.0", "5,299"):
        assert words in text


def test_a_damaged_file_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the package is without its digits, a sentence names the file."""
    monkeypatch.setattr(unseen, "FILE", tmp_path / "digits.npz")
    with pytest.raises(BrokenBundle, match=r"digits\.npz"):
        unseen.load()
