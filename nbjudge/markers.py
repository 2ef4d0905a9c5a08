"""nbgrader's markers of solutions and hidden tests in a master's cell.

They are the defaults of its ClearSolutions and ClearHiddenTests. Written out here, since judging
needs nothing else of nbgrader's preprocessors, and to import these takes half a second; a test
proves that they are the same.
"""

from __future__ import annotations

BEGIN_SOLUTION, END_SOLUTION = "BEGIN SOLUTION", "END SOLUTION"
BEGIN_HIDDEN, END_HIDDEN = "BEGIN HIDDEN TESTS", "END HIDDEN TESTS"
MARKERS = (BEGIN_SOLUTION, END_SOLUTION, BEGIN_HIDDEN, END_HIDDEN)
