"""nbjudge's copies of nbgrader's markers are nbgrader's."""

from __future__ import annotations

from nbgrader.preprocessors import ClearHiddenTests, ClearMarkScheme, ClearSolutions

from nbjudge import markers


def test_the_markers_are_those_of_nbgrader() -> None:
    """What nbgrader cuts out of a release is what nbjudge takes for not the learner's to see."""
    solutions, hidden, rubrics = ClearSolutions(), ClearHiddenTests(), ClearMarkScheme()
    assert (
        solutions.begin_solution_delimeter,
        solutions.end_solution_delimeter,
    ) == (markers.BEGIN_SOLUTION, markers.END_SOLUTION)
    assert (
        hidden.begin_test_delimeter,
        hidden.end_test_delimeter,
    ) == (markers.BEGIN_HIDDEN, markers.END_HIDDEN)
    assert (
        rubrics.begin_mark_scheme_delimeter,
        rubrics.end_mark_scheme_delimeter,
    ) == (markers.BEGIN_RUBRIC, markers.END_RUBRIC)
