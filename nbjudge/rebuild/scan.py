"""Walk through JSON without building what it says: bounded in memory, depth and time.

A notebook's outputs may be sixty megabytes of anything, nested a million deep, or cut off in the
middle. json.loads builds all of it or nothing, and how deep it goes depends on who called it; here
a value is a pair of offsets, what nobody asks for is skipped, and nothing recurses. Regular
expressions are of the simplest kind only: Python 3.11.2 matches nested possessive ones wrongly,
and greedy ones remember every repetition.
"""

from __future__ import annotations

import json
import re
from array import array
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import accumulate

MOST_MEMBERS = 500
MOST_ITEMS = 5_000
_MOST_STRINGS = 20_000
_LONGEST_KEY = 200

_SCALAR = re.compile(rb'[^\s,:"\[\]{}]+')
_BETWEEN = re.compile(rb"[\s,]*")
_COLON = re.compile(rb"\s*:\s*")
_MARK = re.compile(rb'["\[\]{}]')
_FIRST_WINDOW, _LARGEST_WINDOW = 2**10, 2**16
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))
# As signed bytes: 1 for what opens, -1 for what closes.
_STEPS = bytes.maketrans(b"[{]}", b"\x01\x01\xff\xff")


@dataclass(frozen=True)
class Text:
    """JSON as bytes, and where each large array or object that begins in it was seen to end."""

    data: bytes
    ends: dict[int, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Value:
    """Where a JSON value stands in a text; *whole* is False when that ends inside the value."""

    within: Text
    start: int
    end: int
    whole: bool = True

    @property
    def data(self) -> bytes:
        """The whole text that it stands in."""
        return self.within.data

    @property
    def kind(self) -> str:
        """Its first character: ``{``, ``[``, ``"``, or that of a number or word."""
        return chr(self.data[self.start]) if self.start < len(self.data) else ""

    @property
    def size(self) -> int:
        """The bytes of its text."""
        return self.end - self.start

    def word(self) -> str:
        """The beginning of a string, number or word; of an array or object its bracket."""
        if self.kind in '[{"':
            return f'"{self.short(20)}"' if self.kind == '"' else self.kind
        return self.data[self.start : min(self.end, self.start + 20)].decode("utf-8", "replace")

    def members(self) -> Iterator[tuple[str, Value]]:
        """The first MOST_MEMBERS members of an object, repeated keys included, in order.

        Nothing for another kind.
        """
        position = self.start + 1 if self.kind == "{" else self.end
        for _ in range(MOST_MEMBERS):
            key = value_at(self.within, position, self.end)
            if key is None or key.kind != '"' or not key.whole:
                return
            colon = _COLON.match(self.data, key.end)
            value = value_at(self.within, colon.end(), self.end) if colon else None
            if value is None:
                return
            yield key.short(_LONGEST_KEY), value
            position = value.end

    def items(self) -> Iterator[Value]:
        """The first MOST_ITEMS items of an array, of an object its values; else nothing."""
        if self.kind == "{":
            yield from (value for _, value in self.members())
            return
        position = self.start + 1 if self.kind == "[" else self.end
        for _ in range(MOST_ITEMS):
            item = value_at(self.within, position, self.end)
            if item is None:
                return
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
        last, count = self.start + 1, 0
        for count, item in enumerate(self.items(), 1):  # noqa: B007
            last = item.end
        if count == (MOST_MEMBERS if self.kind == "{" else MOST_ITEMS):
            return self.whole  # nobody walked further
        between = _BETWEEN.match(self.data, last, self.end)
        return self.whole and between is not None and between.end() == self.end - 1

    def text(self) -> str:
        """A string, or all strings of an array joined; empty for another kind."""
        if self.kind == '"':
            return _decode(self.data[self.start : self.end])
        return "".join(self._strings()) if self.kind == "[" else ""

    def short(self, most: int) -> str:
        """The first *most* characters of a string; empty for another kind."""
        if self.kind != '"':
            return ""
        token = self.data[self.start : min(self.end, self.start + 12 * (most + 2))]
        if len(token) == self.size:
            return _decode(token)[:most]
        for cut in range(len(token), len(token) - 12, -1):  # not within an escaped letter
            with suppress(ValueError):
                text = json.loads(token[:cut].decode("utf-8", "replace") + '"', strict=False)
                return writable(text[:most])
        return ""

    def _strings(self) -> list[str]:
        found = None
        with suppress(ValueError, RecursionError):
            found = json.loads(self.data[self.start : self.end].decode("utf-8", "replace"))
        if isinstance(found, list) and all(isinstance(one, str) for one in found):
            return [writable(one) for one in found]
        # Nested, or not quite JSON.
        strings: list[str] = []
        position = self.start
        while len(strings) < _MOST_STRINGS:
            start = self.data.find(b'"', position, self.end)
            end = _string_end(self.data, start + 1, self.end) if start >= 0 else None
            if end is None:
                break
            strings.append(_decode(self.data[start:end]))
            position = end
        return strings


def value_at(within: Text, position: int, end: int) -> Value | None:
    """The value at *position*, white space and commas skipped; None where none begins."""
    data = within.data
    between = _BETWEEN.match(data, position, end)
    start = between.end() if between else position
    if start >= end or data[start] in b"]}:":
        return None
    if data[start] == ord('"'):
        stop = _string_end(data, start + 1, end)
    elif data[start] in b"[{":
        stop = within.ends.get(start) or _bracket_end(data, start, end)
        if stop is not None and stop - start > _LARGEST_WINDOW:
            within.ends[start] = stop
    else:
        match = _SCALAR.match(data, start, end)
        stop = match.end() if match else None
    return Value(within, start, stop or end, whole=stop is not None)


def _windows(data: bytes, start: int, end: int) -> Iterator[tuple[int, bytes]]:
    """*data* from *start* on in pieces, each with its place; escaped quotes are blanked out.

    The first piece is small, since most values are.
    """
    size = _FIRST_WINDOW
    while start < end:
        window = data[start : min(start + size, end)]
        if b"\\" in window:
            # Pairs first, so that a backslash left over is one that escapes what follows it.
            window = window.replace(rb"\\", b"  ").replace(rb"\"", b"  ")
        yield start, window
        start += len(window) + window.endswith(b"\\")
        size = min(size * 4, _LARGEST_WINDOW)


def _string_end(data: bytes, start: int, end: int) -> int | None:
    """The place after the quote that ends the string whose text begins at *start*."""
    for place, window in _windows(data, start, end):
        found = window.find(b'"')
        if found >= 0:
            return place + found + 1
    return None


def _bracket_end(data: bytes, start: int, end: int) -> int | None:
    """The place after the bracket that closes the one at *start*, of whichever kind it is."""
    depth, inside = 0, False
    for place, window in _windows(data, start, end):
        parts = window.split(b'"')
        brackets = b"".join(parts[inside::2]).translate(_STEPS, _NOT_BRACKETS)
        closing = brackets.count(0xFF)
        if depth <= closing and min(accumulate(array("b", brackets)), default=1) + depth <= 0:
            return place + _close(window, depth, inside)
        depth += len(brackets) - 2 * closing
        inside ^= len(parts) % 2 == 0
    return None


def _close(window: bytes, depth: int, inside: bool) -> int:
    """The place in *window*, which begins at *depth* and maybe *inside* a string, after depth 1."""
    for match in _MARK.finditer(window):
        mark = match.group()
        if mark == b'"':
            inside = not inside
        elif not inside:
            depth += 1 if mark in b"[{" else -1
            if depth == 0:
                return match.end()
    raise AssertionError("the caller has seen that it closes")


def _decode(token: bytes) -> str:
    text = token.decode("utf-8", "replace")
    try:
        text = json.loads(text, strict=False)
    except ValueError:  # an escape that JSON does not know
        text = text[1:-1]
    return writable(text)


def writable(text: str) -> str:
    """*text* without halves of surrogate pairs, which cannot be written to any file."""
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
