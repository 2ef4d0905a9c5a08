"""`pytest --nbval` for some of the solutions, as a person runs it for all of them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOLUTIONS = sorted(ROOT.glob("solutions/**/*.ipynb"))
PARTS = ("part1", "part2", "part3", "part4")
LANGUAGES = ("en", "ko")


def language_of(path: Path) -> str:
    """The language of a solution, which its folder says: solutions/ko/part1, solutions/part1."""
    folder = path.parts[-3]
    return "en" if folder == "solutions" else folder


def solutions(language: str, *parts: str) -> list[Path]:
    """The solutions of *parts* in *language*, one a part."""
    found = [one for one in SOLUTIONS if language_of(one) == language and one.parts[-2] in parts]
    assert [one.parts[-2] for one in found] == sorted(parts), (language, parts, found)
    return found


def reproduce(language: str, *parts: str) -> None:
    """nbval runs the solutions of *parts*: they show what they showed, and change no file."""
    paths = solutions(language, *parts)
    # Kernels that take no ports: other tests, beside this one, may take the ports first.
    command = [sys.executable, "-m", "pytest", "--nbval", "-p", "tests.solutions.nbval_over_files"]
    before = _files(paths)
    done = subprocess.run(
        [*command, "-q", "-p", "no:cacheprovider", *(str(one.relative_to(ROOT)) for one in paths)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert done.returncode == 0, (
        f"{done.stdout[-4000:]}\n"
        "If what the lesson prints was meant to change, run: python -m nbjudge build --force"
    )
    assert _files(paths) == before, "a solution leaves files behind, which its next run would find"


def _files(paths: list[Path]) -> dict[Path, tuple[int, int]]:
    """Size and time of every file in the folders in which the notebooks run."""
    found = [file for one in paths for file in one.parent.rglob("*") if file.is_file()]
    return {file: (file.stat().st_size, file.stat().st_mtime_ns) for file in found}
