"""A JupyterLab of our own: one server process, nobody's settings, and nothing left behind."""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 60

# JupyterLab asks on its first start whether it may fetch news; here it may not.
SETTINGS = {
    "@jupyterlab/apputils-extension/notification": {
        "checkForUpdates": False,
        "fetchNews": "false",
    },
}


class LabDidNotStart(RuntimeError):
    """JupyterLab ended, or did not answer in time; the message holds the end of its log."""


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab that shows the files under `root`."""

    root: Path
    port: int
    token: str

    def url(self, notebook: str) -> str:
        """The address that opens `notebook`, a path relative to root, in a fresh workspace."""
        return f"http://127.0.0.1:{self.port}/lab/tree/{notebook}?reset&token={self.token}"


@contextmanager
def started(
    work: Path, scratch: Path, theme: str | None = None, **environment: str
) -> Iterator[Lab]:
    """JupyterLab as a learner starts it, with no settings of theirs: `python -m nn_course start`.

    `work` is their folder, made by that; home and log are in `scratch`. With a `theme` they have
    that one setting.
    """
    lab = Lab(work, _free_port(), secrets.token_hex(16))
    command = ["-m", "nn_course", "start", f"--work={work}", "--no-browser", "--"]
    command += [f"--ServerApp.port={lab.port}", "--ServerApp.port_retries=0"]
    settings = scratch / "lab-settings"
    if theme is not None:
        _set(settings, "@jupyterlab/apputils-extension/themes", {"theme": theme})
    with _serving(command, scratch, lab, _environment(scratch, settings, lab.token) | environment):
        yield lab


@contextmanager
def running(root: Path, scratch: Path, theme: str = "JupyterLab Light") -> Iterator[Lab]:
    """JupyterLab over the files in `root`, with its home, settings and log in `scratch`.

    The server and all kernels it started have ended when this does, whatever happened.
    """
    settings = scratch / "lab-settings"
    for name, values in SETTINGS.items():
        _set(settings, name, values)
    _set(settings, "@jupyterlab/apputils-extension/themes", {"theme": theme})
    lab = Lab(root, _free_port(), secrets.token_hex(16))
    command = ["-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1"]
    command += [f"--ServerApp.port={lab.port}", "--ServerApp.port_retries=0"]
    command += [f"--ServerApp.root_dir={root}"]
    with _serving(command, root, lab, _environment(scratch, settings, lab.token), scratch):
        yield lab


def _set(settings: Path, name: str, values: dict[str, object]) -> None:
    """Write what a user has set for one of JupyterLab's plug-ins."""
    file = settings / f"{name}.jupyterlab-settings"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(values))


@contextmanager
def _serving(
    command: list[str],
    folder: Path,
    lab: Lab,
    environment: dict[str, str],
    logs: Path | None = None,
) -> Iterator[None]:
    """Python with `command` in `folder`, until this ends."""
    log = (logs or folder) / "jupyterlab.log"
    with log.open("wb") as output:
        server = subprocess.Popen(
            [sys.executable, *command], cwd=folder, env=environment,
            stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip
    try:
        _wait(server, lab, log)
        yield
    finally:
        _end(server)


def _environment(scratch: Path, settings: Path, token: str) -> dict[str, str]:
    """The environment of the server and so of its kernels: bundled digits, one thread, no home."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(
            ("JUPYTER", "IPYTHON", "NBGRADER", "NN_COURSE_WORK", "PYTEST", "MPL", "XDG_")
        )
    }
    home = scratch / "home"
    home.mkdir(parents=True, exist_ok=True)
    return {
        **kept,
        "HOME": str(home),
        "JUPYTER_CONFIG_DIR": str(scratch / "jupyter-config"),
        "JUPYTER_DATA_DIR": str(scratch / "jupyter-data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "jupyter-runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(settings),
        "JUPYTERLAB_WORKSPACES_DIR": str(scratch / "lab-workspaces"),
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_TOKEN": token,
        # nbgrader's commands and `python` of the kernels are those of this environment.
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), os.environ.get("PYTHONPATH", "")))),
        "MNIST_SOURCE": "bundled",
        "OMP_NUM_THREADS": "1",
    }


def _free_port() -> int:
    """A port that nobody has, and that no system gives to whoever asks for any, as kernels do."""
    while True:
        port = secrets.choice(range(20_000, 30_000))
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


def _wait(server: subprocess.Popen[bytes], lab: Lab, log: Path) -> None:
    """Returns when the server answers with our token."""
    status = f"http://127.0.0.1:{lab.port}/api/status?token={lab.token}"
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            with urllib.request.urlopen(status, timeout=5):
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    end = log.read_text(errors="replace")[-3000:]
    raise LabDidNotStart(f"JupyterLab did not start on port {lab.port}. Its log ends with:\n{end}")


def _end(server: subprocess.Popen[bytes]) -> None:
    """Ends the server and everything it started: kernels are in process groups of their own."""
    try:
        started = psutil.Process(server.pid).children(recursive=True)
    except psutil.NoSuchProcess:
        started = []
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGTERM)
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
            server.wait(10)
    for process in started:
        try:
            process.kill()
        except psutil.NoSuchProcess:
            continue
    psutil.wait_procs(started, timeout=10)
