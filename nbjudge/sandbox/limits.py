"""What one submission may use."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 2**20


@dataclass(frozen=True)
class Limits:
    """Ceilings for one forked child and everything it starts.

    ``wall``: seconds from the fork to its end, however idle. ``cpu``: seconds of processor time of
    one process, the backstop. ``memory``: bytes beyond what the warm template already holds, both
    as address space of one process and as resident memory of all together. ``processes``:
    processes and threads at once. ``scratch``: bytes of its private disk, which is memory too.
    ``files``: open descriptors. ``output``: bytes written to descriptors 1 and 2.
    """

    wall: float = 120.0
    cpu: int = 120
    memory: int = 2048 * MIB
    processes: int = 32
    scratch: int = 256 * MIB
    files: int = 256
    output: int = 1 * MIB
