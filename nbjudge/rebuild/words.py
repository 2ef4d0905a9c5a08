"""What a learner wrote in words, as Markdown that no reader of it can be made to run.

Formgrader reads an answer with mistune, JupyterLab with marked; both then look for formulas in the
page. They do not agree on where code, a formula or a link begins, so safety rests on none of
that: `dangers` names what must not stand *anywhere* in an answer, in code or outside. What is left
makes paragraphs, headings, lists, tables, emphasis, code and formulas, and no element with an
attribute that a learner could write.

How something is taken apart does depend on where it stands, so that it still reads as it was
written. Outside code a reference to the character does it (``&lt;``). Code becomes HTML of ours
around text. In a formula, and where nobody can tell, a space does.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from html.entities import html5
from itertools import pairwise

from nbjudge.rebuild.pictures import Picture, raster

# TeX that makes links, sets attributes or styles of elements, loads what is not there, or changes
# the meaning of others' formulas on the page.
_TEX = (
    r"\\(?=(?:href|url|html[A-Za-z]*|class|cssId|style|data|require|unicode|U|char|mmlToken|bbox"
    r"|csname|[gex]?def|(?:future)?let|(?:re)?new(?:command|environment)|providecommand"
    r"|Declare[A-Za-z]*|Newextarrow|includegraphics|texttip|mathtip|toggle|enclose|input|include"
    r"|catcode|special)(?![A-Za-z]))"
)
_ENTITY = re.compile(r"&(?:#|[A-Za-z][A-Za-z0-9]{0,40};)")
_NUMERIC = re.compile(r"&#(?:[xX]([0-9a-fA-F]{1,6})|([0-9]{1,7}));")
# Whatever makes a tag, a link, an address that turns into a link by itself, or a character by
# its number or name.
_PART = re.compile(
    rf"(?P<tag><(?=[A-Za-z/!?]))|(?P<link>\]\()|(?P<entity>&(?=[#A-Za-z]))"
    rf"|(?P<address>://)|(?P<www>(?i:www)\.)|(?P<tex>{_TEX})|(?P<target>\]:)"
)
_MARKERS = re.compile(r"[ \t]*(?:(?:>|[-*+]|\d{1,9}[.)])[ \t]*)*")
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*(.*)")
_LANGUAGE = re.compile(r"[A-Za-z0-9_+#-]{0,20}")
_TICKS = re.compile(r"`+")
_INLINE = re.compile(r"`+|\$\$?|\\begin\{[a-z]{1,20}\*?\}|!\[(?=[^\[\]\n]{0,200}\]\()")
_IMAGE = re.compile(
    r"!\[([^\[\]\n]{0,200})\]\([ \t]*<?(?:attachment:([^\s<>()]{1,300})"
    r"|data:image/[a-z+]{1,10};base64,([A-Za-z0-9+/=]+))>?(?:[ \t]+[\"']([^\"'\n]{0,200})[\"'])?"
    r"[ \t]*\)"
)
_OURS = re.compile(
    r"</?pre>|</?code>|!\[[\w ,.-]*\]\(attachment:picture-\d+\.(?:png|jpg|gif|webp)\)"
)
_STARRED = re.compile(r"[\\`*_{}\[\]()#+!|~@:-]")
# The separators that some readers take for the end of a line, and others do not.
_CONTROLS = {code: chr(0x2400 + code) for code in range(0x20) if chr(code) not in "\t\n"}
_CONTROLS |= {0x7F: "\u2421", 0x2028: " ", 0x2029: " ", 0xFEFF: ""}
_CONTROLS |= {code: " " for code in range(0x80, 0xA0)}


def harmless(source: str, pictures: Sequence[Picture] = ()) -> tuple[str, list[Picture]]:
    """Markdown with the words of *source* for any reader, and the pictures that it shows.

    Of *pictures*, those pasted into the cell, the ones that *source* shows are kept, under names of
    ours; an image that is written into the text as base64 becomes one of them. Takes time in
    proportion to the text.
    """
    text = source.translate(_CONTROLS)
    album = _Album({one.name: one for one in pictures})
    made = "".join(piece for piece in _blocks(text, album))
    if next(dangers(made), None) is not None:  # what none of the ways above has thought of
        made = f"<pre><code>{_as_text(text, every=True)}</code></pre>"
    return made, album.shown


def dangers(text: str) -> Iterator[str]:
    """What stands in *text* that a reader of Markdown could turn into more than words."""
    bare = _OURS.sub("\N{REPLACEMENT CHARACTER}", text)
    targets = _targets(bare)
    for found in _PART.finditer(bare):
        if _counts(found, targets):
            yield found.group()
    for line in bare.split("\n"):
        fence = _FENCE.match(line, _start(line))
        if fence and not _clean(fence[2]):
            yield fence[2]


def shown(source: str) -> str:
    """The words of an answer that `harmless` made, for a page that shows them as plain text."""
    text = re.sub(r"</?pre>", "```", source)
    return html.unescape(re.sub(r"```</?code>|</?code>```|</?code>", _ticks, text))


def _ticks(found: re.Match[str]) -> str:
    return "```\n" if found[0].startswith("```") else "\n```" if "```" in found[0] else "`"


class _Album:
    """The pictures of a cell by the names that its text has for them."""

    def __init__(self, pasted: dict[str, Picture]) -> None:
        self._pasted = pasted
        self._names: dict[str, str] = {}
        self.shown: list[Picture] = []

    def image(self, found: re.Match[str]) -> str | None:
        """What stands in the text for an image; None where there is no such picture."""
        alt, name, data, title = found.groups()
        key = name or data
        if key not in self._names:
            picture = self._pasted.get(name) if name else raster("", data)
            if picture is None:
                return None
            ours = f"picture-{len(self.shown) + 1}.{picture.suffix}"
            self._names[key] = ours
            self.shown.append(Picture(ours, picture.kind, picture.data))
        words = " ".join(re.sub(r"[^\w ,.-]+", " ", f"{alt} {title or ''}").split())
        return f"![{words}](attachment:{self._names[key]})"


def _start(line: str) -> int:
    """Where a line's own text begins, after the marks of quotations and lists."""
    found = _MARKERS.match(line)
    return found.end() if found else 0


def _clean(info: str) -> bool:
    """Whether what follows a fence is a language, or nothing that anybody acts on."""
    if info.lower().startswith("mermaid"):
        return False
    return not re.search(r"[$\"\\@<&{}]", info)


def _targets(text: str) -> Callable[[int], bool]:
    """Tells of a place in *text* whether it may be in a link's target: ``[name]: address``.

    One begins a line with a bracket, and its name may go on over lines that are not blank.
    """
    starts, within, place, inside = [0], [False], 0, False
    for line in text.split("\n"):
        begin = _start(line)
        if begin >= len(line.rstrip()):
            inside = False
        elif line[begin] == "[" or line[begin : begin + 2] == "![":
            inside = True
        starts.append(place)
        within.append(inside)
        place += len(line) + 1
    return lambda at: within[bisect_right(starts, at) - 1]


def _counts(found: re.Match[str], targets: Callable[[int], bool]) -> bool:
    if found.lastgroup == "entity":
        return _acts(found.string, found.start())
    return found.lastgroup != "target" or targets(found.start())


def _acts(text: str, place: int) -> bool:
    """Whether the reference at *place* stands for a character that means something to a reader."""
    number = _NUMERIC.match(text, place)
    if number:
        code = int(number[1], 16) if number[1] else int(number[2])
        return code < 0x80 and _for_tex(chr(code))
    found = _ENTITY.match(text, place)
    if found is None:
        return False
    meant = html5.get(found[0][1:], "")
    return found[0] == "&#" or any(map(_for_tex, meant))


def _for_tex(one: str) -> bool:
    """Whether a command of TeX's, or a formula, can be put together with this character.

    References are resolved when Markdown has been read: they make formulas, but no links or tags.
    """
    return one in "\\$" or (one.isascii() and one.isalnum())


def _rewritten(text: str, made: dict[str, str]) -> str:
    """*text* with every part that acts replaced by what *made* has for it."""
    targets = _targets(text)

    def replacement(found: re.Match[str]) -> str:
        if not _counts(found, targets):
            return found[0]
        kind = found.lastgroup or ""
        return f"{found[0][:3]}{made[kind]}" if kind == "www" else made[kind]

    return _PART.sub(replacement, text)


_REFERENCES = {
    "tag": "&lt;",
    "link": "]&#40;",
    "entity": "&amp;",
    "address": ":&#47;/",
    "www": "&#46;",
    "tex": "\\ ",
    "target": "]&#58;",
}
_SPACES = {
    "tag": "< ",
    "link": "] (",
    "entity": "& ",
    "address": ": //",
    "www": " .",
    "tex": "\\ ",
    "target": "] :",
}


def _as_text(code: str, *, every: bool = False) -> str:
    """*code* as the text of an HTML element; with *every*, for a place where Markdown is read."""
    made = code.replace("&", "&amp;").replace("<", "&lt;")
    if every:
        made = _STARRED.sub(
            lambda found: f"&#{ord(found[0])};" if found[0] != "\\" else "\\ ", made
        )
    # What is left of the dangers is broken by references that HTML undoes.
    return _rewritten(made, _REFERENCES)


def _blocks(text: str, album: _Album) -> Iterator[str]:
    """*text* cut into fenced code, indented code and the rest, each made harmless."""
    rest: list[str] = []
    lines = text.split("\n")
    number = 0
    while number < len(lines):
        line = lines[number]
        begin = _start(line)
        fence = _FENCE.match(line, begin)
        if fence is None or (fence[1][0] == "`" and "`" in fence[2]):
            rest.append(line)
            number += 1
            continue
        end = _closing(lines, number + 1, fence[1])
        yield from _words(rest, album, more=True)
        rest = []
        inner = lines[number + 1 : end]
        closed = end < len(lines)
        yield _fenced(line[:begin], fence[1], fence[2].strip(), inner, closed)
        number = end + 1
        if number < len(lines):
            yield "\n"
    yield from _words(rest, album, more=False)


def _closing(lines: list[str], first: int, fence: str) -> int:
    """The number of the line that closes *fence*, or of the line after the last."""
    for number in range(first, len(lines)):
        bare = lines[number].strip(" \t>")
        if bare.startswith(fence) and not bare.strip(fence[0]):
            return number
    return len(lines)


def _fenced(before: str, fence: str, info: str, inner: list[str], closed: bool) -> str:
    language = _LANGUAGE.fullmatch(info) is not None and _clean(info)
    code = "\n".join(inner if language else [before + info, *inner])
    acts = next(dangers(code), None) is not None
    if acts and not before:
        return f"<pre><code>{_as_text(code)}</code></pre>" + ("\n" if closed else "")
    opening = f"{before}{fence}{info if language else ''}"
    safe = _fences(_rewritten(code, _SPACES)) if acts else code
    return "\n".join([opening, *([safe] if inner or not language else []), before + fence][:3])


def _words(lines: list[str], album: _Album, *, more: bool) -> Iterator[str]:
    """The *lines* between fences; indented ones after a blank line may be code."""
    if not lines:
        return
    pieces: list[str] = []
    begin, blank = 0, True
    kinds: list[bool] = []
    for line in lines:
        indented = line.startswith(("    ", "\t")) and (blank or (bool(kinds) and kinds[-1]))
        kinds.append(indented)
        blank = not line.strip()
    for number in range(1, len(lines) + 1):
        if number == len(lines) or kinds[number] != kinds[begin]:
            part = "\n".join(lines[begin:number])
            pieces.append(
                _fences(_rewritten(part, _SPACES)) if kinds[begin] else _inline(part, album)
            )
            begin = number
    yield "\n".join(pieces) + ("\n" if more else "")


def _fences(text: str) -> str:
    """*text* where nothing that acts follows a fence: it goes to the next line."""
    made = []
    for line in text.split("\n"):
        fence = _FENCE.match(line, _start(line))
        if fence and not _clean(fence[2]):
            made += [line[: fence.start(2)].rstrip(), " " + fence[2]]
        else:
            made.append(line)
    return "\n".join(made)


def _inline(text: str, album: _Album) -> str:
    """Paragraphs: code between backticks, formulas and pictures, and the words around them."""
    made: list[str] = []
    done = 0
    find = _Ends(text)
    position = 0
    words: list[str] = []

    def flush(until: int) -> None:
        words.append(text[done:until])
        if words[-1]:
            made.append(_rewritten(words[-1], _REFERENCES))

    while (found := _INLINE.search(text, position)) is not None:
        start, position = found.span()
        mark = found[0]
        if start and text[start - 1] == "\\" and mark[0] in "`$":
            continue
        piece = None
        end = start
        if mark[0] == "`":
            end = find.ticks(position, len(mark))
            if end:
                piece = _code_span(text[start:end], len(mark))
        elif mark[0] == "!":
            image = _IMAGE.match(text, start)
            if image:
                piece, end = album.image(image), image.end()
        else:
            end = find.formula(position, mark)
            if end:
                piece = _rewritten(text[start:end], _SPACES)
        if piece is not None:
            flush(start)
            made.append(piece)
            done = position = end
    flush(len(text))
    return _seams(made)


def _seams(pieces: Iterable[str]) -> str:
    """*pieces* joined; what two of them make together is taken apart as well."""
    kept = [piece for piece in pieces if piece]
    for number, (left, right) in enumerate(pairwise(kept)):
        seam = left[-8:] + right[:8]
        if not left.endswith(">") and any(_PART.finditer(seam)) and not _OURS.match(right):
            kept[number] = left + " "
    return _fences("".join(kept))


def _code_span(span: str, ticks: int) -> str:
    code = span[ticks:-ticks]
    if next(dangers(code), None) is None:
        return span
    if code.startswith(" ") and code.endswith(" ") and code.strip():
        code = code[1:-1]
    return f"<code>{_as_text(code, every=True)}</code>"


class _Ends:
    """Finds in *text* where code and formulas end, looking at no stretch of it twice."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._ticks: dict[int, list[int]] = {}
        for found in _TICKS.finditer(text):
            self._ticks.setdefault(len(found[0]), []).append(found.end())
        self._blank = [found.start() for found in re.finditer(r"\n[ \t]*\n", text)]
        self._absent: set[str] = set()

    def ticks(self, after: int, count: int) -> int:
        """The end of the code whose *count* backticks end at *after*; 0 where it has none."""
        ends = self._ticks.get(count, [])
        index = bisect_right(ends, after)
        return self._same_paragraph(after, ends[index]) if index < len(ends) else 0

    def formula(self, after: int, mark: str) -> int:
        """The end of the formula that *mark* before *after* begins; 0 where it has none."""
        closing = mark.replace("begin", "end")
        if closing in self._absent:
            return 0
        end = self._text.find(closing, after)
        if end < 0:
            self._absent.add(closing)
            return 0
        return self._same_paragraph(after, end + len(closing))

    def _same_paragraph(self, start: int, end: int) -> int:
        index = bisect_right(self._blank, start)
        return 0 if index < len(self._blank) and self._blank[index] < end else end
