"""What goes wrong on a Dask cluster: lost workers and schedulers, strangers, and no Dask at all."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from nbjudge.authoring import masters
from nbjudge.authoring.gate import make_course
from nbjudge.autograde import hosted
from nbjudge.autograde.cluster import Cluster
from nbjudge.autograde.command import autograde
from nbjudge.autograde.errors import ClassError, ClusterError
from nbjudge.autograde.summary import Silent
from tests.autograde.classes import FULL, RIGHT, copy, everything, hand_in, marks
from tests.autograde.cluster.machines import (
    LocalCluster,
    Told,
    connected,
    nurseries,
    settings,
    until,
)
from tests.processes import alive, children, told

pytest.importorskip("distributed", reason="needs the extra cluster: Dask")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")]


@pytest.fixture(params=["one by one", "four in a task"])
def together(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small classes are sent one by one; once more as large ones are."""
    if request.param == "four in a task":
        monkeypatch.setattr("nbjudge.autograde.cluster._SHARES", 0.01)


def test_a_machine_that_is_lost(
    cluster: LocalCluster,
    two: tuple,
    handed_in: Path,
    locally: dict,
    together: None,
    tmp_path: Path,
) -> None:
    """Its submissions are graded by others; nothing is lost, doubled or changed, nothing stays."""
    course = copy(handed_in, tmp_path / "course")
    third = cluster.worker(threads=2)
    with connected(cluster.address) as client:
        client.wait_for_workers(3, timeout=60)
    below: list[psutil.Process] = []
    names: list[str] = []

    def lose(count: int) -> None:
        if count == 4:
            below.extend(children(third, recursive=True))
            names.extend(told(one.name, "") for one in below)
            for one in (third, *children(third)):
                one.kill()

    summary = autograde(course, "lesson", Told(lose), scheduler=cluster.address)
    assert summary.graded == 18 and not summary.failures
    assert everything(course) == locally
    assert "bwrap" in names, "it had nothing to do yet"
    until(lambda: not alive(below), "processes outlive their worker")


KILLER = """
import os, psutil
if halve(666) == "kill":
    worker = psutil.Process()
    while worker.parent().cmdline()[1:4] != ["-m", "dask", "worker"]:
        worker = worker.parent()
    worker.kill()
"""


def test_a_submission_that_kills_workers(
    cluster: LocalCluster,
    two: tuple,
    small_text: str,
    small_config: Path,
    together: None,
    tmp_path: Path,
) -> None:
    """It is told apart from those that ran beside it, and is nobody's failure but its own."""
    script = tmp_path / "small.py"
    hidden = "### BEGIN HIDDEN TESTS\nsecret_inputs"
    assert hidden in small_text
    script.write_text(small_text.replace(hidden, f"### BEGIN HIDDEN TESTS{KILLER}secret_inputs"))
    course = tmp_path / "course"
    make_course(course, masters.derive(script), small_config, "lesson")
    for number in range(7):
        hand_in(course, f"student-{number}", RIGHT)
    hand_in(course, "killer", RIGHT | {"halve": "def halve(x):\n    return 'kill'\n"})
    before = settings(cluster.address, _allow_none)
    try:
        summary = autograde(course, "lesson", Told(), scheduler=cluster.address)
    finally:
        settings(cluster.address, _allow_three)
    assert before == 3, "Dask's default has changed: docs/cluster.md names it"
    ((student, sentence),) = summary.failures
    assert student == "killer"
    assert "1 of them while nothing else was graded" in sentence
    assert marks(course) == {f"student-{number}": FULL for number in range(7)}


def _allow_none(scheduler: Any) -> int:
    before: int = scheduler.allowed_failures
    scheduler.allowed_failures = 0
    return before


def _allow_three(scheduler: Any) -> None:
    scheduler.allowed_failures = 3


@pytest.fixture
def variables(cluster: LocalCluster, two: tuple) -> Iterator[Callable[..., str]]:
    """A function that sets variables in the first of two workers and returns its address."""
    with connected(cluster.address) as client:
        client.wait_for_workers(2, timeout=60)
        worker = min(client.nthreads())
        before = client.run(dict, os.environ, workers=[worker])[worker]

        def change(**named: str) -> str:
            client.run(_set, named, workers=[worker])
            return worker

        yield change
        client.run(_set, before, workers=[worker])


def _set(named: dict[str, str]) -> None:
    os.environ.update(named)


def test_a_worker_without_bubblewrap(
    cluster: LocalCluster, variables: Callable[..., str], handed_in: Path, tmp_path: Path
) -> None:
    """Is named before anything is graded, with what to install."""
    worker = variables(PATH=str(tmp_path))
    course = copy(handed_in, tmp_path / "course")
    with pytest.raises(ClusterError, match=f"{worker}: the sandbox needs bubblewrap"):
        autograde(course, "lesson", Told(), scheduler=cluster.address)
    assert not marks(course)


def test_a_worker_with_another_pytorch(
    cluster: LocalCluster, variables: Callable[..., str], handed_in: Path, tmp_path: Path
) -> None:
    """Is named with both versions, since marks might depend on them."""
    there = tmp_path / "torch-1.0.dist-info"
    there.mkdir()
    (there / "METADATA").write_text("Metadata-Version: 2.1\nName: torch\nVersion: 1.0\n")
    worker = variables(PYTHONPATH=str(tmp_path))
    course = copy(handed_in, tmp_path / "course")
    with pytest.raises(ClusterError, match=rf"{worker} has torch 1\.0 instead of 2\."):
        autograde(course, "lesson", Told(), scheduler=cluster.address)
    assert not marks(course)


def test_a_scheduler_that_is_lost(
    handed_in: Path, locally: dict, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Grading ends with a sentence; what was graded stays, and the next run does the rest."""
    made = LocalCluster(tmp_path_factory.mktemp("cluster"))
    nanny = made.worker()
    below: list[psutil.Process] = []

    def lose(count: int) -> None:
        if count == 4:
            below.extend(children(nanny, recursive=True))
            made.scheduler.kill()

    course = copy(handed_in, tmp_path / "course")
    try:
        with pytest.raises(ClusterError, match=r"connection to the scheduler .* was lost"):
            autograde(course, "lesson", Told(lose), scheduler=made.address)
    finally:
        made.close()
    until(lambda: not alive(below), "processes outlive the cluster")
    rest = autograde(course, "lesson", Silent(), workers=2)
    assert rest.unchanged >= 4 and rest.unchanged + rest.graded == 18
    assert everything(course) == locally


def test_a_cluster_without_the_package(
    handed_in: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The sentence says which module is missing where, and what has to be installed."""
    (tmp_path / "nbjudge.py").write_text("raise ImportError('there is no nbjudge here')\n")
    made = LocalCluster(tmp_path_factory.mktemp("cluster"), path=tmp_path)
    course = copy(handed_in, tmp_path / "course")
    try:
        with (
            pytest.raises(ClusterError, match=r"(?s)there is no nbjudge here.*need the packages"),
            Cluster(made.address, "scheduler") as pool,
        ):
            pool.submit(abs, -1).result(60)
        made.worker()
        with connected(made.address) as client:
            client.wait_for_workers(1, timeout=60)
        with pytest.raises(ClusterError, match=r"(?s)tcp://.*: .*there is no nbjudge here"):
            autograde(course, "lesson", Told(), scheduler=made.address)
    finally:
        made.close()


def test_an_instructors_command_that_is_killed(cluster: LocalCluster, two: tuple) -> None:
    """Workers let go of their processes by themselves, which nobody tells them to."""
    code = (
        "import sys, time; from nbjudge.autograde.cluster import Cluster;"
        "pool = Cluster(sys.argv[1], 'nothing', idle=1);"
        "print(pool.submit(abs, -1).result(), flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", code, cluster.address]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdout.readline() == "1\n"
        assert any(nurseries(nanny) for nanny in two)
        process.send_signal(signal.SIGKILL)
    until(lambda: not any(nurseries(nanny) for nanny in two), "they keep their processes for ever")


def test_a_scheduler_that_is_not_there() -> None:
    """One sentence says where it was looked for, and what an address looks like."""
    with pytest.raises(ClusterError, match=r"no Dask scheduler answered at tcp://127\.0\.0\.1:9 "):
        Cluster("tcp://127.0.0.1:9", "grade", seconds=0.5)
    with pytest.raises(ClusterError, match="like tcp://HOST:8786"):
        Cluster("nonsense://here", "grade", seconds=0.5)


def test_without_dask(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The option says what to install; everything else works."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(ClusterError, match="pip install distributed"):
        autograde(course, "lesson", Silent(), scheduler="tcp://127.0.0.1:9")
    hand_in(course, "ann", RIGHT)
    assert autograde(course, "lesson", Silent(), workers=1).graded == 1


def test_workers_are_the_clusters_affair(course: Path) -> None:
    """--workers and --scheduler together are refused."""
    with pytest.raises(ClassError, match="leave one of the two out"):
        autograde(course, "lesson", Silent(), workers=2, scheduler="tcp://127.0.0.1:9")


def test_a_worker_that_joins_late_with_other_code() -> None:
    """Where nothing was asked before, the call itself refuses, and names the worker."""
    from nbjudge.autograde import alike
    from nbjudge.settings import Settings

    wanted = alike.here(Settings()) | {"nbjudge": "of code 0123456789"}
    with pytest.raises(ClusterError, match=r"this worker has nbjudge of code .* instead of"):
        hosted.perform(hosted.packed(alike.require, wanted, Settings()))
