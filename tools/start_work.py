"""Copy the lessons into work/, where learners write; a file that is there already is kept."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def start_work(lessons: Path, work: Path) -> list[Path]:
    """Copy every file under `lessons` that `work` lacks; returns the copies."""
    copies = []
    for file in sorted(lessons.rglob("*")):
        copy = work / file.relative_to(lessons)
        if file.is_dir() or copy.exists() or ".ipynb_checkpoints" in file.parts:
            continue
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, copy)
        copies.append(copy)
    return copies


if __name__ == "__main__":
    if not (ROOT / "notebooks").is_dir():
        sys.exit("There is no notebooks/ to copy: run `make build` first.")
    for made in start_work(ROOT / "notebooks", ROOT / "work"):
        print(f"made {made.relative_to(ROOT)}")
