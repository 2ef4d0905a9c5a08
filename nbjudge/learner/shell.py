"""The IPython shell that a submission's cells run in, and what they put out."""

from __future__ import annotations

import ast
import base64
import contextlib
import io
import os
import sys
import tempfile
from collections.abc import Callable
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from nbjudge.exam.outcome import Raised, described

_compiled: dict[tuple[str, int], tuple[Any, Any]] = {}

_IMAGES = ("image/png", "image/jpeg")
_LARGEST_TEXT = 20_000
# What parsing or compiling raises of a cell that is not plain Python, but magics or nonsense.
_UNREADABLE = (SyntaxError, ValueError, RecursionError, MemoryError)


class TooMuchOutput(BaseException):
    """A submission printed more than its limit; no ordinary ``except`` of its own stops this."""


class Outputs:
    """What a cell puts out, in its order, up to what `room` allows.

    `made` has ("stream", name, text), ("result" or "display", "", text) and ("image", mime type,
    bytes).
    """

    def __init__(self, room: Room) -> None:
        self.made: list[tuple[str, str, Any]] = []
        self.before: Callable[[], None] | None = None
        """Called before anything is added: what programs wrote until then comes first."""
        self._room = room
        self._places: dict[str, int] = {}
        self._clear = False

    @property
    def left(self) -> int:
        """The characters for which there is room."""
        return max(self._room.left, 0)

    def write(self, name: str, text: str) -> None:
        """Add *text* to the stream *name*."""
        self._begin()
        self._add(name, text)

    def written_below(self, name: str, text: str) -> None:
        """Add *text*, which a program wrote to the descriptor of the stream *name*."""
        self._add(name, text)

    def _add(self, name: str, text: str) -> None:
        text = sendable(text)
        self._room.take(len(text))
        if self.made and self.made[-1][:2] == ("stream", name):
            text = self.made.pop()[2] + text
        self.made.append(("stream", name, text))

    def show(self, kind: str, data: dict[str, Any], place: str = "", again: bool = False) -> None:
        """Add a display's picture, else its plain text; markup and scripts are left behind.

        *place* is the name of a display that may be shown *again*, with other data, where it is.
        """
        self._begin()
        output = self._readable(kind, data)
        if output is None:
            return
        if again and place in self._places:
            self.made[self._places[place]] = output
            return
        if place:
            self._places[place] = len(self.made)
        self.made.append(output)

    def clear(self, wait: bool) -> None:
        """Forget what there is: now, or when something else comes."""
        self._clear = True
        if not wait:
            self._begin()

    def _begin(self) -> None:
        if self.before is not None:
            self.before()
        if self._clear:
            self.made.clear()
            self._places.clear()
            self._clear = False

    def _readable(self, kind: str, data: dict[str, Any]) -> tuple[str, str, Any] | None:
        for mime in _IMAGES:
            if isinstance(data.get(mime), bytes | str):
                content = data[mime]
                raw = base64.b64decode(content) if isinstance(content, str) else content
                return "image", mime, raw
        text = data.get("text/plain")
        if not isinstance(text, str):
            return None
        self._room.left -= len(text)
        return kind, "", sendable(text[:_LARGEST_TEXT])


class _Written(io.TextIOBase):
    """A text stream that adds to the shell's outputs under its *name*."""

    encoding = "UTF-8"
    errors = "replace"

    def __init__(self, name: str, outputs: Outputs) -> None:
        self._name, self._outputs = name, outputs

    def writable(self) -> bool:
        return True

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text)}")  # as in a kernel
        self._outputs.write(self._name, text)
        return len(text)


class _Hook(DisplayHook):
    """IPython's own for the value of a cell (`_`, `Out`), which adds it to the cell's outputs."""

    shell: Shell

    def write_output_prompt(self) -> None:
        """No prompt stands before it."""

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        """Add the value that is shown."""
        self.shell.outputs.show("result", format_dict)

    def finish_displayhook(self) -> None:
        """Write nothing after it."""
        self._is_active = False


class _Publisher(DisplayPublisher):
    """What `display` gives to, which adds it to the cell's outputs."""

    shell: Shell

    def publish(
        self,
        data: dict[str, Any],
        metadata: Any = None,
        source: Any = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """IPython's: show *data*, or, to *update*, show it where the same display stands."""
        place = str((transient or {}).get("display_id") or "")
        self.shell.outputs.show("display", data, place, update)

    def clear_output(self, wait: bool = False) -> None:
        """IPython's: the outputs of the cell go, at once or when others come."""
        self.shell.outputs.clear(wait)


class Shell(InteractiveShell):
    """IPython's shell with the outputs of the cell that runs; a fork of it serves a submission."""

    displayhook_class = Type(_Hook)
    display_pub_class = Type(_Publisher)
    outputs: Outputs

    def showtraceback(self, *_: Any, **__: Any) -> None:
        """Nothing: the judge says what went wrong."""

    showsyntaxerror = showindentationerror = showtraceback

    def enable_gui(self, gui: Any = None) -> None:
        """Nothing: there is no window, which %matplotlib asks for."""

    def ask_exit(self) -> None:
        """What ``exit`` calls: the cell ends, as Python would."""
        raise SystemExit


class Room:
    """How many characters a submission may still print."""

    def __init__(self, left: int) -> None:
        self.left = left

    def take(self, count: int) -> None:
        """Use up `count`; TooMuchOutput if there are not so many left."""
        self.left -= count
        if self.left < 0:
            raise TooMuchOutput


class _Below:
    """Keeps what programs and native code write to descriptors 1 and 2 while a cell runs.

    A notebook shows it below the cell. Files in the scratch directory take it, whose size is
    limited; where none can be made, the descriptors stay as they are.
    """

    def __init__(self, outputs: Outputs) -> None:
        self._outputs = outputs
        self._files: dict[str, tuple[io.BufferedRandom, int, int]] = {}
        self._read = {"stdout": 0, "stderr": 0}

    def __enter__(self) -> _Below:
        for name, number in (("stdout", 1), ("stderr", 2)):
            with contextlib.suppress(OSError):
                file = tempfile.TemporaryFile()
                self._files[name] = (file, number, os.dup(number))
                os.dup2(file.fileno(), number)
        self._outputs.before = self.take
        return self

    def __exit__(self, *_: object) -> None:
        self._outputs.before = None
        for file, number, former in self._files.values():
            with contextlib.suppress(OSError):
                os.dup2(former, number)
                os.close(former)
            file.close()

    def take(self) -> None:
        """Add what is new to the outputs. Raises TooMuchOutput where it is too much."""
        for name, (file, _number, _former) in self._files.items():
            with contextlib.suppress(OSError, ValueError):
                new = os.fstat(file.fileno()).st_size - self._read[name]
                if new > 0:
                    most = min(new, self._outputs.left + 1)
                    written = os.pread(file.fileno(), most, self._read[name])
                    self._read[name] += len(written)
                    self._outputs.written_below(name, written.decode("utf-8", "replace"))


def sendable(text: str) -> str:
    """*text* without the halves of characters, which no encoding has."""
    return text.encode("utf-8", "replace").decode()


def make_shell() -> Shell:
    """The shell, with neither history nor a traceback of its own; made once, before the fork."""
    InteractiveShell.clear_instance()
    # The history's thread could not be forked safely.
    shell: Shell = Shell.instance(config=Config({"HistoryManager": {"enabled": False}}))
    shell.outputs = Outputs(Room(2**62))
    # A kernel gives help (`x?`) to the front end, which shows it beside the notebook.
    shell.set_hook("show_in_pager", lambda *_, **__: None, 0)
    # A learner's own modules are found last: none of them takes a library's place.
    if "" not in sys.path:
        sys.path.append("")
    if "matplotlib" in sys.modules:
        from matplotlib_inline.backend_inline import configure_inline_support

        configure_inline_support(shell, "module://matplotlib_inline.backend_inline")
    return shell


def run(
    shell: Shell, source: str, room: Room
) -> tuple[Raised | None, bool, list[tuple[str, str, Any]]]:
    """Run one cell: what it raised, whether it printed too much, and its outputs.

    They are those of `Outputs.made`.
    """
    outputs = shell.outputs = Outputs(room)
    stdout, stderr, hook = sys.stdout, sys.stderr, sys.displayhook
    sys.stdout, sys.stderr = _Written("stdout", outputs), _Written("stderr", outputs)
    sys.displayhook = shell.displayhook
    error: BaseException | None = None
    with _Below(outputs) as below:
        try:
            error = _run(shell, source)
        except BaseException as stopped:  # KeyboardInterrupt too: it ends one cell
            error = stopped
        finally:
            sys.stdout, sys.stderr, sys.displayhook = stdout, stderr, hook
        try:
            below.take()
        except TooMuchOutput as stopped:
            error = stopped
    flooded = isinstance(error, TooMuchOutput) or room.left < 0
    raised = None if error is None else described(error, {id(shell.user_ns), id(shell.user_module)})
    return raised, flooded, outputs.made


def prepare(shell: Shell, sources: list[str]) -> None:
    """Compile cells that every submission will run, once for all of them."""
    flags = shell.compile.flags
    for source in sources:
        with contextlib.suppress(*_UNREADABLE):
            compiled = _compile(shell, source)
            if shell.compile.flags == flags:
                _compiled[source, flags] = compiled
            else:  # it imports from __future__, which counts from when it is run
                shell.compile.flags = flags


def _run(shell: Shell, source: str) -> BaseException | None:
    """Run one cell and return what it raised.

    What is plain Python goes around IPython's own way, which takes longer than most cells.
    """
    try:
        # By the flags, too: an answer may have imported something from __future__.
        body, end = _compiled.get((source, shell.compile.flags)) or _compile(shell, source)
    except _UNREADABLE:
        result = shell.run_cell(source, store_history=True)
        return result.error_before_exec or result.error_in_exec
    assert shell.history_manager is not None
    shell.history_manager.store_inputs(shell.execution_count, source, source)
    shell.execution_count += 1
    try:
        exec(body, shell.user_global_ns, shell.user_ns)
        exec(end, shell.user_global_ns, shell.user_ns)
        shell.events.trigger("post_execute")
    except TooMuchOutput:
        raise
    except BaseException as error:  # KeyboardInterrupt and CancelledError end one cell, too
        return error
    return None


def _compile(shell: Shell, source: str) -> tuple[Any, Any]:
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
