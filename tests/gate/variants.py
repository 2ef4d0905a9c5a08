"""What the gate puts through grading: the catalogue's wrong answers, the alternatives, and more."""

from __future__ import annotations

import runpy
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from textwrap import indent

from nbformat import NotebookNode

from nbjudge.authoring.answers import blanks
from nbjudge.authoring.gate import CONFIG, Variant
from nbjudge.authoring.translation.lessons import catalogue_of
from nbjudge.language import ENGLISH
from nn_course.catalogue import PARTS, Exercise, Misconception, exercises

# Pictures are the lesson's, no test cell looks at one, and drawing them takes a third of the time.
NO_PICTURES = 'c.ExecuteWithEnvironment.environment["MPLBACKEND"] = "agg"\n'

ROOT = Path(__file__).resolve().parents[2]
MASTERS = {part: next((ROOT / "source" / part).glob("*.py")) for part in PARTS}
# Cells that a person marks: no gate can.
BY_HAND: dict[str, tuple[str, ...]] = {"part4": ("explain",)}


def catalogue(part: str, language: str) -> Path | None:
    """The translations of *part*; None for English."""
    if language == ENGLISH:
        return None
    return catalogue_of(ROOT / "source" / part, language)


def configured(folder: Path, *lines: str) -> Path:
    """Put the project's nbgrader configuration, with *lines* added, into *folder*."""
    for name in CONFIG:
        text = (ROOT / name).read_text(encoding="utf-8")
        if name == "grader_config.py":
            text += "".join(lines)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def blank(part: str) -> Variant:
    """The notebook as it is released: nothing on every exercise."""
    return Variant(None, "blank", None, {t: 0 for one in exercises(part) for t in one.tests})


def hints_left(part: str) -> Variant:
    """The solution, with all hints still there that its author asked for: full marks."""

    def uncomment(submission: NotebookNode) -> None:
        lines = [cell for cell in submission.cells if cell.source.startswith("# hint.")]
        assert len(lines) == len(PARTS[part])
        for cell in lines:
            cell.source = cell.source.removeprefix("#")

    return Variant(None, "solution, hints left", change=uncomment)


def misconceptions(part: str) -> list[Variant]:
    """One variant for each misconception of each exercise, all else being right."""
    return [wrong(one, known) for one in exercises(part) for known in one.misconceptions]


def wrong(exercise: Exercise, known: Misconception) -> Variant:
    """The variant of one misconception: it earns what it declares."""
    return Variant(
        exercise.name,
        f"misconception {known.name!r}",
        {exercise.name: known.source},
        declared(exercise, known),
    )


def declared(exercise: Exercise, known: Misconception) -> dict[str, float]:
    """The marks that a misconception declares, for every test cell of its exercise."""
    return {test: known.earns.get(test, 0) for test in exercise.tests}


def alternatives(part: str) -> list[Variant]:
    """One variant for each right answer written differently: full marks."""
    return [
        Variant(one.name, f"alternative {name!r}", {one.name: source})
        for one in exercises(part)
        for name, source in alternative_sources(part, one.name).items()
    ]


def alternative_sources(part: str, exercise: str) -> dict[str, str]:
    """The sources in tests/alternatives/<part>/<exercise>.py by name."""
    file = ROOT / "tests" / "alternatives" / part / f"{exercise}.py"
    found: dict[str, str] = runpy.run_path(str(file))["ALTERNATIVES"]
    return found


def everything_wrong(part: str, count: int) -> list[Variant]:
    """*count* submissions in which every exercise carries a misconception at once."""
    packs = []
    for number in range(count):
        answers: dict[str, str] = {}
        expected: dict[str, float] = {}
        for one in exercises(part):
            known = one.misconceptions[number % len(one.misconceptions)]
            answers[one.name] = known.source
            expected |= declared(one, known)
        packs.append(Variant(None, f"everything wrong, {number + 1}", answers, expected))
    return packs


def affordable(part: str, variants: Sequence[Variant]) -> list[list[Variant]]:
    """*variants* in the groups that may share submissions.

    Those that are not about a dear exercise of *part* leave it blank, which then earns nothing.
    """
    dear = {one.name for one in exercises(part) if one.dear}
    if not dear:
        return [list(variants)]
    whole = [one for one in variants if one.exercise is None or one.exercise in dear]
    rest = [without_dear(part, one) for one in variants if one not in whole]
    return [whole, rest]


def without_dear(part: str, variant: Variant) -> Variant:
    """*variant* with the dear exercises of *part* left blank: they take many seconds to judge."""
    dear = [one for one in exercises(part) if one.dear]
    unwritten = {one.name: f"{one.heading}\n    raise NotImplementedError\n" for one in dear}
    nothing = {test: 0.0 for one in dear for test in one.tests}
    return replace(
        variant,
        answers={**unwritten, **(variant.answers or {})},
        expected={**nothing, **variant.expected},
    )


def broken(part: str, deleted: str, crashing: str, looping: str, hanging: str) -> Variant:
    """A submission with four exercises broken in four ways; the others earn everything."""
    by_name = {one.name: one for one in exercises(part)}
    parameters = ", ".join(by_name[hanging].parameters)
    stuck = "    while True:\n        pass\n"
    if by_name[hanging].base is not None:
        stuck = f"    def __init__(self, {parameters}):\n{indent(stuck, '    ')}"
    answers = {
        crashing: "raise RuntimeError('this cell crashes')\n",
        looping: "while True:\n    pass\n",
        hanging: f"{by_name[hanging].heading}\n{stuck}",
    }
    expected = {t: 0.0 for name in (deleted, *answers) for t in by_name[name].tests}

    def delete(submission: NotebookNode) -> None:
        submission.cells.remove(blanks(submission)[deleted])

    name = f"{deleted} deleted, {crashing} crashes, {looping} and {hanging} loop"
    return Variant(None, name, answers, expected, delete)
