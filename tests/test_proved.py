"""The suite proves no less than it did when it took more than twice as long."""

from __future__ import annotations

import pytest

from tests import proved

COUNTS = proved.counts()


@pytest.mark.parametrize("name", proved.FORMER)
def test_no_less_is_proved(name: str) -> None:
    """As many answers, attacks, damages, mutants, outputs and texts as before, at least."""
    assert COUNTS[name] >= proved.FORMER[name]


def test_every_count_has_one_to_compare_with() -> None:
    """A new thing to count brings the number that it must not fall below."""
    assert list(COUNTS) == list(proved.FORMER)


def test_every_test_file_is_in_an_area() -> None:
    """The table at the end counts seconds of all tests, in the first area that fits."""
    table = proved.Table()
    table.add("tests/gate/test_part1.py", 2.0, is_test=True)
    table.add("tests/gate/test_part1.py", 1.0, is_test=False)
    table.add("tests/test_fonts.py", 4.0, is_test=True)
    assert [line.split()[-2:] for line in table.lines()[1:]] == [["1", "4"], ["1", "3"], ["2", "7"]]
