"""A class graded on a Dask cluster: the same marks, what travels, and what a dashboard shows."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from benchmarks import classroom
from nbjudge.autograde import hosted
from nbjudge.autograde.cluster import Cluster
from nbjudge.autograde.command import autograde
from nbjudge.autograde.pool import Pool
from nbjudge.autograde.summary import Silent
from tests.autograde.classes import RIGHT, copy, everything, hand_in
from tests.autograde.cluster.machines import (
    LocalCluster,
    Told,
    connected,
    nurseries,
    slowly,
)
from tests.processes import children, told

pytest.importorskip("distributed", reason="needs the extra cluster: Dask")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="needs Linux")]


def test_the_same_marks_as_the_local_pool(
    cluster: LocalCluster, two: tuple, handed_in: Path, locally: dict, tmp_path: Path
) -> None:
    """By workers that see no course, each with one warm template, and no process stays behind."""
    course = copy(handed_in, tmp_path / "course")
    templates: list[set[int]] = [set(), set()]
    threads: set[int] = set()

    def look(count: int) -> None:
        for nanny, seen in zip(two, templates, strict=True):
            (nursery,) = nurseries(nanny)
            for one in (nursery, *children(nursery)):
                if told(one.name, "") == "bwrap":
                    seen.add(one.pid)
                else:
                    threads.add(told(one.num_threads, 1))

    summary = autograde(course, "lesson", Told(look), scheduler=cluster.address)
    assert summary.graded == 18 and not summary.failures
    assert everything(course) == locally
    assert [len(each) for each in templates] == [1, 1]
    assert threads == {1}, "a process was forked from one with threads"
    assert [nurseries(nanny) for nanny in two] == [[], []]
    assert autograde(course, "lesson", Told(), scheduler=cluster.address).unchanged == 18


def _pids(processes: Any) -> set[int]:
    return {one.pid for one in processes}


def test_part_1(cluster: LocalCluster, two: tuple, tmp_path: Path) -> None:
    """A class of the course itself, with PyTorch on both sides: equal to the last character."""
    here = classroom.make_course(tmp_path / "here", classroom.learners(8))
    there = copy(here, tmp_path / "there")
    assert autograde(here, "part1", Silent(), workers=2).graded == 8
    assert autograde(there, "part1", Silent(), scheduler=cluster.address).graded == 8
    assert everything(there) == everything(here)


def test_two_threads_are_two_processes(cluster: LocalCluster, two: tuple) -> None:
    """Calls of one worker run at a time, none of them in the worker's own process."""
    with Cluster(cluster.address, "sleep") as pool:
        seen = [pool.submit(slowly) for _ in range(12)]
        pids = {one.result() for one in seen}
    assert len(pids) == 3
    assert not pids & _pids(worker for nanny in two for worker in children(nanny))


def test_the_dashboard_shows_how_far_a_class_is(cluster: LocalCluster, two: tuple) -> None:
    """All tasks of a class have one name, under which those done and those to do are counted."""
    with connected(cluster.address) as client, Cluster(cluster.address, "grade part1") as pool:
        calls = [pool.submit(slowly) for _ in range(30)]
        calls[0].result()
        states = client.run_on_scheduler(_states)
    assert states["grade part1"]["processing"] + states["grade part1"].get("queued", 0) > 1


def _states(dask_scheduler: Any) -> dict[str, dict[str, int]]:
    return {name: dict(one.states) for name, one in dask_scheduler.task_prefixes.items()}


class Kept(Pool):
    """A local pool that keeps the bytes of what a cluster would be sent."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        self.sent = hosted.packed(fn, *args, **kwargs)
        return super().submit(fn, *args, **kwargs)


def test_what_travels(course: Path) -> None:
    """A submission goes without its learner's name, and without a path that only we know."""
    hand_in(course, "ann-of-green-gables", RIGHT)
    with Kept(1) as pool:
        assert autograde(course, "lesson", Silent(), pool=pool).graded == 1
    assert b"def halve" in pool.sent and b"secret_inputs" in pool.sent
    assert b"ann-of" not in pool.sent and os.fsencode(course) not in pool.sent
