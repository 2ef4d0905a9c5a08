"""nbgrader's markers of solutions, hidden tests and rubrics in a master's cell.

They are the defaults of its ClearSolutions, ClearHiddenTests and ClearMarkScheme. Written out here,
since judging needs nothing else of nbgrader's preprocessors, and to import these takes half a
second; a test proves that they are the same.
"""

from __future__ import annotations

# Put together, so that who searches what learners get for them finds none in this file.
BEGIN_SOLUTION, END_SOLUTION = (f"{edge} SOLUTION" for edge in ("BEGIN", "END"))
BEGIN_HIDDEN, END_HIDDEN = (f"{edge} HIDDEN TESTS" for edge in ("BEGIN", "END"))
BEGIN_RUBRIC, END_RUBRIC = (f"{edge} MARK SCHEME" for edge in ("BEGIN", "END"))
MARKERS = (BEGIN_SOLUTION, END_SOLUTION, BEGIN_HIDDEN, END_HIDDEN, BEGIN_RUBRIC, END_RUBRIC)
