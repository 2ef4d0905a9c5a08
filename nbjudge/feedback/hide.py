"""Keep hidden tests out of feedback: their source, and tracebacks and outputs that quote it.

autograded/ keeps them, for the instructor; what is made for a learner goes through here first.
This guards against accidents. It cannot stop code that runs beside a hidden test in one process
from saying what it saw in words of its own.
"""

from __future__ import annotations

import re

from nbconvert.filters import strip_ansi
from nbformat import NotebookNode
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution

from nbjudge.authoring import regions
from nbjudge.feedback import judged
from nbjudge.markers import MARKERS
from nbjudge.plain import encodable

# Shorter lines, `else:` or `continue`, are no secret and occur in any text.
_SECRET_LENGTH = 12
_REMOVED = "(left out)"
_FRAME = re.compile(r"Cell In\[(\d+)\], line (\d+)")
# How nbjudge says it, at the end of an error's last line: (line 3: `x = y`)
_LINE = re.compile(r"\(line (\d+): `")


class HideTests(NbGraderPreprocessor):
    """Runs after GetGrades, before the page is written. Works on nbgrader's own template too."""

    def preprocess(self, nb: NotebookNode, resources: dict) -> tuple[NotebookNode, dict]:
        for cell in nb.cells:
            cell.source = encodable(cell.source)
        secrets = _secrets(nb)
        # What raised is looked up in the cells as they were executed.
        executed = {c.execution_count: c for c in nb.cells if c.get("execution_count")}
        for cell in nb.cells:
            for output in cell.get("outputs", []):
                if output.output_type == "error":
                    _explain(output, executed, secrets)
                elif output.output_type == "stream":
                    output.text = scrub(output.text, secrets)
                else:
                    _scrub_data(output, secrets)
        judged.rewrite(nb, lambda text: scrub(strip_ansi(text), secrets))
        for cell in nb.cells:
            if not is_solution(cell):
                cell.source, _ = regions.parted(cell.source)
        return nb, resources


def scrub(text: str, secrets: set[str]) -> str:
    """*text* without the lines that quote a line of *secrets* (lines, spaces squeezed).

    The time is that of reading the text once for each secret, however many lines it has.
    """
    text = encodable(text)
    lines = text.split("\n")
    squeezed = [_squeezed(line) if line else "" for line in lines]
    whole = "\n".join(squeezed)
    quoted = [secret for secret in secrets if secret in whole]
    if not quoted:
        return text
    told = re.compile("|".join(map(re.escape, quoted))).search
    return "\n".join(
        _REMOVED if told(plain) else line for line, plain in zip(lines, squeezed, strict=True)
    )


def _secrets(notebook: NotebookNode) -> set[str]:
    """The hidden lines worth hiding: long enough, and nowhere in what the learner sees anyway."""
    lines: set[str] = set()
    texts: list[str] = []
    for cell in notebook.cells:
        # nbgrader takes hidden tests in test cells alone; elsewhere a learner wrote the markers
        if is_grade(cell) and not is_solution(cell):
            visible, hidden = regions.parted(cell.source)
            lines |= {_squeezed(line) for line in hidden}
            texts.append(visible)
        else:
            texts.append(cell.source)
    seen = _squeezed("\n".join(texts))
    secret = {line for line in lines if len(line) >= _SECRET_LENGTH and line not in seen}
    return secret | set(MARKERS)


def _squeezed(line: str) -> str:
    return " ".join(strip_ansi(line).split())


def _scrub_data(output: NotebookNode, secrets: set[str]) -> None:
    for kind, data in output.get("data", {}).items():
        if isinstance(data, str) and not kind.startswith("image/"):
            output.data[kind] = scrub(data, secrets)
    for own in output.get("metadata", {}).values():
        if isinstance(own, dict) and isinstance(own.get("alt"), str):
            own["alt"] = scrub(own["alt"], secrets)


def _explain(output: NotebookNode, executed: dict[int, NotebookNode], secrets: set[str]) -> None:
    """Replace an error's traceback by its sentence and the line of the learner's own code."""
    output.evalue = scrub(strip_ansi(output.evalue), secrets)
    place = _own_line(scrub("\n".join(output.traceback), secrets), executed)
    sentence = f"{output.ename}: {output.evalue}" if output.evalue else output.ename
    output.traceback = [sentence, place] if place else [sentence]


def _own_line(traceback: str, executed: dict[int, NotebookNode]) -> str | None:
    """Where the error arose, if that is in a cell whose source the learner may see."""
    last = strip_ansi(traceback).strip().rpartition("\n")[2]
    end = last.removesuffix(".").removesuffix("`)")
    if last.endswith(("`)", "`).")) and (line := _LINE.search(end)):
        return f"line {line[1]}: {end[line.end() :].strip()}"
    frames = _FRAME.findall(strip_ansi(traceback))
    if not frames:
        return None
    cell = executed.get(int(frames[-1][0]))
    if cell is None or is_grade(cell):
        return None
    number = int(frames[-1][1])
    lines = cell.source.split("\n")
    if not 1 <= number <= len(lines):
        return None
    return f"line {number} of cell {cell.id}: {lines[number - 1].strip()}"
