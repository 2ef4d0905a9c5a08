"""What a learner receives: the notebooks, the package they import, and a page that says how."""

from __future__ import annotations

import importlib.metadata
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from nbjudge.authoring.build import COMMAND, require_in_step
from nbjudge.authoring.course import Course
from nbjudge.errors import BundleError

START = Path("docs", "START.md")
# The first moment a zip file can name: the same bundle at any time of day.
_EPOCH = (1980, 1, 1, 0, 0, 0)
_EPOCH_S = "315532800"
_NO_ISOLATION_FROM = 77


def make_bundle(root: Path, dist: Path | None = None) -> tuple[Path, Path]:
    """Make the bundle of the course at *root*; return its folder and its zip file.

    Both lie in *dist*, the course's dist/ unless given, and replace what lay there by those names.
    Its notebooks and pages are in every language there is. Raises OutOfStepError when notebooks/
    are not what the masters generate, and BundleError when docs/START.md is missing or the wheel
    cannot be built.
    """
    course = Course.at(root)
    start = course.root / START
    if not start.exists():
        raise BundleError.missing(start, "git checkout docs/START.md")
    if not course.release.exists():
        raise BundleError.missing(course.release, COMMAND)
    require_in_step(course.root)
    with tempfile.TemporaryDirectory(prefix="nbjudge-bundle-") as made:
        wheel = _build_wheel(course, Path(made))
        name = "-".join(wheel.name.split("-")[:2])
        folder = (dist or course.root / "dist") / name
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        shutil.copyfile(wheel, folder / wheel.name)
    _copy_notebooks(course, folder / "notebooks")
    for page in sorted(start.parent.glob("START*.md")):  # START.ko.md is Korean
        text = page.read_text(encoding="utf-8").replace("{wheel}", wheel.name)
        (folder / page.name).write_text(text, encoding="utf-8")
    return folder, _zip(folder)


def _copy_notebooks(course: Course, target: Path) -> None:
    """Everything in the release but editors' leftovers; `require_in_step` has vouched for it."""
    ignored = shutil.ignore_patterns(*course.config.CourseDirectory.get("ignore", []))
    for assignment in course.assignments():
        for language in course.languages(assignment):
            release = course.speaking(language).release
            place = target / release.relative_to(course.release) / assignment
            shutil.copytree(release / assignment, place, ignore=ignored)


def _build_wheel(course: Course, made: Path) -> Path:
    """Build the wheel from a copy, so that no build folder is left and no old one gets in."""
    copy = made / "project"
    copy.mkdir()
    for path in _project_files(course):
        if path.is_dir():
            ignored = shutil.ignore_patterns("__pycache__", "*.py[cod]", ".*")
            shutil.copytree(path, copy / path.name, ignore=ignored)
        else:
            shutil.copyfile(path, copy / path.name)
    for name in course.config.Bundle.get("without", []):  # the instructor's alone
        if (copy / name).is_dir():
            shutil.rmtree(copy / name)
    for path in copy.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    command = [sys.executable, "-m", "pip", "wheel", str(copy), "--no-deps", "--quiet"]
    command += ["--wheel-dir", str(made), "--no-cache-dir", "--disable-pip-version-check"]
    if _has_setuptools():
        command.append("--no-build-isolation")  # works without a network
    environment = {**os.environ, "SOURCE_DATE_EPOCH": _EPOCH_S}
    done = subprocess.run(
        command,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    wheels = list(made.glob("*.whl"))
    if done.returncode or len(wheels) != 1:
        raise BundleError.wheel_failed("\n".join(done.stdout.splitlines()[-20:]))
    return wheels[0]


def _project_files(course: Course) -> Iterable[Path]:
    """The files at the project's top, its packages, and the release, which a wheel may hold."""
    for path in sorted(course.root.iterdir()):
        if path.is_file() or (path / "__init__.py").is_file() or path == course.release:
            yield path


def _has_setuptools() -> bool:
    try:
        version = importlib.metadata.version("setuptools")
    except importlib.metadata.PackageNotFoundError:
        return False
    return int(version.split(".")[0]) >= _NO_ISOLATION_FROM


def _zip(folder: Path) -> Path:
    path = folder.with_name(f"{folder.name}.zip")
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(f"{folder.name}/{file.relative_to(folder).as_posix()}", _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, file.read_bytes())
    return path
