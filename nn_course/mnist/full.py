"""All of MNIST, by Keras: from its cache, or downloaded into it."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

from nn_course.errors import MnistUnavailable
from nn_course.language import _
from nn_course.mnist.arrays import NAMES, Array, Digits, arranged, read
from nn_course.mnist.network import impatient, why_unreachable

URL = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz"

# What Keras demands of the file, and what is in it.
FILE_SHA256 = "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1"
SHAPES = {
    "x_train": (60_000, 28, 28),
    "y_train": (60_000,),
    "x_test": (10_000, 28, 28),
    "y_test": (10_000,),
}
ARRAY_SHA256 = {
    "x_train": "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757",
    "y_train": "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13",
    "x_test": "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161",
    "y_test": "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5",
}


def load() -> Digits:
    """All 60,000 training and 10,000 test digits, or `MnistUnavailable` with the reason.

    Tensorflow takes seconds to import and Keras downloads without a timeout, so both are asked
    only when they can succeed: an unusable cache or an unreachable server ends this at once.
    """
    cache = cache_file()
    if cache.exists():
        digits = _cached(cache)
        return _by_keras() if digits is None else digits
    reason = why_unreachable(URL)
    if reason:
        raise MnistUnavailable.offline(reason)
    try:
        return _by_keras()
    except MnistUnavailable:
        # Keras leaves a file that came out wrong where it takes the cached one from.
        cache.unlink(missing_ok=True)
        raise


def cache_file() -> Path:
    """Where Keras keeps the file: under KERAS_HOME, ~/.keras or, if it may not write, /tmp."""
    home = Path("~").expanduser()
    base = os.environ.get("KERAS_HOME") or (
        home / ".keras" if os.access(home, os.W_OK) else Path("/tmp/.keras")
    )
    folder = Path(base).expanduser()
    if folder.exists() and not os.access(folder, os.W_OK):
        folder = Path("/tmp/.keras")
    return folder / "datasets" / "mnist.npz"


def _cached(cache: Path) -> Digits | None:
    """The digits in the file `cache`, or None when Keras will take that file as it is.

    The same digits in another container (saved again by somebody) are read here, because
    Keras, which goes by the checksum of the file, would download them again.
    """
    try:
        if hashlib.sha256(cache.read_bytes()).hexdigest() == FILE_SHA256:
            return None
    except OSError as error:
        raise MnistUnavailable.cache(cache, error.strerror or str(error)) from None
    try:
        arrays = read(cache)
    except KeyError as error:
        raise MnistUnavailable.cache(cache, str(error.args[0])) from None
    except Exception:
        raise MnistUnavailable.cache(cache, _("it is not a whole .npz file of arrays")) from None
    for name in NAMES:
        if wrong := _what_is_wrong(name, arrays[name]):
            raise MnistUnavailable.cache(cache, wrong)
    return arranged(arrays)


def _what_is_wrong(name: str, array: Array) -> str:
    """How `array` differs from MNIST's `name`, or an empty string."""
    if array.dtype != "uint8" or array.shape != SHAPES[name]:
        said = _("its {name} is {dtype} {shape}, not uint8 {wanted}")
        return said.format(name=name, dtype=array.dtype, shape=array.shape, wanted=SHAPES[name])
    if hashlib.sha256(array.tobytes()).hexdigest() != ARRAY_SHA256[name]:
        return _("its {name} holds other values than MNIST's").format(name=name)
    return ""


def _by_keras() -> Digits:
    """Exactly what the course tells the learner it is: Keras's own call."""
    tf = import_tensorflow()
    try:
        with impatient():
            digits: Digits = tf.keras.datasets.mnist.load_data()
    except Exception as error:
        raise MnistUnavailable.failed_download(error) from None
    return digits


def import_tensorflow() -> Any:
    """The module tensorflow, imported without its notices, or `MnistUnavailable`.

    Whoever set TF_CPP_MIN_LOG_LEVEL wants the notices that it allows and gets them.
    """
    wants_notices = "TF_CPP_MIN_LOG_LEVEL" in os.environ
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    try:
        with nullcontext() if wants_notices else _deaf_to_stderr():
            import tensorflow as tf

            tf.keras  # noqa: B018 - tensorflow imports it, with more notices, when first used
    except Exception as error:
        raise MnistUnavailable.without_tensorflow(error) from None
    return tf


@contextmanager
def _deaf_to_stderr() -> Iterator[None]:
    """Inside, what is written to the process's standard error is dropped.

    Tensorflow's libraries log about CPUs and GPUs before they read any setting that could stop
    them; in a notebook that is a red block of jargon above the first digits.
    """
    sys.stderr.flush()
    kept = os.dup(2)
    try:
        with open(os.devnull, "wb") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
        sys.stderr.flush()
    finally:
        os.dup2(kept, 2)
        os.close(kept)
