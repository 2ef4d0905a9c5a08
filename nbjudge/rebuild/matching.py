"""Which of a submission's cells answer which of the master's blanks."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from nbjudge.rebuild import code
from nbjudge.rebuild.notes import Note, note
from nbjudge.rebuild.roles import Blank, Roles
from nbjudge.rebuild.submission import SubmittedCell, plain


@dataclass
class Matching:
    """What each submitted cell, by index, stands for.

    *places*: the master's position that a cell corresponds to; *claims*: blank → the cell that
    answers it; *superseded*: names that a cell defines in a version that no longer counts;
    *edits*: ordinary cells of the master, changed; *dropped*: cells that the master has already.
    """

    places: dict[int, int] = field(default_factory=dict)
    claims: dict[str, int] = field(default_factory=dict)
    superseded: dict[int, set[str]] = field(default_factory=dict)
    edits: dict[int, str] = field(default_factory=dict)
    dropped: set[int] = field(default_factory=set)
    missing: list[str] = field(default_factory=list)
    unwritten: list[str] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)


def match(roles: Roles, cells: tuple[SubmittedCell, ...]) -> Matching:
    """Match *cells* to the master's cells: by grade_id, cell id, defined name, then place."""
    return _Matcher(roles, cells).result()


class _Matcher:
    def __init__(self, roles: Roles, cells: tuple[SubmittedCell, ...]) -> None:
        self.roles, self.cells = roles, cells
        self.matching = Matching()
        self.own = {name: self._own(name) for name in roles.blanks}
        self.owned = {i for own in self.own.values() for i in own}

    def result(self) -> Matching:
        self._recognise_masters()
        for blank in self.roles.blanks.values():
            self._by_id_or_name(blank)
        unmatched = [b for b in self.roles.blanks.values() if b.name not in self.matching.claims]
        for blank in unmatched:
            if not self._by_place(blank, unmatched):
                self._absent(blank)
        claimed = set(self.matching.claims.values())
        for i, cell in enumerate(self.cells):
            if i in self.matching.dropped or i in claimed or cell.kind != "code":
                continue
            if cell.essence in self.roles.nothing:
                self.matching.dropped.add(i)
        return self.matching

    def _own(self, name: str) -> list[int]:
        """The cells that say they are the blank *name*; a grade_id has precedence."""
        by_grade_id = [i for i, cell in enumerate(self.cells) if cell.grade_id == name]
        return by_grade_id or [
            i
            for i, cell in enumerate(self.cells)
            if cell.cell_id == name and cell.grade_id not in self.roles.blanks
        ]

    def _recognise_masters(self) -> None:
        """Find the cells that are the master's, for their places, and take none of them."""
        matching, roles = self.matching, self.roles
        free = {source: list(positions) for source, positions in roles.known.items()}
        for i, cell in enumerate(self.cells):
            name = cell.grade_id or cell.cell_id
            if i in self.owned:
                matching.places[i] = roles.blanks[self._named(i)].position
            elif name in roles.fixed:
                matching.places[i] = roles.fixed[name]
                matching.dropped.add(i)
                if roles.fixed[name] not in roles.known.get(cell.plain, ()) and cell.plain:
                    matching.notes.append(note("edited_locked", name))
            elif cell.plain in roles.known:
                left = free[cell.plain]
                known = roles.known[cell.plain]
                matching.places[i] = left.pop(0) if left else known[-1]
                matching.dropped.add(i)
            elif cell.cell_id in roles.ordinary and cell.kind == "code":
                matching.places[i] = roles.ordinary[cell.cell_id]
                matching.edits[i] = cell.cell_id
                if cell.plain:
                    matching.notes.append(note("edited", name=cell.cell_id))

    def _named(self, i: int) -> str:
        return next(name for name, own in self.own.items() if i in own)

    def _written(self, i: int, blank: Blank) -> bool:
        """Whether cell *i* can be an answer to *blank*: more than its stub, and code."""
        cell = self.cells[i]
        if not cell.plain or i in self.matching.dropped:
            return False
        if blank.prose:
            return cell.plain != plain(blank.stub)
        if cell.essence in self.roles.nothing:
            return False
        if cell.kind != "code" and code.parse(cell.source) is None:
            return False
        if self._defines(i, blank) and len(set(cell.names)) > 1:
            own = code.split(cell.source, [(), blank.names])[1]
            return code.essence(own) != self.roles.stubs[blank.name]
        return cell.kind == "code" or not blank.names or self._defines(i, blank)

    def _defines(self, i: int, blank: Blank) -> bool:
        return not blank.names.isdisjoint(self.cells[i].names)

    def _by_id_or_name(self, blank: Blank) -> None:
        own = [i for i in self.own[blank.name] if self._written(i, blank)]
        sure = [i for i in own if self._defines(i, blank) or not blank.names]
        if sure:
            self._claim(blank, sure)
            return
        named = [
            i for i in range(len(self.cells)) if self._defines(i, blank) and self._written(i, blank)
        ]
        if named:
            chosen = self._claim(blank, named)
            lost = chosen not in self.owned and chosen not in self.matching.edits
            several_here = sum(self._defines(chosen, b) for b in self.roles.blanks.values()) > 1
            if not several_here:  # merged cells have a sentence of their own
                kind = "lost_id" if lost and not self.own[blank.name] else "elsewhere"
                self.matching.notes.append(note(kind, blank.name))
        elif own := [i for i in own if not self._other_answer(i)]:
            self._claim(blank, own)

    def _other_answer(self, i: int) -> bool:
        """Whether cell *i*, by its names, belongs to another blank than the one it names."""
        return any(self._defines(i, blank) for blank in self.roles.blanks.values())

    def _claim(self, blank: Blank, indices: Iterable[int]) -> int:
        *others, chosen = indices
        matching = self.matching
        if len({self.cells[i].essence for i in (*others, chosen)}) > 1:
            count = len({self.cells[i].essence for i in (*others, chosen)})
            matching.notes.append(note("several", blank.name, count=count))
        for i in others:
            if self._defines(i, blank):
                matching.superseded.setdefault(i, set()).update(blank.names)
            elif self.cells[i].essence == self.cells[chosen].essence:
                matching.dropped.add(i)
        matching.claims[blank.name] = chosen
        if chosen not in self.owned:
            matching.places.setdefault(chosen, blank.position)
        if self.cells[chosen].kind != "code" and not blank.prose:
            kind = self.cells[chosen].kind
            matching.notes.append(note("cell_type", blank.name, kind=kind))
        return chosen

    def _by_place(self, blank: Blank, unmatched: list[Blank]) -> bool:
        """Match the one cell that stands where *blank* did, if there is exactly one."""
        places = self.matching.places
        if self.own[blank.name]:
            return False
        before = [(place, i) for i, place in places.items() if place < blank.position]
        after = [(place, i) for i, place in places.items() if place > blank.position]
        low, first = max(before, default=(-1, -1))
        high, last = min(after, default=(blank.position + len(unmatched) + 1, len(self.cells)))
        rivals = [one for one in unmatched if low < one.position < high]
        here = [i for i in range(first + 1, last) if i not in places]
        kind = "markdown" if blank.prose else "code"
        fitting = [
            i
            for i in here
            if self.cells[i].kind == kind
            and self._written(i, blank)
            and not self._other_answer(i)
            and i not in self.matching.claims.values()
        ]
        stubs = [i for i in here if self.cells[i].essence == self.roles.stubs[blank.name]]
        if len(rivals) != 1 or len(fitting) != 1 or stubs:
            return False
        self._claim(blank, fitting)
        self.matching.notes.append(note("by_place", blank.name))
        return True

    def _absent(self, blank: Blank) -> None:
        stub = self.roles.stubs[blank.name]
        if self.own[blank.name] or any(cell.essence == stub for cell in self.cells):
            self.matching.unwritten.append(blank.name)
            self.matching.notes.append(note("not_written", blank.name))
        else:
            self.matching.missing.append(blank.name)
            self.matching.notes.append(note("missing", blank.name))
