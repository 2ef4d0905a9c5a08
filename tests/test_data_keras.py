"""The full digits by the real Keras, from a server on loopback (see data/keras_session.py)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import nn_course
from nn_course.mnist import bundled

SESSION = Path(__file__).parent / "data" / "keras_session.py"
CONTENT = bundled.FILE.read_bytes()


class Server(ThreadingHTTPServer):
    """Serves the bundled digits, well under /good/ and badly under the other folders."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.downloads: list[str] = []
        self.closing = threading.Event()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_HEAD(self) -> None:
        self.send_response(404 if self.path.startswith("/gone/") else 200)
        self.send_header("Content-Length", str(len(CONTENT)))
        self.end_headers()

    def do_GET(self) -> None:
        self.server.downloads.append(self.path)
        self.do_HEAD()
        half = len(CONTENT) // 2
        if self.path.startswith("/good/"):
            self.wfile.write(CONTENT)
        elif self.path.startswith("/other/"):
            self.wfile.write(CONTENT[::-1])
        elif self.path.startswith("/cut/"):
            self.wfile.write(CONTENT[:half])
        elif self.path.startswith("/stall/"):
            self.wfile.write(CONTENT[:half])
            self.server.closing.wait(60)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """The reports of one Python that meets each kind of server in turn, the good one twice."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    root = f"http://127.0.0.1:{server.server_port}"
    names = ["gone", "cut", "stall", "other", "good", "again"]
    environment = os.environ | {
        "KERAS_HOME": str(tmp_path_factory.mktemp("keras")),
        "no_proxy": "127.0.0.1",
    }
    environment.pop("MNIST_SOURCE", None)
    environment.pop("TF_CPP_MIN_LOG_LEVEL", None)
    try:
        done = subprocess.run(
            [sys.executable, SESSION, *(f"{root}/{name}/" for name in names)],
            env=environment,
            cwd=Path(__file__).parents[1],
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        yield {
            **dict(zip(names, json.loads(done.stdout), strict=True)),
            "downloads": server.downloads,
            "stderr": done.stderr,
        }
    finally:
        server.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_download_shows_kerass_own_progress_and_nothing_of_ours(session: Any) -> None:
    """Default mode with a network is the call in the post, its progress bar included."""
    printed = session["good"]["printed"]
    assert printed.startswith("Downloading data from ")
    assert f"{len(CONTENT)}/{len(CONTENT)}" in printed
    assert "come with the course" not in printed
    assert session["good"]["cached"]


def test_tensorflow_is_imported_without_its_notices(session: Any) -> None:
    """No red block about CPUs and GPUs above the learner's first digits."""
    assert session["stderr"] == ""


def test_a_cached_file_is_not_downloaded_again(session: Any) -> None:
    """The second load takes what the first one left and prints nothing."""
    assert session["again"]["printed"] == ""
    assert session["downloads"].count("/good/mnist.npz") == 1
    assert not any(path.startswith("/again/") for path in session["downloads"])


def test_both_sources_have_the_same_conventions(session: Any) -> None:
    """Keras returns writable uint8 arrays of the bundled ones' shapes, in the same order."""
    (x_train, y_train), (x_test, y_test) = nn_course.load_mnist()
    ours = [
        [str(array.dtype), list(array.shape), array.flags.writeable]
        for array in (x_train, y_train, x_test, y_test)
    ]
    assert session["good"]["arrays"] == session["again"]["arrays"] == ours
    assert x_train.dtype == np.uint8


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        ("gone", "the server answered 404"),
        ("cut", "retrieval incomplete"),
        ("stall", "TimeoutError"),
        ("other", "Incomplete or corrupted file"),
    ],
)
def test_a_failed_download_ends_in_the_fallback(session: Any, server: str, reason: str) -> None:
    """A missing, cut, stalled or wrong file: one line with the reason, then bundled digits."""
    report = session[server]
    last_line = report["printed"].splitlines()[-1]
    assert reason in last_line
    assert last_line.endswith("Using the 10,000 + 2,000 digits that come with the course.")
    assert report["arrays"] == session["good"]["arrays"]
    assert report["seconds"] < 15


@pytest.mark.parametrize("server", ["gone", "cut", "stall", "other"])
def test_a_failed_download_leaves_no_trace(session: Any, server: str) -> None:
    """No half file that the next load would take for the cache, no timeout on other sockets."""
    assert not session[server]["cached"]
    assert session[server]["socket_timeout"] is None
