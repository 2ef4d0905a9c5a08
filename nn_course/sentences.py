"""What a learner reads where the lesson itself cannot speak: in one place, to be translated.

Any Python can read this: `nn_course.environment` speaks before the course is imported,
`nn_course.kernel` where cells were run in another order. A line that begins with spaces is code.
"""

from __future__ import annotations

from nn_course.columns import wrapped

_WIDTH = 88  # as wide as the reports of checks; JupyterLab would break lines within words


def lines(said: str) -> list[str]:
    """`said` in lines of a readable length; code stays as it is, to be copied."""
    found: list[str] = []
    for line in said.split("\n"):
        if line.startswith(" "):
            found.append(line)
        else:
            found += wrapped(line, _WIDTH)
    return found


# -- nn_course.environment: this Python cannot run the course ---------------------------------

WRONG_PYTHON = (
    "The course needs Python 3.11, 3.12 or 3.13, but this is Python {version} ({executable}). "
    "Install Python 3.13 from python.org and run\n"
    "    {command}\n"
    "START.md, in the folder that your teacher sent, says how to go on."
)

# `needs` is a list such as "torch 2.6 or newer, numpy 1.26 or newer", `has` one such as
# "no torch, numpy 1.21".
MISSING_PACKAGES = (
    "The course needs {needs}, but this Python has {has}. Run this, restart the kernel if this is "
    "a notebook, and try again:\n"
    "    {command}"
)
NEEDED_PACKAGE = "{package} {oldest} or newer"
NO_PACKAGE = "no {package}"
OLD_PACKAGE = "{package} {version}"

HIDDEN_PACKAGE = (
    "The file {file} has the name of the package {package} and is imported in its place: give "
    "your file another name and restart the kernel."
)

# -- nn_course.kernel: a cell ran before the cells that it needs ------------------------------

NEW_KERNEL = (
    "{name} is not defined: the kernel is new and has run none of the cells above.\n"
    "To run them all: {menu}. Then run this cell again."
)

NOT_IMPORTED = (
    "{name} is not defined yet. First run the cell with the imports, then this cell again.\n"
    "To run everything above: {menu}."
)

NOT_RUN = (
    "{name} is not defined yet. First run the cell with this line, then this cell again:\n"
    "    {line}\n"
    "To run everything above: {menu}."
)

NOT_WRITTEN = (
    "This cell needs {name}, which is not written yet. Write it in the cell with this line, "
    "run that cell, then this one again:\n"
    "    {line}"
)

# What an editor calls its command that runs the cells above.
RUN_ABOVE = {
    "jupyter": "Run → Run All Above Selected Cell",
    "colab": "Runtime → Run before",
    "vscode": "Execute Above Cells, in the toolbar of the cell",
}
