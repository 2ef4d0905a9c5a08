"""nbgrader's whole configuration; nbgrader_config.py loads it.

It is Python, run by nbgrader's commands, by formgrader and by nbjudge. traitlets puts `get_config`
and `__file__` into its namespace.
"""

import os
from pathlib import Path

from nbgrader.converters import Autograde, GenerateAssignment
from nbgrader.coursedir import CourseDirectory
from nbgrader.preprocessors import (
    ClearHiddenTests,
    ClearMarkScheme,
    ClearOutput,
    Execute,
    GetGrades,
    IncludeHeaderFooter,
    LockCells,
)

try:
    from nbjudge import execution
    from nbjudge.authoring import masters
    from nbjudge.authoring import preprocessors as authoring
    from nbjudge.authoring.released import released_in
    from nbjudge.autograde import plugin
    from nbjudge.feedback.hide import HideTests
    from nbjudge.feedback.page import FeedbackPage
except ImportError as error:
    # An ordinary exception would make nbgrader go on without any of this: masters would be
    # released, solutions and hidden tests included.
    raise SystemExit(
        f"grader_config.py needs nbjudge ({error}): run `pip install -e .` here."
    ) from None

c = get_config()  # noqa: F821

# -- the course ------------------------------------------------------------------------------------
c.CourseDirectory.course_id = "torch_nn"
c.CourseDirectory.release_directory = "notebooks"
c.CourseDirectory.solution_directory = "solutions"
# nbgrader copies every other file beside a notebook into what learners get, and into autograded/
# and feedback/: masters and translations would take solutions and hidden tests with them.
c.CourseDirectory.ignore = [
    *CourseDirectory().ignore,
    "*.py",
    "*.py[cod]",
    "*~",
    ".*",
    "*.po",
    "*.pot",
    "*.mo",
    "locale",
    "*.verdicts.json",  # beside graded notebooks, for instructors
]
if "NBGRADER_EXCHANGE" in os.environ:
    c.Exchange.root = os.environ["NBGRADER_EXCHANGE"]

# -- the language of what is released: "en", or "ko" for the Korean notebooks in notebooks/ko ------
# The gradebook holds the same cells either way, and submissions in both languages are graded.
released_in(c, os.environ.get("COURSE_LANGUAGE", "en"))

# -- generating: the same bytes by formgrader, nbgrader generate_assignment and nbjudge build ------
# notebooks/ comes with a clone: without this nbgrader would skip what is there, and the gradebook
# would never hear of the assignment.
c.GenerateAssignment.force = True
c.GenerateAssignment.preprocessors = [
    authoring.FromMaster,
    authoring.Tidy,
    *GenerateAssignment().preprocessors,
    authoring.Translate,
    authoring.Tidy,
]
c.GenerateSolution.preprocessors = [
    authoring.FromMaster,
    authoring.Tidy,
    IncludeHeaderFooter,
    LockCells,
    ClearOutput,
    ClearMarkScheme,
    ClearHiddenTests,
    authoring.KeepAnswers,
    authoring.Translate,
    execution.ExecuteWithEnvironment,
    authoring.RequireCleanRun,
    authoring.Tidy,
]
# nbgrader expects rubrics in task cells only; ours stand in cells of text that a person marks.
c.ClearMarkScheme.enforce_metadata = False
c.ClearSolutions.code_stub = {
    "python": 'raise NotImplementedError("write your answer here, in place of this line")'
}

# -- executing: solutions and submissions ----------------------------------------------------------
c.ExecuteWithEnvironment.environment = {
    "MNIST_SOURCE": "bundled",  # no network, and the digits that the outputs in solutions/ show
    "OMP_NUM_THREADS": "1",  # sums in one order; and a class is graded on all cores at once
}
# Where a kernel listens on ports, it warns on the terminal that they are not encrypted; they are on
# loopback only.
c.Execute.extra_arguments = ["--IPKernelApp.log_level=ERROR"]
c.Execute.timeout = 60
stopped = f"this cell ran for more than {c.Execute.timeout} seconds and was stopped"
c.Execute.error_on_timeout = {
    "ename": "CellTimeoutError",
    "evalue": stopped,
    "traceback": [f"CellTimeoutError: {stopped}"],
}
c.Autograde.autograde_preprocessors = [
    execution.ExecuteWithEnvironment if step is Execute else step
    for step in Autograde().autograde_preprocessors
]

# -- bundling: what the wheel that learners get leaves out -----------------------------------------
c.Bundle.without = ["nn_course/unseen"]

# -- judging: submissions by nbjudge, in place of nbgrader's own execution -------------------------
# nbgrader has no trait for this class. c.Judging.engine = "nbgrader" brings back its own, which
# runs hidden tests inside the learner's process, where they can be read and their marks forged.
plugin.install()
c.Judging.environment = c.ExecuteWithEnvironment.environment
# Part 4 says that training may take a minute.
c.Judging.cell_timeout = 60
# The references; the digits that networks are judged on; and a library that brings ready-made
# functions which no ban can see.
c.Judging.hidden = ["nn_course.catalogue", "nn_course.unseen", "tensorflow", "keras"]
# Where bubblewrap cannot work, "none" grades nevertheless: a class of one's own, as in make demo.
c.Judging.isolation = os.environ.get("NBJUDGE_ISOLATION", "bwrap")

# -- feedback: no hidden test in it, and nothing loaded from the network ---------------------------
c.GenerateFeedback.preprocessors = [GetGrades, HideTests]
c.GenerateFeedback.exporter_class = FeedbackPage

# nbgrader finds nothing to generate in a fresh clone, which holds masters but no notebooks.
masters.write_missing(Path(__file__).resolve().parent / "source")
