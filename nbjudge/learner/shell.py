"""The IPython shell that a submission's cells run in, and what they put out."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import sys
from typing import Any

from IPython.core.displayhook import CapturingDisplayHook
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from nbjudge.exam.outcome import Raised, described

# Made once: as long as a short cell runs, it takes to make one.
_publisher = CapturingDisplayPublisher()
_compiled: dict[tuple[str, int], tuple[Any, Any]] = {}

_IMAGES = ("image/png", "image/jpeg")
_LARGEST_TEXT = 20_000
# What parsing or compiling raises of a cell that is not plain Python, but magics or nonsense.
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


class TooMuchOutput(BaseException):
    """A submission printed more than its limit; no ordinary ``except`` of its own stops this."""


class _Written(io.TextIOBase):
    """A text stream that adds to `outputs` under its `name`, up to what `room` allows."""

    def __init__(self, name: str, outputs: list[tuple[str, str, Any]], room: Room) -> None:
        self._name, self._outputs, self._room = name, outputs, room

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        text = str(text)
        self._room.take(len(text))
        if self._outputs and self._outputs[-1][:2] == ("stream", self._name):
            text = self._outputs.pop()[2] + text
        self._outputs.append(("stream", self._name, text))
        return len(text)


class Room:
    """How many characters a submission may still print."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, count: int) -> None:
        """Use up `count`; TooMuchOutput if there are not so many left."""
        self.left -= count
        if self.left < 0:
            raise TooMuchOutput


def make_shell() -> InteractiveShell:
    """The shell, with neither history nor a traceback of its own; made once, before the fork."""
    InteractiveShell.clear_instance()
    # The history's thread could not be forked safely.
    shell = InteractiveShell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    # The judge says what went wrong; and there is no window, which %matplotlib asks for.
    for name in ("showtraceback", "showsyntaxerror", "showindentationerror", "enable_gui"):
        setattr(shell, name, lambda *_, **__: None)
    if "matplotlib" in sys.modules:
        from matplotlib_inline.backend_inline import configure_inline_support

        configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    return shell


def run(
    shell: InteractiveShell, source: str, room: Room
) -> tuple[Raised | None, bool, list[tuple[str, str, Any]]]:
    """Run one cell: what it raised, whether it printed too much, and its outputs.

    An output is ("stream", name, text), ("result", "", text) or ("image", mime type, bytes).
    """
    outputs: list[tuple[str, str, Any]] = []
    shown: list[Any] = []
    results: list[Any] = []
    publisher, hook = shell.display_pub, shell.displayhook
    stdout, stderr = sys.stdout, sys.stderr
    _publisher.outputs = shown
    shell.display_pub = _publisher
    capturing: Any = CapturingDisplayHook(shell=shell, outputs=results)
    shell.displayhook = sys.displayhook = capturing
    sys.stdout, sys.stderr = _Written("stdout", outputs, room), _Written("stderr", outputs, room)
    error: BaseException | None = None
    try:
        error = _run(shell, source)
    except (Exception, SystemExit, TooMuchOutput) as stopped:
        error = stopped
    finally:
        sys.stdout, sys.stderr = stdout, stderr
        shell.display_pub, shell.displayhook = publisher, hook
    for output in shown:
        _add(output.get("data", {}), "display", outputs, room)
    for output in results:
        _add(output.get("data", {}), "result", outputs, room)
    flooded = isinstance(error, TooMuchOutput) or room.left < 0
    raised = None if error is None else described(error, {id(shell.user_ns), id(shell.user_module)})
    return raised, flooded, outputs


def _add(data: dict[str, Any], kind: str, outputs: list[tuple[str, str, Any]], room: Room) -> None:
    """Add a display's picture, else its plain text; markup and scripts are left behind."""
    for mime in _IMAGES:
        if isinstance(data.get(mime), bytes | str):
            content = data[mime]
            raw = base64.b64decode(content) if isinstance(content, str) else content
            outputs.append(("image", mime, raw))
            return
    text = data.get("text/plain")
    if isinstance(text, str):
        room.left -= len(text)
        outputs.append((kind, "", text[:_LARGEST_TEXT]))


def prepare(shell: InteractiveShell, sources: list[str]) -> None:
    """Compile cells that every submission will run, once for all of them."""
    flags = shell.compile.flags
    for source in sources:
        with contextlib.suppress(*_UNREADABLE):
            compiled = _compile(shell, source)
            if shell.compile.flags == flags:
                _compiled[source, flags] = compiled
            else:  # it imports from __future__, which counts from when it is run
                shell.compile.flags = flags


def _run(shell: InteractiveShell, source: str) -> BaseException | None:
    """Run one cell and return what it raised.

    What is plain Python goes around IPython's own way, which takes longer than most cells.
    """
    try:
        # By the flags, too: an answer may have imported something from __future__.
        body, end = _compiled.get((source, shell.compile.flags)) or _compile(shell, source)
    except _UNREADABLE:
        result = shell.run_cell(source, store_history=False)
        return result.error_before_exec or result.error_in_exec
    try:
        exec(body, shell.user_global_ns, shell.user_ns)
        exec(end, shell.user_global_ns, shell.user_ns)
        shell.events.trigger("post_execute")
    except (Exception, SystemExit) as error:
        return error
    return None


def _compile(shell: InteractiveShell, source: str) -> tuple[Any, Any]:
    """The code of a cell that is plain Python, and that of its last line if it is an expression."""
    tree = ast.parse(source)
    name = shell.compile.cache(source)
    compiler: Any = shell.compile
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    body = compiler(tree, name, "exec")
    shown = ast.Interactive([last]) if last is not None and not _silenced(source) else None
    end = compiler(shown or ast.Module([last] if last else [], []), name, _mode(shown))
    return body, end


def _silenced(source: str) -> bool:
    return source.rstrip().endswith(";")


def _mode(shown: ast.Interactive | None) -> str:
    return "exec" if shown is None else "single"
