"""The full digits where they cannot be had: no network, a damaged cache, a broken tensorflow."""

from __future__ import annotations

import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import nn_course
from nn_course.errors import MnistUnavailable
from nn_course.mnist import bundled, full, network

ROOT = Path(__file__).parents[1]
FALLBACK = "Using the 10,000 + 2,000 digits that come with the course."
LOAD = (
    "import sys, nn_course\n"
    "digits = nn_course.load_mnist()\n"
    "print(digits[0][0].shape, 'tensorflow' in sys.modules)"
)


@pytest.fixture
def silent_proxy() -> Iterator[str]:
    """The address of a proxy that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@pytest.fixture(params=["no network at all", "refusing proxy", "silent proxy"])
def offline(request: pytest.FixtureRequest, silent_proxy: str) -> tuple[list[str], dict[str, str]]:
    """A command prefix and variables under which nothing can be downloaded."""
    if request.param == "no network at all":
        prefix = ["unshare", "--net", "--map-root-user"]
        if not shutil.which("unshare") or subprocess.run([*prefix, "true"], check=False).returncode:
            pytest.skip("this system lets no ordinary process make a network namespace")
        return prefix, {}
    if request.param == "silent proxy":
        return [], {"https_proxy": silent_proxy}
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    return [], {"https_proxy": f"http://127.0.0.1:{port}"}


def run(
    script: str, tmp_path: Path, prefix: list[str], **variables: str
) -> tuple[subprocess.CompletedProcess[str], float]:
    """Run `script` in a fresh Python with an empty Keras cache; also returns its seconds."""
    environment = {
        name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")
    }
    del environment["MNIST_SOURCE"]
    environment |= {"KERAS_HOME": str(tmp_path / "keras")} | variables
    start = time.monotonic()
    done = subprocess.run(
        [*prefix, sys.executable, "-c", script],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done, time.monotonic() - start


def test_without_a_network_the_bundled_digits_come(
    offline: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    """Default mode: one clear line within 15 seconds, and tensorflow stays unimported."""
    prefix, variables = offline
    done, seconds = run(LOAD, tmp_path, prefix, **variables)
    line, result = done.stdout.splitlines()
    assert line.startswith("The full MNIST digits cannot be downloaded (storage.googleapis.com: ")
    assert line.endswith(FALLBACK)
    assert (result, done.stderr) == ("(10000, 28, 28) False", "")
    assert seconds < 15


def test_keras_demanded_without_a_network_is_a_sentence(
    offline: tuple[list[str], dict[str, str]], tmp_path: Path
) -> None:
    """MNIST_SOURCE=keras: within 20 seconds one error whose last line says it all."""
    prefix, variables = offline
    done, seconds = run(LOAD, tmp_path, prefix, **variables, MNIST_SOURCE="keras")
    *frames, last = done.stderr.splitlines()
    assert last.startswith("nn_course.errors.MnistUnavailable: The full MNIST digits cannot be")
    assert last.endswith("MNIST_SOURCE=bundled uses the digits that come with the course.")
    assert len(frames) < 12
    assert "exception" not in done.stderr  # nothing chained to it
    assert (done.returncode, done.stdout) == (1, "")
    assert seconds < 20


def test_a_name_server_that_never_answers_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No socket's timeout covers the lookup of a name, so the probe must have its own bound."""
    done = threading.Event()

    def hang(*args: object, **named: object) -> None:
        done.wait(30)
        raise OSError

    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", hang)
    start = time.monotonic()
    reason = network.why_unreachable(full.URL)
    seconds = time.monotonic() - start
    done.set()
    assert reason == "storage.googleapis.com: no answer within 3 seconds"
    assert seconds < network.PROBE_SECONDS + 2


def test_address_and_checksum_are_those_of_keras() -> None:
    """Our copies of Keras's two constants, which we compare before importing it, are current."""
    keras = importlib.util.find_spec("keras")
    assert keras is not None and keras.submodule_search_locations
    source = Path(keras.submodule_search_locations[0], "src", "datasets", "mnist.py").read_text()
    assert full.FILE_SHA256 in source
    assert full.URL.removesuffix("mnist.npz") in source


def not_an_archive(cache: Path) -> None:
    cache.write_text("<html>Please log in to the hotel's network</html>")


def empty(cache: Path) -> None:
    cache.touch()


def cut_off(cache: Path) -> None:
    cache.write_bytes(bundled.FILE.read_bytes()[:1_000_000])


def damaged_inside(cache: Path) -> None:
    content = bytearray(bundled.FILE.read_bytes())
    content[1_000_000:1_000_100] = bytes(100)
    cache.write_bytes(content)


def lacks_an_array(cache: Path) -> None:
    with np.load(bundled.FILE) as file:
        np.savez(cache, **{name: file[name] for name in file.files if name != "y_test"})


def pickled(cache: Path) -> None:
    np.savez(cache, x_train=np.array([{"a": 1}], dtype=object))


def too_few(cache: Path) -> None:
    shutil.copyfile(bundled.FILE, cache)


def zeros(cache: Path, dtype: str, shape: tuple[int, ...]) -> None:
    arrays = {name: np.zeros(shape, np.uint8) for name, shape in full.SHAPES.items()}
    np.savez_compressed(cache, **(arrays | {"x_train": np.zeros(shape, dtype)}))


def flat(cache: Path) -> None:
    zeros(cache, "uint8", (60_000, 784))


def floats(cache: Path) -> None:
    zeros(cache, "float16", (60_000, 28, 28))


def blank(cache: Path) -> None:
    zeros(cache, "uint8", (60_000, 28, 28))


def a_folder(cache: Path) -> None:
    cache.mkdir()


DAMAGES = {
    not_an_archive: "it is not a whole .npz file of arrays",
    empty: "it is not a whole .npz file of arrays",
    cut_off: "it is not a whole .npz file of arrays",
    damaged_inside: "it is not a whole .npz file of arrays",
    lacks_an_array: "y_test is not a file in the archive",
    pickled: "it is not a whole .npz file of arrays",
    too_few: "its x_train is uint8 (10000, 28, 28), not uint8 (60000, 28, 28)",
    flat: "its x_train is uint8 (60000, 784), not uint8 (60000, 28, 28)",
    floats: "its x_train is float16 (60000, 28, 28), not uint8 (60000, 28, 28)",
    blank: "its x_train holds other values than MNIST's",
    a_folder: "Is a directory",
}


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.__name__)
def test_an_unusable_cache_is_a_sentence_and_the_fallback(
    damage: object,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Each kind of wrong file: one line names it and says what to do; nothing is deleted."""
    cache = tmp_path / "datasets" / "mnist.npz"
    cache.parent.mkdir()
    damage(cache)  # type: ignore[operator]
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.delenv("MNIST_SOURCE")
    (x_train, _), _ = nn_course.load_mnist()
    assert capfd.readouterr() == (
        f"The file {cache} is not the MNIST digits ({DAMAGES[damage]}): "  # type: ignore[index]
        f"delete it, and the next load downloads it again. {FALLBACK}\n",
        "",
    )
    assert x_train.shape == (10_000, 28, 28)
    assert cache.exists()


def test_keras_demanded_with_an_unusable_cache_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """MNIST_SOURCE=keras takes no other digits: the same sentence is the error."""
    cache = tmp_path / "datasets" / "mnist.npz"
    cache.parent.mkdir()
    cut_off(cache)
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("MNIST_SOURCE", "keras")
    with pytest.raises(MnistUnavailable, match=r"mnist\.npz is not the MNIST digits .* delete it"):
        nn_course.load_mnist()


def test_the_same_digits_in_another_file_are_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """MNIST saved again, which Keras would download anew, loads without network or tensorflow.

    The full digits are not in the repository, so what counts as full is set to the bundle here.
    """
    with np.load(bundled.FILE) as file:
        arrays = {name: file[name] for name in file.files}
    (tmp_path / "datasets").mkdir()
    np.savez(tmp_path / "datasets" / "mnist.npz", **arrays)
    monkeypatch.setattr(full, "SHAPES", {name: array.shape for name, array in arrays.items()})
    sha256 = {name: full.hashlib.sha256(array.tobytes()) for name, array in arrays.items()}
    monkeypatch.setattr(full, "ARRAY_SHA256", {k: v.hexdigest() for k, v in sha256.items()})
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.setenv("MNIST_SOURCE", "keras")
    (x_train, _), (_, y_test) = nn_course.load_mnist()
    assert capfd.readouterr() == ("", "")
    assert (x_train == arrays["x_train"]).all() and (y_test == arrays["y_test"]).all()


def test_without_tensorflow_the_sentence_says_how_to_get_it() -> None:
    """Part 4 imports Keras: alone in a notebook, without it, a learner reads one sentence."""
    script = (
        "import sys; sys.modules['tensorflow'] = None\n"
        "from IPython.core.interactiveshell import InteractiveShell\n"
        "shell = InteractiveShell.instance()\n"
        "shell.run_cell('from nn_course.mnist.full import import_tensorflow; import_tensorflow()')"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    said = " ".join(done.stdout.split())
    assert said.startswith(
        "Keras and its full MNIST digits need tensorflow, which is not installed"
    )
    assert "`%pip install tensorflow` in a cell brings it." in said
    assert "Traceback" not in done.stdout + done.stderr


def test_a_tensorflow_that_cannot_be_imported_ends_in_the_fallback(tmp_path: Path) -> None:
    """A broken installation is one line with its reason, not the framework's traceback."""
    (tmp_path / "tensorflow.py").write_text("raise ImportError('libcudart is missing\\nand more')")
    script = (
        "from nn_course.mnist import full\n"
        "full.why_unreachable = lambda url: ''\n"  # a network, so that tensorflow is asked
        f"{LOAD}"
    )
    path = os.pathsep.join([str(tmp_path), str(ROOT)])
    done, _ = run(script, tmp_path, [], PYTHONPATH=path)
    line, result = done.stdout.splitlines()
    assert "importing it failed (ImportError: libcudart is missing): install nn-course" in line
    assert line.endswith(FALLBACK)
    assert (result, done.stderr) == ("(10000, 28, 28) False", "")
