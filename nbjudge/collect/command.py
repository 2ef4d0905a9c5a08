"""Take a download in: `nbjudge collect` is this with words."""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.coursedir import CourseDirectory

from nbjudge import logs, tables
from nbjudge.authoring.course import load_config
from nbjudge.collect import names
from nbjudge.collect.errors import CollectError
from nbjudge.collect.extractor import SafeExtractor
from nbjudge.collect.intake import Intake
from nbjudge.collect.plan import Plan, Taken
from nbjudge.collect.plugins import CanvasCollector, Collector, FolderCollector, MoodleCollector
from nbjudge.collect.recognise import released
from nbjudge.plain import one_line
from nbjudge.roster import Learner

SYSTEMS: dict[str, type[Collector]] = {
    "canvas": CanvasCollector,
    "moodle": MoodleCollector,
    "folder": FolderCollector,
}
RECORD = "intake.csv"
_COLUMN = 128  # characters of a name or an address in the gradebook


@dataclass
class Outcome:
    """What became of a download. Paths are those in it."""

    assignment: str
    taken: list[Taken] = field(default_factory=list)
    earlier: list[Taken] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    replaced: list[str] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    record: Path = Path()

    @property
    def students(self) -> list[str]:
        """The learners whose work is in submitted/ now."""
        return sorted({taken.student_id for taken in self.taken})

    def lines(self) -> list[str]:
        """What happened, in sentences."""
        late = sum(taken.late for taken in self.taken)
        said = [
            f"{len(self.students)} learners' submissions to {self.assignment} are in submitted/"
            + (f", {late} of them marked late." if late else ".")
        ]
        if self.unchanged:
            said.append(f"{len(self.unchanged)} of them were there already, the same.")
        if self.replaced:
            said.append(f"{len(self.replaced)} replace what was there, which is kept.")
        if self.earlier:
            said.append(f"{len(self.earlier)} files are earlier attempts, and kept.")
        said += [f"{taken.path}: {taken.note}." for taken in self.taken if taken.note]
        if self.left:
            said.append(f"{len(self.left)} files are no notebooks and were left out.")
        said += [f"{path} is not taken: {reason}." for path, reason in self.refused.items()]
        if self.absent:
            said.append(f"{len(self.absent)} learners of the roster handed in nothing.")
        said.append(f"Each file and what became of it: {self.record}")
        return said


def collect(
    root: Path, system: str, download: Path, assignment: str = "", roster: Path | None = None
) -> Outcome:
    """Take `download` in, of one of the SYSTEMS, as submissions to `assignment`.

    Without `assignment` it is the one whose notebooks the download holds. Raises CollectError or
    RosterError where nothing can be taken, and leaves submitted/ as it is then.
    """
    config = load_config(root)
    config.CourseDirectory.root = str(root.resolve())
    coursedir = CourseDirectory(config=config)
    known = sorted({one.assignment for one in released(root / coursedir.release_directory)})
    if assignment and assignment not in known:
        raise CollectError.no_assignment(assignment, known)
    if not download.exists():
        raise CollectError.missing(download)
    if (system == "folder") != download.is_dir():
        if system == "folder":
            raise CollectError.not_a_folder(download)
        raise CollectError.not_a_zip(download, "it is a folder")
    coursedir.assignment_id = assignment or ".incoming"
    log = logs.logger("nbjudge.collect")
    app = Intake(coursedir=coursedir, config=config, log=log)
    app.stamp = datetime.datetime.now().strftime("%Y-%m-%d %H.%M.%S.%f")
    app.extractor_plugin_inst = extractor = SafeExtractor(parent=app)
    app.collector_plugin_inst = collector = SYSTEMS[system](parent=app)
    if roster is not None:
        collector.roster = str(roster)
    extracted = app.prepare()
    try:
        if system == "folder":
            extractor.folder(download, extracted / "0", but=[])
        else:
            extractor.class_archive(download, extracted / "1")
        made = collector.plan(assignment)
        if not made.taken and not made.refused and made.unnamed:
            raise CollectError.nobody(download, collector.system)
        if not assignment:
            if len(made.assignments) != 1:
                raise CollectError.which(sorted(made.assignments))
            coursedir.assignment_id = made.assignments.pop()
            settled = app.prepare()
            settled.rmdir()
            extracted.rename(settled)
            extracted = settled
            made = collector.plan(coursedir.assignment_id)
        collector.made = made
        return _settled(app, made, extractor)
    finally:
        if coursedir.assignment_id == ".incoming":
            shutil.rmtree(extracted.parent, ignore_errors=True)


def _settled(app: Intake, made: Plan, extractor: SafeExtractor) -> Outcome:
    """Copy what counts, keep what does not, and write down each."""
    assignment = app.coursedir.assignment_id
    _learners(app, made.learners, assignment)
    app.unchanged, app.replaced = [], []
    if made.taken:
        app.process_extracted_files()
    extracted = Path(app._format_collect_path(app.extracted_directory))
    for path, taken in made.earlier.items():
        source = extractor.found.sources[path]
        place = app.earlier(taken.student_id) / names.file_name(source.path)
        if place.exists():
            place = place.with_name(f"{Path(path).stem} {place.name}")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(extracted / path, place)

    def inside(path: str) -> str:
        """As the download has it: extracted files lie there under numbers."""
        return names.shown(extractor.found.sources[path].path)

    def shown(several: Mapping[str, Taken]) -> list[Taken]:
        return [replace(taken, path=inside(path)) for path, taken in several.items()]

    for path, reason in made.refused.items():
        extractor.found.refuse(inside(path), reason)
    for path in made.unnamed:
        extractor.found.refuse(inside(path), "its name is not one of the system's")
    outcome = Outcome(
        assignment,
        shown(made.taken),
        shown(made.earlier),
        extractor.found.refused,
        [names.shown(path) for path in extractor.found.left],
        app.unchanged,
        app.replaced,
        record=Path(app._format_collect_path(RECORD)),
    )
    listed = app.collector_plugin_inst.listed
    if listed is not None:
        there = set(outcome.students)
        outcome.absent = [one.student_id for one in listed.learners if one.student_id not in there]
    _record(outcome)
    return outcome


def _learners(app: Intake, learners: dict[str, Learner], assignment: str) -> None:
    """Put what the roster says of the learners into the gradebook, and learn the due date."""
    with Gradebook(app.coursedir.db_url, app.coursedir.course_id) as gradebook:
        try:
            app.due = gradebook.find_assignment(assignment).duedate
        except MissingEntry:
            app.due = None
        for one in learners.values():
            # A name in one piece, as Moodle's worksheet has it, is for who has none yet.
            whole = "" if _named(gradebook, one.student_id) else one.name
            said = {
                "first_name": one.first_name,
                "last_name": one.last_name or whole,
                "email": one.email,
                "lms_user_id": one.lms_id,
            }
            gradebook.update_or_create_student(
                one.student_id,
                **{name: one_line(value, _COLUMN) for name, value in said.items() if value},
            )


def _named(gradebook: Gradebook, student_id: str) -> bool:
    try:
        student = gradebook.find_student(student_id)
    except MissingEntry:
        return False
    return bool(student.first_name or student.last_name)


def _record(outcome: Outcome) -> None:
    """One line for each file of the download."""
    rows: list[tuple[str, ...]] = [
        (one.path, became, one.student_id, one.notebook.name, one.note)
        for became, several in (("taken", outcome.taken), ("earlier", outcome.earlier))
        for one in several
    ]
    rows += [(path, "refused", "", "", reason) for path, reason in outcome.refused.items()]
    rows += [(path, "left out", "", "", "no notebook") for path in outcome.left]
    head = ("file", "what became of it", "student_id", "notebook", "why")
    tables.write(outcome.record, [head, *sorted(rows)])
