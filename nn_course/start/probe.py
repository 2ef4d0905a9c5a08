"""What `python -m nn_course check` runs in the kernel, after each exercise of a notebook."""

from __future__ import annotations

from collections.abc import MutableMapping
from typing import Any

MIME = "application/vnd.nn-course.check+json"


def look(part: str, name: str, namespace: MutableMapping[str, Any]) -> None:
    """Check the answer called `name` in `namespace`, and publish what was found as data.

    Afterwards the name stands for the reference if the answer is not right: the cells below use
    it, and one exercise must not stop the next.
    """
    from IPython.display import publish_display_data

    from nn_course.catalogue import exercise

    right = False
    try:
        found = _found(part, name, namespace)
        right = found["state"] == "passes"
        publish_display_data({MIME: found, "text/plain": ""})
    finally:  # also when it had to be stopped
        if not right:
            namespace[name] = exercise(part, name).reference


def _found(part: str, name: str, namespace: MutableMapping[str, Any]) -> dict[str, str]:
    """A key of `texts.STATES` as "state", and as "said" what is to be told beside it."""
    from nn_course import progress
    from nn_course.catalogue import exercise
    from nn_course.checks import examine
    from nn_course.errors import CheckFailed
    from nn_course.start.said import texts

    if name not in namespace:
        return {"state": "undefined", "said": texts.IS_NOT_DEFINED.format(exercise=name)}
    if not callable(namespace[name]):
        said = str(CheckFailed.not_a_function(name, namespace[name]))
        return {"state": "wrong", "said": said}
    report = examine(exercise(part, name), namespace[name])
    known = report.misconception
    progress.checked(part, name, report.passed, known.name if known else None)
    if report.passed:
        return {"state": "passes", "said": ""}
    if report.unwritten:
        return {"state": "unwritten", "said": ""}
    if known is not None:
        return {"state": "wrong", "said": report.sentence}
    first = next(line for line in report.lines if line.difference is not None)
    said = texts.CHECK_FAILED.format(
        failed=report.failed,
        tried=len(report.lines),
        title=report.told(first.case.title),
        said=first.said,
    )
    return {"state": "wrong", "said": said}
