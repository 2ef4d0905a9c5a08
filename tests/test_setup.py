"""`make` from nothing: .venv is made once, made again when it has to be, never half."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

# A project whose installation needs no network: it brings its own build backend, which waits
# for as long as a file named `wait` is there.
PYPROJECT = """
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]

[project]
name = "small"
version = "1"
optional-dependencies = { dev = [] }
"""
BACKEND = """
import time, zipfile
from pathlib import Path

INFO = "Metadata-Version: 2.1\\nName: small\\nVersion: 1\\nProvides-Extra: dev\\n"

def build_editable(folder, settings=None, metadata=None):
    while Path("wait").exists():
        time.sleep(0.05)
    with zipfile.ZipFile(Path(folder, "small-1-py3-none-any.whl"), "w") as wheel:
        wheel.writestr("small.py", "")
        wheel.writestr("small-1.dist-info/METADATA", INFO)
        wheel.writestr("small-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nTag: py3-none-any\\n")
        wheel.writestr("small-1.dist-info/RECORD", "")
    return "small-1-py3-none-any.whl"

build_wheel = build_editable
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project with the real Makefile and scripts, in a folder with a space."""
    root = tmp_path / "my course"
    root.mkdir()
    shutil.copy(ROOT / "Makefile", root)
    shutil.copytree(ROOT / "tools", root / "tools")
    (root / "pyproject.toml").write_text(PYPROJECT)
    (root / "backend.py").write_text(BACKEND)
    return root


def environment(**variables: str) -> dict[str, str]:
    """This process's, without what a `make test` around these tests put there."""
    around = ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "TORCH_INDEX")
    ours = {name: value for name, value in os.environ.items() if name not in around}
    return ours | {"PYTHON": sys.executable} | variables


def make_venv(root: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run `make venv` in `root`, with the Python of these tests unless `variables` say else."""
    return subprocess.run(
        ["make", "venv"],
        cwd=root,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def is_installed(root: Path) -> bool:
    return not subprocess.run(
        [root / ".venv" / "bin" / "python", "-c", "import small"], check=False
    ).returncode


def test_a_second_run_does_not_install_again(project: Path) -> None:
    """The first run installs and says so; the second one does nothing."""
    first, second = make_venv(project), make_venv(project)
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith("Installing the course")
    assert is_installed(project)
    assert "Installing" not in second.stdout
    assert second.returncode == 0


def test_changed_requirements_are_installed_into_the_same_environment(project: Path) -> None:
    """Another pyproject.toml: pip runs again, and what is installed already stays."""
    make_venv(project)
    kept = project / ".venv" / "kept"
    kept.touch()
    with (project / "pyproject.toml").open("a") as file:
        file.write("# another requirement\n")
    assert make_venv(project).stdout.startswith("Installing the course")
    assert kept.exists()


def test_an_interrupted_installation_is_made_anew(project: Path) -> None:
    """Killed in the middle, the environment is not taken for a whole one but thrown away."""
    (project / "wait").touch()
    running = subprocess.Popen(
        ["make", "venv"],
        cwd=project,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        deadline = time.monotonic() + 60
        while not (project / ".venv" / ".installing").exists():
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        os.killpg(running.pid, signal.SIGKILL)
        running.wait()
    (project / "wait").unlink()
    left_over = project / ".venv" / "left-over"
    left_over.touch()
    again = make_venv(project)
    assert again.stdout.startswith("Installing the course")
    assert (again.returncode, is_installed(project)) == (0, True)
    assert not left_over.exists()


def test_a_failed_installation_is_tried_again(project: Path) -> None:
    """pip's error is shown and make fails; the next run does not take it for done."""
    good = (project / "backend.py").read_text()
    (project / "backend.py").write_text("raise RuntimeError('no such package')")
    failed = make_venv(project)
    assert failed.returncode != 0
    assert "no such package" in failed.stdout + failed.stderr
    (project / "backend.py").write_text(good)
    assert make_venv(project).returncode == 0
    assert is_installed(project)


def test_a_moved_folder_gets_a_new_environment(project: Path) -> None:
    """Scripts in .venv/bin hold its old path, so they cannot be taken along."""
    make_venv(project)
    moved = project.rename(project.with_name("elsewhere"))
    assert make_venv(moved).stdout.startswith("Installing the course")
    script = (moved / ".venv" / "bin" / "pip").read_text()
    assert str(project) + "/" not in script


def test_no_suitable_python_is_a_sentence(project: Path, tmp_path: Path) -> None:
    """Versions that are too old or broken are passed over, and none left is said plainly."""
    stubs = tmp_path / "stubs"
    stubs.mkdir()
    for name in ("python3", "python3.13", "python3.12", "python3.11", "python"):
        (stubs / name).write_text("#!/bin/sh\nexit 1\n")
        (stubs / name).chmod(0o755)
    done = make_venv(project, PYTHON="", PATH=f"{stubs}:{os.environ['PATH']}")
    assert done.returncode != 0
    assert "needs Python 3.11, 3.12 or 3.13 and found none on PATH" in done.stderr
    named = make_venv(project, PYTHON=str(stubs / "python3"))
    assert "is not a Python 3.11, 3.12 or 3.13 that runs" in named.stderr


def test_a_version_with_a_local_part_is_preferred(project: Path, tmp_path: Path) -> None:
    """TORCH_INDEX offers 2.13.0+cpu beside the usual 2.13.0: pip takes the former for ==2.13.0."""
    index = tmp_path / "index" / "torchlike"
    usual = tmp_path / "usual"
    for folder, version in ((usual, "2.13.0"), (index, "2.13.0+cpu")):
        folder.mkdir(parents=True)
        wheel(folder, "torchlike", version)
    # A plain folder is no index: pip wants a page with links.
    (index / "index.html").write_text(
        "".join(f'<a href="{file.name}">{file.name}</a>' for file in index.glob("*.whl"))
    )
    backend = (project / "backend.py").read_text()
    (project / "backend.py").write_text(
        backend.replace("Provides-Extra", "Requires-Dist: torchlike==2.13.0\\nProvides-Extra")
    )
    pyproject = (project / "pyproject.toml").read_text()
    (project / "pyproject.toml").write_text(pyproject + 'dependencies = ["torchlike==2.13.0"]\n')
    done = make_venv(
        project,
        TORCH_INDEX=index.parent.as_uri(),
        PIP_FIND_LINKS=str(usual),
        PIP_INDEX_URL=(tmp_path / "empty").as_uri(),
        PIP_CONFIG_FILE=os.devnull,
    )
    assert done.returncode == 0, done.stderr
    packages = project.glob(".venv/lib/python*/site-packages/torchlike-*.dist-info")
    assert [folder.name for folder in packages] == ["torchlike-2.13.0+cpu.dist-info"]


def wheel(folder: Path, name: str, version: str) -> None:
    """Write an empty wheel into `folder`."""
    import zipfile

    info = f"{name}-{version}.dist-info"
    with zipfile.ZipFile(folder / f"{name}-{version}-py3-none-any.whl", "w") as file:
        file.writestr(f"{name}.py", "")
        file.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"
        )
        file.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        file.writestr(f"{info}/RECORD", "")


def system_packages(*names: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", ROOT / "tools" / "system_packages.sh", *names],
        env=os.environ | variables,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )


def test_a_browser_that_is_there_is_not_installed() -> None:
    """NN_COURSE_CHROMIUM names one: nothing to do, nothing to say."""
    done = system_packages("chromium", NN_COURSE_CHROMIUM=sys.executable)
    assert (done.stdout, done.stderr) == ("", "")


def test_who_may_not_install_is_told_the_command(tmp_path: Path) -> None:
    """Without root: the one command to run and what is missing until then, no failure."""
    for name in ("uname", "bash"):
        (tmp_path / name).symlink_to(shutil.which(name) or name)
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "apt-get").write_text("#!/bin/sh\nexit 1\n")
    for name in ("id", "apt-get"):
        (tmp_path / name).chmod(0o755)
    done = system_packages("chromium", PATH=str(tmp_path), NN_COURSE_CHROMIUM="")
    assert done.stdout == ""
    assert "sudo apt-get install chromium" in done.stderr
    assert "the tests in a browser are skipped" in done.stderr
