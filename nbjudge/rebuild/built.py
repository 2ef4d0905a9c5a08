"""JSON of an ordinary size, built by json.loads: the quick way that nearly every notebook takes.

`Built` answers as `scan.Value` does, and says the same of the same text, so that who reads a
notebook need not know which of the two it has: to that one both are `Json`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol

from nbjudge.rebuild import scan

LARGEST = 4 * 2**20


class Json(Protocol):
    """A JSON value that can be walked through; `scan.Value` tells what its methods give."""

    @property
    def whole(self) -> bool: ...
    @property
    def kind(self) -> str: ...
    @property
    def size(self) -> int: ...
    def members(self) -> Iterator[tuple[str, Json]]: ...
    def items(self) -> Iterator[Json]: ...
    def get(self, *path: str) -> Json | None: ...
    def closed(self) -> bool: ...
    def word(self) -> str: ...
    def text(self) -> str: ...
    def short(self, most: int) -> str: ...


@dataclass(frozen=True)
class Built:
    """A JSON value as Python has it."""

    value: Any

    @property
    def whole(self) -> bool:
        """What is not complete is not built."""
        return True

    @property
    def size(self) -> int:
        """Nobody cares how many bytes its text had, which were few."""
        return 0

    @property
    def kind(self) -> str:
        """See `scan.Value.kind`."""
        return '"' if isinstance(self.value, str) else self.word()[0]

    def members(self) -> Iterator[tuple[str, Built]]:
        """See `scan.Value.members`."""
        if isinstance(self.value, dict):
            for key, held in islice(self.value.items(), scan.MOST_MEMBERS):
                yield scan.writable(key), Built(held)

    def items(self) -> Iterator[Built]:
        """See `scan.Value.items`."""
        if isinstance(self.value, list):
            yield from map(Built, self.value[: scan.MOST_ITEMS])
        yield from (value for _, value in self.members())

    def get(self, *path: str) -> Built | None:
        """See `scan.Value.get`."""
        found = self.value
        for key in path:
            if not isinstance(found, dict) or key not in found:
                return None
            found = found[key]
        return Built(found)

    def closed(self) -> bool:
        """See `scan.Value.closed`."""
        return True

    def word(self) -> str:
        """See `scan.Value.word`."""
        if isinstance(self.value, dict | list):
            return "{" if isinstance(self.value, dict) else "["
        if isinstance(self.value, str):
            return f'"{self.short(20)}"'
        return json.dumps(self.value)[:20]

    def text(self) -> str:
        """See `scan.Value.text`."""
        if isinstance(self.value, str):
            return scan.writable(self.value)
        if not isinstance(self.value, list):
            return ""
        if all(isinstance(one, str) for one in self.value):
            return "".join(map(scan.writable, self.value))
        data = json.dumps(self.value).encode()
        return scan.Value(scan.Text(data), 0, len(data)).text()

    def short(self, most: int) -> str:
        """See `scan.Value.short`."""
        return scan.writable(self.value[:most]) if isinstance(self.value, str) else ""


def built(data: bytes) -> Built | None:
    """The object that *data* are the text of; None if they are none, are large, or nest deeply."""
    if len(data) > LARGEST:
        return None
    with suppress(ValueError, RecursionError):
        found = json.loads(data.decode("utf-8", "replace"), strict=False)
        if isinstance(found, dict):
            return Built(found)
    return None
