"""A class of a course directory, graded from Python: `nbjudge autograde` is this with words."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from nbjudge import logs
from nbjudge.autograde.cluster import Cluster
from nbjudge.autograde.errors import ClassError
from nbjudge.autograde.pool import Pool

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from nbjudge.autograde.plugin import JudgedAutograde
    from nbjudge.autograde.summary import Summary, Watcher

# What workers import while this process is still reading the configuration.
MODULES = ("nbjudge.autograde.work", "nbjudge.judge")


def autograde(
    root: Path,
    assignment: str,
    watcher: Watcher,
    *,
    students: Sequence[str] = (),
    workers: int | None = None,
    force: bool = False,
    scheduler: str = "",
    pool: Executor | None = None,
    converter: type[JudgedAutograde] | None = None,
) -> Summary:
    """Grade the submissions to *assignment* in the course directory *root*; return what was found.

    *students* are patterns, none for everybody. *workers* is how many are graded at a time, by
    default what ``Judging.workers`` says; *pool* where they run, by default processes here, with
    *scheduler*, an address, on a Dask cluster. *converter* is the plug-in that grades, if it is
    not JudgedAutograde itself. Who could not be graded is in the summary's failures; raises
    NbjudgeError where nobody could.
    """
    started = time.monotonic()
    if workers is not None and workers < 1:
        raise ClassError.bad_workers(workers)
    if workers is not None and scheduler:
        raise ClassError.workers_and_scheduler()
    # Starting workers and reading the configuration take a second or two each: if the number of
    # workers is known, both are done at a time.
    with contextlib.ExitStack() as stack:
        if pool is None and workers is not None:
            pool = stack.enter_context(Pool(workers, modules=MODULES))
        if scheduler:
            cluster = stack.enter_context(Cluster(scheduler, f"grade {assignment}", MODULES))
            for remark in cluster.remarks:
                watcher.remark(scheduler, remark)
            pool = cluster

        from nbgrader.coursedir import CourseDirectory

        from nbjudge.authoring.course import load_config
        from nbjudge.autograde.plugin import JudgedAutograde
        from nbjudge.autograde.traits import Judging

        config = load_config(root)
        config.CourseDirectory.root = str(root.resolve())
        config.CourseDirectory.assignment_id = assignment
        log = logs.logger("nbjudge.autograde")
        judging = Judging.of(config)
        if workers is not None:
            judging.workers = workers
        if pool is None:
            pool = stack.enter_context(Pool(judging.workers, modules=MODULES))
        coursedir = CourseDirectory(config=config, log=log)
        made = (converter or JudgedAutograde)(coursedir=coursedir, config=config, log=log)
        made.force = made.force or force
        return made.grade(judging, pool, watcher, students, started)
