"""``python -m nn_course``: start the course, check a notebook, reset an exercise.

The import of nn_course has made sure of the right Python and of what the lessons need; the
commands need a little more.
"""

import sys

try:
    from nn_course.start.cli import main
except ModuleNotFoundError as error:
    from nn_course.start.errors import StartError

    sys.exit(str(StartError.no_package(str(error.name))))

main()
