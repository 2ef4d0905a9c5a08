"""A Dask cluster of this machine, and a class to be graded on it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from nbjudge.autograde.command import autograde
from nbjudge.autograde.summary import Silent
from tests.autograde.classes import HALVE, RIGHT, WRONG, copy, everything, hand_in
from tests.autograde.cluster.machines import (
    LocalCluster,
    connected,
)

CRASH = {"halve": "import os\nos._exit(1)\n"}
KINDS = [RIGHT, WRONG, CRASH, {"halve": HALVE}, {}, RIGHT]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LocalCluster]:
    """A scheduler, to which each test brings its own workers or those of `two`."""
    made = LocalCluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def two(cluster: LocalCluster) -> tuple[psutil.Process, psutil.Process]:
    """The nannies of two workers, the first with two threads."""
    nannies = cluster.worker(threads=2), cluster.worker()
    with connected(cluster.address) as client:
        client.wait_for_workers(2, timeout=60)
    return nannies


@pytest.fixture(scope="module")
def handed_in(generated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of eighteen, right, wrong, crashing and blank."""
    course = copy(generated, tmp_path_factory.mktemp("class") / "course")
    for number in range(18):
        folder = hand_in(course, f"student-{number:02}", KINDS[number % len(KINDS)])
        if number % 7 == 0:  # to be recognised by its content
            (folder / "notebook.ipynb").rename(folder / "my homework.ipynb")
    return course


@pytest.fixture(scope="module")
def locally(handed_in: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the local pool leaves."""
    course = copy(handed_in, tmp_path_factory.mktemp("locally") / "course")
    assert autograde(course, "lesson", Silent(), workers=2).graded == 18
    return everything(course)
