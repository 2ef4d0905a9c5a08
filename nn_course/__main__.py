"""``python -m nn_course``: start the course, check a notebook, reset an exercise."""

import contextlib

with contextlib.suppress(ModuleNotFoundError):
    from nn_course.environment import insist

    insist()  # the right Python and every package, or one sentence that says what to do

from nn_course.start.cli import main  # noqa: E402

main()
