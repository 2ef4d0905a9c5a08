"""Large pages for the template, so that forking it is cheap.

A fork copies the table of every page that was ever written, and its end frees that again: for a
process with PyTorch in it 40,000 entries, three times for each submission and once more for each
of its cells. Gathered into pages of two megabytes they are under a hundred. A child that writes to
one of those gets its own copy of the 4 kilobytes it wrote to, as before.
"""

from __future__ import annotations

import ctypes
from pathlib import Path

_LARGE = 2 * 2**20
_COLLAPSE = 25  # MADV_COLLAPSE, of Linux 6.1


def gather() -> None:
    """Put this process's own memory into large pages, as far as the kernel does that."""
    try:
        lines = Path("/proc/self/maps").read_text().splitlines()
        madvise = ctypes.CDLL(None, use_errno=True).madvise
    except (OSError, AttributeError):  # no Linux
        return
    for line in lines:
        place, rights, _, _, _, *what = line.split()
        if rights != "rw-p" or what not in ([], ["[heap]"]):
            continue
        start, end = (int(address, 16) for address in place.split("-"))
        first, last = -(-start // _LARGE) * _LARGE, end // _LARGE * _LARGE
        if first < last:  # one call for all of it: each waits for all processors once
            madvise(ctypes.c_void_p(first), ctypes.c_size_t(last - first), _COLLAPSE)
