"""The Korean README and START page say what the English ones do: sections, commands, links."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [("README.md", "README.ko.md"), ("docs/START.md", "docs/START.ko.md")]
FENCE = re.compile(r"^```.*?$(.*?)^```", re.MULTILINE | re.DOTALL)


def both(names: tuple[str, str]) -> tuple[str, str]:
    one, two = ((ROOT / name).read_text(encoding="utf-8") for name in names)
    return one, two


def headings(page: str) -> list[int]:
    return [len(one) for one in re.findall(r"^(#+) ", FENCE.sub("", page), re.MULTILINE)]


def commands(page: str) -> set[str]:
    """The lines of all fenced blocks without their remarks."""
    lines = "\n".join(FENCE.findall(page)).splitlines()
    return {re.sub(r"\s+#.*", "", line).strip() for line in lines} - {""}


def links(page: str) -> set[str]:
    return set(re.findall(r"\]\(([^)]+)\)", page))


@pytest.mark.parametrize("names", PAGES, ids=lambda names: names[1])
def test_the_sections_are_the_same(names: tuple[str, str]) -> None:
    """The same headings, level by level."""
    english, korean = both(names)
    assert headings(english) == headings(korean)


@pytest.mark.parametrize("names", PAGES, ids=lambda names: names[1])
def test_the_commands_are_the_same(names: tuple[str, str]) -> None:
    """Every command of the English page is in the Korean one, which adds the choice of Korean."""
    english, korean = map(commands, both(names))
    assert english <= korean, english - korean
    assert all("ko" in one.split("=")[-1] for one in korean - english), korean - english


@pytest.mark.parametrize("names", PAGES, ids=lambda names: names[1])
def test_the_links_are_the_same(names: tuple[str, str]) -> None:
    """Every page and picture, and each README links to the other."""
    english, korean = map(links, both(names))
    own = {"README.md", "README.ko.md"}
    # Pictures of the course may be in either language.
    english, korean = (
        {one.replace(".ko.png", ".png") for one in page} for page in (english, korean)
    )
    assert english - own == korean - own
    assert names[0] != "README.md" or (own - {"README.md"} <= english and "README.md" in korean)
