"""What the gate puts through grading: the catalogue's wrong answers, the alternatives, and more."""

from __future__ import annotations

import runpy
from pathlib import Path

from nbformat import NotebookNode

from nbjudge.authoring.answers import blanks
from nbjudge.authoring.gate import CONFIG, Variant
from nn_course.catalogue import Exercise, Misconception, exercises

# Pictures are the lesson's, no test cell looks at one, and drawing them takes a third of the time.
NO_PICTURES = 'c.ExecuteWithEnvironment.environment["MPLBACKEND"] = "agg"\n'

ROOT = Path(__file__).resolve().parents[2]
MASTERS = {"part1": ROOT / "source/part1/from_scratch.py"}


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


def broken(part: str, deleted: str, crashing: str, looping: str, hanging: str) -> Variant:
    """A submission with four exercises broken in four ways; the others earn everything."""
    by_name = {one.name: one for one in exercises(part)}
    parameters = ", ".join(by_name[hanging].parameters)
    answers = {
        crashing: "raise RuntimeError('this cell crashes')\n",
        looping: "while True:\n    pass\n",
        hanging: f"def {hanging}({parameters}):\n    while True:\n        pass\n",
    }
    expected = {t: 0.0 for name in (deleted, *answers) for t in by_name[name].tests}

    def delete(submission: NotebookNode) -> None:
        submission.cells.remove(blanks(submission)[deleted])

    name = f"{deleted} deleted, {crashing} crashes, {looping} and {hanging} loop"
    return Variant(None, name, answers, expected, delete)
