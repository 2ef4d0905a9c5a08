"""Make nn_course/mnist/digits.npz and nn_course/unseen/digits.npz from the full MNIST file.

    python tools/bundle_digits.py PATH_TO_MNIST_NPZ

The first holds the first 10,000 training and the first 2,000 test digits, unchanged and in their
order, in the same four uint8 arrays as the full file. The second holds 900 of the other 8,000 test
digits, as x and y: networks are judged on them, and learners do not get them. Of the first 5,000
test digits twice as many as of the others, which are easier to read: together they are as hard as
those that learners have. Both have been made once and lie in git; run this again only to check
that they still come out the same.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from pathlib import Path

import numpy as np

COURSE = Path(__file__).resolve().parents[1] / "nn_course"
FIRST = {"x_train": 10_000, "y_train": 10_000, "x_test": 2_000, "y_test": 2_000}
UNSEEN = [*range(2_000, 2_600), *range(5_000, 5_300)]
# numpy's own savez_compressed deflates at level 6, which ends just above 2 MB, and a time in
# the archive would make two runs differ.
LEVEL = 9
NO_TIME = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Read the full file named on the command line and write both bundles."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("full", type=Path, help="mnist.npz with all 60,000 + 10,000 digits")
    parser.add_argument("--to", type=Path, default=COURSE, help="where to write (%(default)s)")
    options = parser.parse_args()
    with np.load(options.full, allow_pickle=False) as digits:
        write(
            options.to / "mnist" / "digits.npz",
            {name: digits[name][:count] for name, count in FIRST.items()},
        )
        write(
            options.to / "unseen" / "digits.npz",
            {"x": digits["x_test"][UNSEEN], "y": digits["y_test"][UNSEEN]},
        )


def write(target: Path, arrays: dict[str, np.ndarray]) -> None:
    """Write *arrays* to *target*, the same bytes each time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as bundle:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, array, allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", NO_TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, member.getvalue(), compresslevel=LEVEL)
    print(f"{target}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
