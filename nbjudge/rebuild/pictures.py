"""Pictures that a learner pasted into an answer: raster images alone, known by their bytes."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

LARGEST = 6 * 2**20  # bytes as base64
MOST = 20  # of one cell
_MOST_PIXELS = 40_000_000
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})


@dataclass(frozen=True)
class Picture:
    """A raster image: its *name* in the cell, its MIME type by its bytes, and *data* in base64."""

    name: str
    kind: str
    data: str

    @property
    def suffix(self) -> str:
        """The usual end of a file's name."""
        return {"image/jpeg": "jpg"}.get(self.kind, self.kind.removeprefix("image/"))


def raster(name: str, text: str) -> Picture | None:
    """The picture that *text* holds in base64, whatever it is called; None if it is none.

    One with more than 40 million pixels is none: it would stop the page.
    """
    if len(text) > LARGEST:
        return None
    try:
        data = base64.b64decode(re.sub(r"\s+", "", text), validate=True)
    except (binascii.Error, ValueError):
        return None
    for kind, size in (
        ("image/png", _png),
        ("image/jpeg", _jpeg),
        ("image/gif", _gif),
        ("image/webp", _webp),
    ):
        width, height = size(data) or (0, 0)
        if 0 < width * height <= _MOST_PIXELS:
            return Picture(name, kind, base64.b64encode(data).decode())
    return None


def _png(data: bytes) -> tuple[int, int] | None:
    if data[:8] != b"\x89PNG\r\n\x1a\n" or data[12:16] != b"IHDR" or len(data) < 24:
        return None
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _gif(data: bytes) -> tuple[int, int] | None:
    if data[:6] not in (b"GIF87a", b"GIF89a") or len(data) < 10:
        return None
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _jpeg(data: bytes) -> tuple[int, int] | None:
    """The size that a JPEG's frame header states; its segments before that are stepped over."""
    if data[:3] != b"\xff\xd8\xff":
        return None
    place = 2
    while place + 9 <= len(data) and data[place] == 0xFF:
        if data[place + 1] in _FRAMES:
            return (
                int.from_bytes(data[place + 7 : place + 9], "big"),
                int.from_bytes(data[place + 5 : place + 7], "big"),
            )
        if data[place + 1] == 0xFF:
            place += 1
        else:
            place += 2 + max(int.from_bytes(data[place + 2 : place + 4], "big"), 1)
    return None


def _webp(data: bytes) -> tuple[int, int] | None:
    if data[:4] != b"RIFF" or data[8:12] != b"WEBP" or len(data) < 30:
        return None
    if data[12:16] == b"VP8X":
        return (
            int.from_bytes(data[24:27], "little") + 1,
            int.from_bytes(data[27:30], "little") + 1,
        )
    if data[12:16] == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if data[12:16] == b"VP8 ":
        return (
            int.from_bytes(data[26:28], "little") & 0x3FFF,
            int.from_bytes(data[28:30], "little") & 0x3FFF,
        )
    return None
