"""What a report prints, read off its page and off the files beside it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag


class Page:
    """The page of a class report."""

    def __init__(self, file: Path) -> None:
        self._folder = file.parent
        self._soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")

    def table(self, name: str) -> list[dict[str, str]]:
        """One of the CSV files, which the page has a link to."""
        assert self._soup.select_one(f'footer a[href="{name}"]') is not None
        with (self._folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @property
    def cards(self) -> dict[str, str]:
        """The numbers at the top, by what they are."""
        return {_text(one.dt): _text(one.dd) for one in self._soup.select(".cards > div")}

    @property
    def lead(self) -> str:
        return _text(self._soup.select_one(".lead"))

    @property
    def spread(self) -> str:
        """The sentence below the histogram."""
        return _text(self._section("marks").find_all("p")[-1])

    @property
    def bars(self) -> list[float]:
        """The heights of the histogram's bars."""
        return [float(str(one["height"])) for one in self._soup.select(".histogram rect.full")]

    @property
    def bins(self) -> list[int]:
        """The learners in each bin, as the table beside the histogram has them."""
        return [int(_text(one.td)) for one in self._section("marks").select("tbody tr")]

    @property
    def exercises(self) -> dict[str, list[str]]:
        """The row of each exercise; its bar as shares of full, some and no marks."""
        rows = {}
        for row in self._section("exercises").select("tbody tr"):
            cells = [_text(one) for one in row.find_all("td")]
            bars = {str(one["class"][0]): str(one["width"]) for one in row.select("rect")}
            shown = [f"{float(bars.get(kind, 0)) / 200:.3f}" for kind in ("full", "some", "none")]
            rows[_text(row.th)] = [*cells, *shown]
        return rows

    @property
    def misconceptions(self) -> list[tuple[str, str, str, str]]:
        """Exercise, misconception, how many have it, and the sentence."""
        found, exercise = [], ""
        for one in self._section("misconceptions").find_all(["h3", "li"]):
            if one.name == "h3":
                exercise = _text(one)
                continue
            name, count = one.select_one(".what code"), one.select_one(".what b")
            found.append((exercise, _text(name), _text(count), _text(one.blockquote)))
        return found

    @property
    def attention(self) -> dict[str, str]:
        """What is worth a look, by its title."""
        found: dict[str, str] = {}
        title = ""
        for one in self._section("attention").find_all(["h3", "p"]):
            if one.name == "h3":
                title = _text(one)
                found[title] = ""
            else:
                found[title] = f"{found[title]} {_text(one)}".strip()
        return found

    @property
    def changes(self) -> tuple[str, dict[str, list[str]]]:
        """The sentence on the run before, and the row of each learner."""
        section = self._section("changes")
        rows = {
            _text(row.th): [_text(one) for one in row.find_all("td")]
            for row in section.select("tbody tr")
        }
        return _text(section.p), rows

    def _section(self, name: str) -> Tag:
        found = self._soup.select_one(f'section[aria-labelledby="{name}"]')
        assert found is not None
        return found


def sentence(text: str) -> str:
    """A sentence of a check without the signs that a page shows as code or as stress."""
    text = re.sub(r"`([^`\n]+)`", r"\1", text)
    text = re.sub(r"(?<![\w*])\*(\w(?:[^*<>\n]*\w)?)\*(?![\w*])", r"\1", text)
    return " ".join(text.split())


def _text(tag: Tag | None) -> str:
    assert tag is not None
    return " ".join(tag.get_text().split())
