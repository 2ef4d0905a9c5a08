"""A Python that lacks something: all that is installed here, but for what the test says."""

from __future__ import annotations

import sysconfig
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def python(folder: Path, without: tuple[str, ...] = (), course: bool = True) -> Path:
    """The program of a new environment in `folder`, without the packages called so.

    The course is there if `course` says so, as it is in this clone.
    """
    venv.create(folder, with_pip=False, symlinks=True)
    (there,) = folder.glob("lib/python*/site-packages")
    gone = (*without, "nn_course", "nn-course", "nbjudge", "__editable__")
    for entry in Path(sysconfig.get_path("purelib")).iterdir():
        if not entry.name.startswith(gone):
            (there / entry.name).symlink_to(entry)
    if course:
        (there / "course.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    return folder / "bin" / "python"
