"""Load MNIST by the real Keras from a server on loopback: python keras_session.py BASE...

Each BASE is a URL, ending in "/", that stands in for the folder Keras downloads from;
`load_mnist()` is called once with each. Printed is a list in JSON: what each call said, returned
and left behind.

Real are Keras's `load_data`, `get_file`, progress bar, checksum and cache. Not real are the
address and the expected checksum, replaced in the compiled `load_data` and in our copies of the
two: what is served is the bundled file, because the full one is not in the repository.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import socket
import sys
import time

sys.path.insert(0, os.getcwd())
from nn_course import load_mnist
from nn_course.mnist import bundled, full

full.import_tensorflow()
from keras.src.datasets.mnist import load_data  # noqa: E402 - quietly, see above

ORIGINAL = load_data.__code__
FOLDER = full.URL.removesuffix("mnist.npz")
SERVED_SHA256 = hashlib.sha256(bundled.FILE.read_bytes()).hexdigest()
SHA256 = full.FILE_SHA256


def point_at(base: str) -> None:
    """Make Keras and `nn_course` take MNIST from `base`."""
    swaps = {FOLDER: base, SHA256: SERVED_SHA256}
    missing = set(swaps) - set(ORIGINAL.co_consts)
    assert not missing, f"Keras's load_data no longer holds {missing}"
    load_data.__code__ = ORIGINAL.replace(
        co_consts=tuple(
            swaps.get(value, value) if isinstance(value, str) else value
            for value in ORIGINAL.co_consts
        )
    )
    full.URL, full.FILE_SHA256 = base + "mnist.npz", SERVED_SHA256


def report() -> dict[str, object]:
    """Call load_mnist and tell what happened."""
    printed = io.StringIO()
    start = time.monotonic()
    with contextlib.redirect_stdout(printed):
        (x_train, y_train), (x_test, y_test) = load_mnist()
    return {
        "seconds": time.monotonic() - start,
        "printed": printed.getvalue(),
        "arrays": [
            [str(array.dtype), list(array.shape), array.flags.writeable]
            for array in (x_train, y_train, x_test, y_test)
        ],
        "cached": full.cache_file().exists(),
        "socket_timeout": socket.getdefaulttimeout(),
    }


if __name__ == "__main__":
    reports = []
    for base in sys.argv[1:]:
        point_at(base)
        reports.append(report())
    print(json.dumps(reports))
