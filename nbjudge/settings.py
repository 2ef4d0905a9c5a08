"""How submissions are judged: what grader_config.py sets, as one value that travels to workers."""

from __future__ import annotations

from dataclasses import dataclass, field

from nbjudge.rebuild.roles import STUB

MIB = 2**20


@dataclass(frozen=True)
class Settings:
    """Times in seconds, sizes in bytes.

    `isolation`: "bwrap", or "none", which protects from accidents and not from intent.
    `preload`: modules that every submission finds imported already, besides those that ordinary
    cells of the master import. `packages`: packages put into the sandbox besides those and what is
    installed. `hidden`: dotted names or absolute paths that must not exist inside.
    `environment`: variables set inside, and while the judge runs the master's own cells.

    `cell_timeout` bounds one cell, and all calls that one test cell makes; `notebook_timeout` one
    submission from its fork to its last verdict. `memory` is what a submission may use beyond what
    it begins with, `judge_memory` what judging it may use in the judge's own process, `processes`
    counts threads too, `output` is what its cells may print in all,
    `disk` its private scratch directory.

    `skip_display`: whether cells of the master that carry the tag "display" (pictures, a long
    training run) are left out while grading. `stub`: what nbgrader puts in a solution's place.
    `seed`: what every submission's own seed is derived from, together with assignment and student.
    """

    isolation: str = "bwrap"
    preload: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict)
    cell_timeout: float = 30.0
    notebook_timeout: float = 300.0
    memory: int = 2048 * MIB
    judge_memory: int = 512 * MIB
    processes: int = 32
    output: int = 1 * MIB
    disk: int = 256 * MIB
    skip_display: bool = True
    stub: str = STUB
    seed: int = 0

    def __hash__(self) -> int:
        return hash(repr(self))
