"""Walk through JSON without building what it says: bounded in memory, depth and time.

A notebook's outputs may be sixty megabytes of anything, nested a million deep, or cut off in the
middle. json.loads builds all of it or nothing; here a value is a pair of offsets, and what nobody
asks for is skipped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_STRINGS = re.compile(_STRING, re.DOTALL)
_SCALAR = re.compile(rb'[^\s,:"\[\]{}]+')
_BETWEEN = re.compile(rb"[\s,]*+")
_COLON = re.compile(rb"\s*:\s*")
_MOST_DEPTH = 100_000
_LONGEST_KEY = 200


def _balanced(depth: int) -> bytes:
    """A pattern of anything with balanced brackets, nested at most *depth* deep."""
    pattern = rb'(?:[^"\[\]{}]++|' + _STRING + rb")*+"
    for _ in range(depth):
        pattern = rb'(?:[^"\[\]{}]++|' + _STRING + rb"|[\[{]" + pattern + rb"[\]}])*+"
    return pattern


# Six levels in one step of the regex engine: an output's usual depth.
_FLAT = re.compile(_balanced(6), re.DOTALL)


@dataclass(frozen=True)
class Value:
    """Where a JSON value stands in *data*; *whole* is False when the data end inside it."""

    data: bytes
    start: int
    end: int
    whole: bool = True

    @property
    def kind(self) -> str:
        """Its first character: ``{``, ``[``, ``"``, or that of a number or word."""
        return chr(self.data[self.start]) if self.start < len(self.data) else ""

    def members(self) -> Iterator[tuple[str, Value]]:
        """The members of an object, in order, repeated keys included; nothing for another kind."""
        position = self.start + 1 if self.kind == "{" else self.end
        while (key := value_at(self.data, position, self.end)) and key.kind == '"' and key.whole:
            colon = _COLON.match(self.data, key.end)
            value = value_at(self.data, colon.end(), self.end) if colon else None
            if value is None:
                return
            yield (key.text() if key.end - key.start < _LONGEST_KEY else ""), value
            position = value.end

    def items(self) -> Iterator[Value]:
        """The items of an array, in order; of an object its values; nothing for another kind."""
        if self.kind == "{":
            yield from (value for _, value in self.members())
            return
        position = self.start + 1 if self.kind == "[" else self.end
        while item := value_at(self.data, position, self.end):
            yield item
            position = item.end

    def get(self, *path: str) -> Value | None:
        """The member at *path*; of repeated keys the last, as json.loads has it."""
        found: Value | None = self
        for key in path:
            found = dict(found.members()).get(key) if found else None
        return found

    def closed(self) -> bool:
        """Whether an array's or object's items could be walked through up to its bracket."""
        last = self.start + 1
        for item in self.items():
            last = item.end
        between = _BETWEEN.match(self.data, last, self.end)
        return self.whole and between is not None and between.end() == self.end - 1

    def text(self) -> str:
        """A string, or all strings of an array joined; empty for another kind."""
        if self.kind not in '"[':
            return ""
        strings = _STRINGS.finditer(self.data, self.start, self.end)
        return "".join(_decode(match.group()) for match in strings)


def value_at(data: bytes, position: int, end: int) -> Value | None:
    """The value at *position*, white space and commas skipped; None where none begins."""
    between = _BETWEEN.match(data, position, end)
    start = between.end() if between else position
    if start >= end or data[start] in b"]}:":
        return None
    if data[start] in b"[{":
        return _bracketed(data, start, end)
    match = (_STRINGS if data[start] == ord('"') else _SCALAR).match(data, start, end)
    return Value(data, start, match.end()) if match else Value(data, start, end, whole=False)


def _bracketed(data: bytes, start: int, end: int) -> Value:
    depth, position = 1, start + 1
    while depth <= _MOST_DEPTH:
        flat = _FLAT.match(data, position, end)
        position = flat.end() if flat else position
        if position >= end or data[position] == ord('"'):
            break
        depth += 1 if data[position] in b"[{" else -1
        position += 1
        if depth == 0:
            return Value(data, start, position)
    return Value(data, start, end, whole=False)


def _decode(token: bytes) -> str:
    text = token.decode("utf-8", "replace")
    try:
        text = json.loads(text, strict=False)
    except ValueError:  # an escape that JSON does not know
        text = text[1:-1]
    # Half a surrogate pair cannot be written to any file.
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
