"""The handwritten digits of MNIST, as the lessons load them."""

from __future__ import annotations

import os

from nn_course.errors import MnistUnavailable, UnknownMnistSource
from nn_course.language import _
from nn_course.mnist import bundled, full
from nn_course.mnist.arrays import Digits

__all__ = ["load_mnist"]


def load_mnist() -> Digits:
    """The digits, as `tf.keras.datasets.mnist.load_data()` returns them.

    Returns ``(x_train, y_train), (x_test, y_test)``: images as uint8 arrays of shape
    (N, 28, 28), 0 for paper and 255 for full ink, and labels 0 to 9 as uint8 arrays of shape
    (N,). The arrays are new at each call and yours to change.

    The environment variable ``MNIST_SOURCE`` says where they come from:

    - not set: all of MNIST (60,000 training and 10,000 test digits) by that very call of Keras,
      which keeps them in ``~/.keras`` after the first download. When they are not there and
      cannot be downloaded, one line says why and the bundled digits are returned.
    - ``keras``: all of MNIST or `MnistUnavailable`.
    - ``bundled``: the first 10,000 training and 2,000 test digits, which come with the course.
      Takes a few hundredths of a second and imports no tensorflow.

    Any other value raises `UnknownMnistSource`.
    """
    source = os.environ.get("MNIST_SOURCE", "")
    if source == "bundled":
        return bundled.load()
    if source == "keras":
        return full.load()
    if source:
        raise UnknownMnistSource.named(source)
    try:
        return full.load()
    except MnistUnavailable as error:
        said = _("{problem} Using the 10,000 + 2,000 digits that come with the course.")
        print(said.format(problem=error.problem))
    return bundled.load()
