"""The traits of judging, as grader_config.py sets them: ``c.Judging.cell_timeout = 30``."""

from __future__ import annotations

import os
from dataclasses import fields
from typing import Any, Self

from traitlets import Bool, Dict, Enum, Float, Int, List, TraitError, Unicode, default
from traitlets.config import Config, Configurable

from nbjudge.autograde.errors import ClassError
from nbjudge.settings import MIB, Settings

_DEFAULT = Settings()


class Judging(Configurable):
    """How nbjudge grades. Every trait but the first two is a field of `Settings`."""

    engine = Enum(
        ("nbjudge", "nbgrader"),
        "nbjudge",
        help="""Who executes submissions: "nbjudge", or "nbgrader" for nbgrader's own Execute,
        which trusts whatever is submitted. Default: "nbjudge".""",
    ).tag(config=True)
    workers = Int(
        min=1,
        help="How many submissions are graded at a time. Default: as many as this process has "
        "CPUs. Each worker keeps one template process per notebook.",
    ).tag(config=True)
    isolation = Enum(
        ("bwrap", "none"),
        _DEFAULT.isolation,
        help="""What keeps submissions apart from everything else: "bwrap" (bubblewrap, Linux), or
        "none", which protects from accidents and not from intent. Default: "bwrap".""",
    ).tag(config=True)
    preload = List(
        Unicode(),
        list(_DEFAULT.preload),
        help="Modules that every submission finds imported already, besides those that ordinary "
        "cells of the master import. Default: none.",
    ).tag(config=True)
    packages = List(
        Unicode(),
        list(_DEFAULT.packages),
        help="Packages put into the sandbox besides what is installed. Default: none.",
    ).tag(config=True)
    hidden = List(
        Unicode(),
        list(_DEFAULT.hidden),
        help="Dotted names of modules, or absolute paths, that must not exist in the sandbox. "
        "Default: none.",
    ).tag(config=True)
    environment = Dict(
        value_trait=Unicode(),
        key_trait=Unicode(),
        default_value=dict(_DEFAULT.environment),
        help="Variables set for submissions and for the master's own cells. Default: none.",
    ).tag(config=True)
    cell_timeout = Float(
        _DEFAULT.cell_timeout,
        min=0.01,
        help="Seconds that one cell, or all calls of one test cell, may take. "
        f"Default: {_DEFAULT.cell_timeout:g}.",
    ).tag(config=True)
    notebook_timeout = Float(
        _DEFAULT.notebook_timeout,
        min=0.01,
        help="Seconds that one notebook may take, from its first cell to its last verdict. "
        f"Default: {_DEFAULT.notebook_timeout:g}.",
    ).tag(config=True)
    memory = Int(
        _DEFAULT.memory,
        min=MIB,
        help="Bytes that a submission may use beyond what it begins with. "
        f"Default: {_DEFAULT.memory // MIB} * 2**20.",
    ).tag(config=True)
    judge_memory = Int(
        _DEFAULT.judge_memory,
        min=64 * MIB,
        help="Bytes that a worker may use beyond what it begins with while it judges a "
        f"submission: what an answer returns can grow there. Default: "
        f"{_DEFAULT.judge_memory // MIB} * 2**20.",
    ).tag(config=True)
    processes = Int(
        _DEFAULT.processes,
        min=1,
        help=f"Processes and threads that a submission may have. Default: {_DEFAULT.processes}.",
    ).tag(config=True)
    output = Int(
        _DEFAULT.output,
        min=1,
        help="Bytes that the cells of a submission may print in all. "
        f"Default: {_DEFAULT.output // MIB} * 2**20.",
    ).tag(config=True)
    disk = Int(
        _DEFAULT.disk,
        min=MIB,
        help="Bytes that a submission may write to its scratch directory. "
        f"Default: {_DEFAULT.disk // MIB} * 2**20.",
    ).tag(config=True)
    skip_display = Bool(
        _DEFAULT.skip_display,
        help="""Whether cells of the master with the tag "display" are left out while grading.
        Default: True.""",
    ).tag(config=True)
    stub = Unicode(
        help="What nbgrader puts in a solution's place. Default: ClearSolutions.code_stub."
    ).tag(config=True)
    seed = Int(
        _DEFAULT.seed,
        help="What the seed of every submission is derived from, with the names of assignment, "
        f"student and notebook. Default: {_DEFAULT.seed}.",
    ).tag(config=True)

    @default("workers")
    def _workers_default(self) -> int:
        if hasattr(os, "sched_getaffinity"):
            return len(os.sched_getaffinity(0))
        return os.cpu_count() or 1

    @default("stub")
    def _stub_default(self) -> str:
        stubs = self.config.ClearSolutions.get("code_stub", {})
        return str(stubs.get("python", _DEFAULT.stub))

    @classmethod
    def of(cls, config: Config) -> Self:
        """The traits that *config* sets. ClassError, naming trait and value, if one cannot be."""
        try:
            made = cls(config=config)
            made.settings()
        except TraitError as error:
            raise ClassError.bad_setting(str(error)) from None
        return made

    def settings(self) -> Settings:
        """What travels to workers."""
        own: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(Settings)}
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value for name, value in own.items()
        }
        return Settings(**values)
