"""The class report of 5,000 learners: how long it takes, how much memory, how large a page.

The bounds are those of the promise in README: a minute, and a GiB.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

LEARNERS = 5_000
MOST_SECONDS, MOST_MIB = 60.0, 1024.0


def measured(root: Path) -> tuple[float, float]:
    """Seconds and MiB of `nbjudge report` in a process of its own."""
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "nbjudge", "report", "part", "--root", str(root)],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return time.perf_counter() - started, most


def main() -> None:
    """Make the class, write its report, print what it took; exit 1 beyond the bounds."""
    from tests.report.classroom import make, many

    console = Console()
    with tempfile.TemporaryDirectory(prefix="nbjudge-report-") as folder:
        root = make(Path(folder), many(LEARNERS), absent=("absent",))
        seconds, mib = measured(root)
        page = (root / "report" / "part" / "index.html").stat().st_size / 2**20
    console.print(
        f"{LEARNERS:,} learners: report written in {seconds:.1f} s (at most {MOST_SECONDS:.0f}), "
        f"{mib:.0f} MiB (at most {MOST_MIB:.0f}), the page has {page:.2f} MiB.",
        highlight=False,
    )
    if seconds > MOST_SECONDS or mib > MOST_MIB:
        raise SystemExit("The report of a large class takes more than it may.")


if __name__ == "__main__":
    main()
