"""Make nn_course/mnist/digits.npz from the full MNIST file.

    python tools/bundle_digits.py PATH_TO_MNIST_NPZ

The bundle holds the first 10,000 training and the first 2,000 test digits, unchanged and in
their order, in the same four uint8 arrays as the full file. It has been made once and lies in
git; run this again only to check that it still comes out the same.
"""

from __future__ import annotations

import argparse
import io
import zipfile
from pathlib import Path

import numpy as np

FIRST = {"x_train": 10_000, "y_train": 10_000, "x_test": 2_000, "y_test": 2_000}
TARGET = Path(__file__).resolve().parents[1] / "nn_course" / "mnist" / "digits.npz"
# numpy's own savez_compressed deflates at level 6, which ends just above 2 MB, and a time in
# the archive would make two runs differ.
LEVEL = 9
NO_TIME = (1980, 1, 1, 0, 0, 0)


def main() -> None:
    """Read the full file named on the command line and write the bundle."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("full", type=Path, help="mnist.npz with all 60,000 + 10,000 digits")
    parser.add_argument("--to", type=Path, default=TARGET, help="where to write (%(default)s)")
    options = parser.parse_args()
    with (
        np.load(options.full, allow_pickle=False) as digits,
        zipfile.ZipFile(options.to, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as bundle,
    ):
        for name, count in FIRST.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, digits[name][:count], allow_pickle=False)
            entry = zipfile.ZipInfo(f"{name}.npy", NO_TIME)
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            bundle.writestr(entry, member.getvalue(), compresslevel=LEVEL)
    print(f"{options.to}: {options.to.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
