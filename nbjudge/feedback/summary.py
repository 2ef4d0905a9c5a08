"""What the feedback page says, as data: exercises in order, marks, reports, sentences."""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass, field

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, is_grade, is_solution, is_task

from nbjudge.feedback import judged
from nbjudge.language import said as _
from nbjudge.rebuild.words import shown
from nbjudge.verdicts import Part

_HEADING = re.compile(r"^#{1,6}\s+(.*)", re.MULTILINE)
MOST_HINTS = 20  # lines of a report that are shown as sentences; our own checks print a few
MOST_LINES = 2_000  # of a report: more than anybody reads, and a browser is not kept waiting
_STOPPED = ("KeyboardInterrupt", "CellTimeoutError", "Stopped")


@dataclass(frozen=True)
class Image:
    """A picture as base64 text, and what it shows, where the cell said so."""

    png: str
    alt: str = ""


@dataclass
class Test:
    """One test cell: its marks, what it printed and shows, and why it gave no marks.

    *hints* are the lines of its report that begin with an arrow: what the check thinks of it.
    *parts* are the sub-checks with marks of their own, if it has any.
    """

    name: str
    score: float
    points: float
    report: str
    hints: list[str]
    images: list[Image]
    sentence: str | None
    place: str | None
    parts: tuple[Part, ...] = ()


@dataclass
class Exercise:
    """A blank and the test cells that mark it."""

    name: str
    title: str
    answer: str | None = None
    untouched: bool = False
    error: str | None = None
    place: str | None = None
    comment: str | None = None
    notes: list[str] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    own_score: float = 0.0
    own_points: float = 0.0

    @property
    def score(self) -> float:
        return self.own_score + sum(test.score for test in self.tests)

    @property
    def points(self) -> float:
        return self.own_points + sum(test.points for test in self.tests)

    @property
    def full(self) -> bool:
        """Whether it has all the marks there are."""
        return self.points > 0 and self.score >= self.points

    @property
    def verdict(self) -> str:
        """In one or two words, so that colour is not the only sign."""
        if self.points == 0:
            return _("not marked")
        if self.full:
            return _("full marks")
        if self.untouched:
            return _("left blank")
        return _("part of the marks") if self.score > 0 else _("no marks yet")


@dataclass
class Stumble:
    """An error of ordinary cells, where it came first and how many more it met."""

    error: str
    place: str | None
    more: int = 0


def summarise(notebook: NotebookNode) -> tuple[list[Exercise], list[Stumble], list[str]]:
    """Read a graded notebook that has been through GetGrades and HideTests.

    The last of the three are sentences on the submission as a whole.
    """
    whole, blanks = judged.notes(notebook)
    exercises: dict[str, Exercise] = {}
    stumbles: dict[str, Stumble] = {}
    heading = ""
    for cell in notebook.cells:
        if is_solution(cell) or is_task(cell):
            exercise = _answered(cell, heading)
            exercises[exercise.name] = exercise
        elif is_grade(cell):
            _owner(cell.metadata.nbgrader.grade_id, exercises).tests.append(_tested(cell))
        elif cell.cell_type == "markdown":
            found = _HEADING.findall(cell.source)
            heading = _plain(found[-1]) if found else heading
        else:
            error, place = _error(cell)
            if error in stumbles:
                stumbles[error].more += 1
            elif error is not None:
                stumbles[error] = Stumble(error, place)
    for exercise in exercises.values():
        exercise.notes = blanks.pop(exercise.name, [])
        _drop_echo(exercise)
    whole += [sentence for left in blanks.values() for sentence in left]
    return list(exercises.values()), list(stumbles.values()), whole


def _drop_echo(exercise: Exercise) -> None:
    """That a function is not defined is no news where its cell did not run."""
    from nbjudge.judge.sentences import says_not_defined  # the judge: not for every command

    echo = f"NameError: name '{exercise.name}' is not defined"
    for test in exercise.tests:
        said = test.sentence or ""
        known = said.startswith(echo) or says_not_defined(said, exercise.name)
        if exercise.error and known:
            test.sentence = test.place = None


def _answered(cell: NotebookNode, heading: str) -> Exercise:
    own = cell.metadata.nbgrader
    error, place = _error(cell)
    name = own.grade_id
    comment = own.get("comment")
    untouched = own.get("checksum") == compute_checksum(cell)
    return Exercise(
        name=name,
        title=heading if re.search(rf"\b{re.escape(name)}\b", heading) else name,
        answer=cell.source if cell.cell_type == "code" else shown(cell.source),
        untouched=untouched,
        error=error,
        place=place,
        # nbgrader's own "No response." says what the verdict says already.
        comment=None if untouched and comment == "No response." else comment,
        own_score=float(own.get("score") or 0),
        own_points=float(own.get("points") or 0),
    )


def _owner(test: str, exercises: dict[str, Exercise]) -> Exercise:
    """The exercise that *test* marks: by its name, test_<exercise>…, else the one before it."""
    named = [name for name in exercises if f"{test}_".startswith(f"test_{name}_")]
    if named:
        return exercises[max(named, key=len)]
    if exercises:
        return list(exercises.values())[-1]
    return exercises.setdefault(test, Exercise(test, test))


def _tested(cell: NotebookNode) -> Test:
    own = cell.metadata.nbgrader
    verdict = judged.verdict(cell)
    outputs = cell.get("outputs", [])
    if verdict is None:
        sentence, place = _error(cell)
        sentence = sentence or _warning(cell)
        streams = [o.text for o in outputs if o.output_type == "stream" and o.name == "stdout"]
        report, hints = "".join(streams), []
    else:
        sentence, place = verdict.sentence or None, None
        report, hints = verdict.report, [verdict.hint] if verdict.hint else []
    lines = strip_ansi(report).strip("\n").split("\n")
    pointed = [line for line in lines if _is_hint(line)][:MOST_HINTS]
    hints += [line.strip().removeprefix("→").strip() for line in pointed]
    rest = [line for line in lines if not _is_hint(line)]
    if len(rest) > MOST_LINES:
        more = len(rest) - MOST_LINES
        rest = [*rest[:MOST_LINES], _("… and {count} lines more.").format(count=f"{more:,}")]
    return Test(
        name=own.grade_id,
        score=float(own.get("score") or 0),
        points=float(own.get("points") or 0),
        report="\n".join(rest),
        hints=list(dict.fromkeys(hints)),
        images=[_image(o) for o in outputs if "image/png" in o.get("data", {})],
        sentence=sentence,
        place=place,
        parts=verdict.parts if verdict is not None else (),
    )


def _image(output: NotebookNode) -> Image:
    own = output.get("metadata", {}).get("image/png", {})
    alt = own.get("alt") if isinstance(own, dict) else None
    return Image(output.data["image/png"], alt if isinstance(alt, str) else "")


def _is_hint(line: str) -> bool:
    return line.lstrip().startswith("→")


def _error(cell: NotebookNode) -> tuple[str | None, str | None]:
    """The sentence of the cell's first error and the line of the learner's that raised it."""
    for output in cell.get("outputs", []):
        if output.output_type == "error":
            place = output.traceback[1] if len(output.traceback) > 1 else None
            return _sentence(output.ename, output.evalue), place
    return None, None


def _sentence(ename: str, evalue: str) -> str:
    if ename in _STOPPED:
        return evalue[:1].upper() + evalue[1:] + "." if evalue else _("It ran too long.")
    if ename == "SyntaxError":  # Python names a file of its own making, which nobody has
        evalue = re.sub(r" \(\d+\.py, line \d+\)$", "", evalue)
    # A test's own kind of exception carries a sentence; Python's are known by their names.
    if ename == "AssertionError" or not hasattr(builtins, ename):
        return evalue or _("A hidden test failed.")
    return f"{ename}: {evalue}" if evalue else ename


def _warning(cell: NotebookNode) -> str | None:
    """nbgrader gives nothing to a test cell that wrote to stderr."""
    for output in cell.get("outputs", []):
        if output.output_type == "stream" and output.name == "stderr" and output.text.strip():
            sentence = _("It wrote to stderr: {line}")
            return sentence.format(line=output.text.strip().splitlines()[-1])
    return None


def _plain(markdown: str) -> str:
    return re.sub(r"[`*]+", "", markdown).strip()
