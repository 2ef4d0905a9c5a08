"""The gate sees when hidden tests of part 3 are gone."""

from __future__ import annotations

from tests.gate.of_part import Mutants


class TestPart3Mutants(Mutants):
    """One mutant of the master for each exercise."""

    part = "part3"
