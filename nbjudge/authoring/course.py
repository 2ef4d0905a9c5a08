"""An nbgrader course directory: its configuration, and a throwaway copy to generate in."""

from __future__ import annotations

import contextlib
import copy
import io
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from nbgrader.converters.base import BaseConverter, NbGraderException
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from nbjudge import logs
from nbjudge.authoring import masters
from nbjudge.authoring.released import released_in
from nbjudge.authoring.translation.lessons import languages_of
from nbjudge.errors import CourseError, NbjudgeError
from nbjudge.language import ENGLISH

CONFIG = "nbgrader_config.py"


def load_config(root: Path) -> Config:
    """nbgrader's configuration in *root*. Raises CourseError where there is none."""
    if not (root / CONFIG).exists():
        raise CourseError.no_config(root)
    config: Config = PyFileConfigLoader(CONFIG, path=str(root)).load_config()
    return config


@dataclass(frozen=True)
class Course:
    """A course directory and the folders its configuration names.

    *release* and *solution* are those of the English notebooks; a folder in each, by its code, has
    those of another language, also where the configuration releases that one.
    """

    root: Path
    config: Config
    source: Path
    release: Path
    solution: Path

    @classmethod
    def at(cls, root: Path) -> Course:
        root = root.resolve()
        config = load_config(root)
        released_in(config, ENGLISH)
        named = CourseDirectory(config=config)
        return cls(
            root,
            config,
            source=root / named.source_directory,
            release=root / named.release_directory,
            solution=root / named.solution_directory,
        )

    def speaking(self, language: str) -> Course:
        """The same course with the folders of *language* for its release and its solutions."""
        config = copy.deepcopy(self.config)
        released_in(config, language)
        named = CourseDirectory(config=config)
        return replace(
            self,
            config=config,
            release=self.root / named.release_directory,
            solution=self.root / named.solution_directory,
        )

    def languages(self, assignment: str) -> list[str]:
        """Those of the notebooks of *assignment*, English first."""
        return [ENGLISH, *languages_of(self.source / assignment)]

    @contextlib.contextmanager
    def throwaway(self) -> Iterator[Course]:
        """A copy of the masters in a temporary directory with a gradebook of its own."""
        with tempfile.TemporaryDirectory(prefix="nbjudge-") as made:
            root = Path(made).resolve()
            config = copy.deepcopy(self.config)  # Config.copy shares its sections
            config.CourseDirectory.root = str(root)
            config.CourseDirectory.db_url = f"sqlite:///{root / 'gradebook.db'}"
            workshop = Course(
                root,
                config,
                source=root / self.source.name,
                release=root / self.release.name,
                solution=root / self.solution.name,
            )
            if self.source.exists():
                shutil.copytree(self.source, workshop.source)
            yield workshop

    def assignments(self) -> list[str]:
        """The assignments that have a master, sorted."""
        found = sorted({master.parent.name for master in masters.masters(self.source)})
        if not found:
            raise CourseError.no_masters(self.source)
        return found


def convert(
    course: Course, converter_class: type[BaseConverter], assignment: str, settings: Config
) -> None:
    """Run one of nbgrader's converters on *assignment*, with *settings* over the course's own.

    The gradebook is left alone: what is generated does not depend on it.

    What a step raises on purpose (an NbjudgeError) is raised here as it is; anything else nbgrader
    logs, and is raised as CourseError with the end of that log.
    """
    config = copy.deepcopy(course.config)
    config.merge(settings)
    config.CourseDirectory.assignment_id = assignment
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False

    class Watched(converter_class):
        """The converter's own loop logs errors and forgets them; this remembers the last."""

        failure: Exception | None = None

        def convert_single_notebook(self, notebook_filename: str) -> None:
            try:
                super().convert_single_notebook(notebook_filename)
            except Exception as error:
                self.failure = error
                raise

        def init_assignment(self, assignment_id: str, student_id: str) -> None:
            # GenerateSolution's own looks the assignment up in the gradebook.
            BaseConverter.init_assignment(self, assignment_id, student_id)

    log, text = _quiet_log()
    converter = Watched(coursedir=CourseDirectory(config=config, log=log), config=config, log=log)
    try:
        with executables_of_this_python():
            converter.start()
    except NbGraderException as error:
        if isinstance(converter.failure, NbjudgeError):
            raise converter.failure from None
        raise CourseError.failed(converter_class.__name__, _tail(text.getvalue())) from error


def _quiet_log() -> tuple[logging.Logger, io.StringIO]:
    text = io.StringIO()
    return logs.logger("nbjudge.convert", logging.WARNING, text), text


def _tail(log: str, lines: int = 20) -> str:
    return "\n".join(log.rstrip().splitlines()[-lines:])


@contextlib.contextmanager
def executables_of_this_python() -> Iterator[None]:
    """nbgrader runs ``alembic`` by name: it has to be found even where no venv is activated."""
    before = os.environ.get("PATH", "")
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), before])
    try:
        yield
    finally:
        os.environ["PATH"] = before
