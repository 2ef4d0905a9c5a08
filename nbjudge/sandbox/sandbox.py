"""A warm template process in a sandbox, and one confined child of it per submission."""

from __future__ import annotations

import json
import socket
import subprocess
import tempfile
import weakref
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from typing import IO, Any, Self, TypeVar

from nbjudge.errors import SandboxError
from nbjudge.sandbox import starting
from nbjudge.sandbox.child import Child
from nbjudge.sandbox.limits import Limits
from nbjudge.sandbox.remedy import remedy

_START_SECONDS = 300.0
_Answer = TypeVar("_Answer")
_DEATHS = 3  # templates in a row that died without finishing a submission


class Sandbox:
    """Use as a context manager, from one thread, which must live as long as the sandbox.

    ``preload``: modules the template imports once. ``packages``: packages put inside wherever they
    are installed, nbjudge among them always. ``hidden``: dotted names or absolute paths that must
    not exist inside. ``limits``: for each child, unless ``fork`` is given others. ``isolation``:
    "bwrap", or "none", which protects from accidents and not from intent. ``environment``:
    variables inside, besides those of `command.environment`. ``setup``: "module:function" and the
    text it is called with in the template, after the imports.
    """

    def __init__(
        self,
        preload: Sequence[str] = (),
        limits: Limits | None = None,
        hidden: Sequence[str] = (),
        isolation: str = "bwrap",
        packages: Sequence[str] = (),
        environment: Mapping[str, str] | None = None,
        setup: tuple[str, str] | None = None,
    ) -> None:
        if isolation not in ("bwrap", "none"):
            raise SandboxError.unknown_isolation(isolation)
        self.preload = tuple(preload)
        self.limits = limits or Limits()
        self.hidden = tuple(hidden)
        self.isolation = isolation
        self.packages = tuple(dict.fromkeys(("nbjudge", *packages)))
        self.environment = dict(environment or {})
        self.setup = setup
        self._log: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._children: weakref.WeakSet[Child] = weakref.WeakSet()
        self._asked: set[tuple[str, str]] = set()  # of this template
        self._deaths = 0
        self._started = 0
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def launch(self) -> None:
        """Let the template begin to import, and return at once. Without effect if it runs.

        SandboxError if it cannot even be tried; whatever else is wrong `start` says.
        """
        if self._closed:
            raise SandboxError.closed()
        if self._control is not None:
            return
        here, there = socket.socketpair()
        self._control = here
        self._started += 1
        try:
            with there:
                self._log = tempfile.TemporaryFile()  # noqa: SIM115  (closed in start)
                self._process = starting.process(
                    there,
                    self._log,
                    self.preload,
                    self.setup and self.setup[0],
                    self.packages,
                    self.hidden,
                    self.environment,
                    self.isolation == "bwrap",
                )
        except BaseException:
            self._stop()
            raise

    def start(self) -> None:
        """Wait for the template, then fork a child that does nothing, to see that all of it works.

        Without effect if it runs. SandboxError, with what to do, if it cannot.
        """
        self.launch()
        if self._log is None:
            return
        try:
            with self._log:
                self._greet(self._log)
            self._log = None
            trial = self._fork("nbjudge.sandbox.template:idle", 0, self.limits)
            ending = None if trial is None else trial.wait(_START_SECONDS)
            if ending is None or (ending.cause, ending.code) != ("exited", 0):
                self._refuse("no answer" if ending is None else ending.output)
        except BaseException:
            self._stop()
            raise

    def fork(self, seed: int, entry: str, limits: Limits | None = None) -> Child:
        """Return a new child running ``entry``, "module:function", called with its socket.

        ``seed`` seeds every random generator in it. Starts the template if need be, anew if it
        died. SandboxError if it cannot be started, or dies again and again.
        """
        child = self._living(lambda: self._fork(entry, seed, limits or self.limits))
        self._children.add(child)
        return child

    def also(self, setup: str, text: str) -> None:
        """Let the template call one more "module:function" with a text, before it forks again.

        Once: what it was asked before it is not asked again. What fails there fails in silence; it
        serves what forks can do themselves, only slower. Errors as for `fork`.
        """
        if (setup, text) not in self._asked:
            self._living(lambda: self._request({"setup": setup, "text": text}) or None)
            self._asked.add((setup, text))

    def twin(self) -> socket.socket:
        """Let the template fork one like itself, and return the socket that `adopt` takes.

        For a process that will be forked from this one. The twin ends with the template, and when
        that socket is closed. Errors as for `fork`.
        """
        return self._living(self._twin)

    def adopt(self, control: socket.socket | None) -> None:
        """Use the twin behind *control* in this process, forked from the one that asked for it.

        With None there is no template, and one is started when it is needed.
        """
        if self._control is not None:
            self._control.close()  # that of the template itself, which is the other process's
        self._control, self._process = control, None
        self._children = weakref.WeakSet()

    def _living(self, ask: Callable[[], _Answer | None]) -> _Answer:
        """What the template answers, which is started anew while it does not."""
        while True:
            self.start()
            answer = ask()
            if answer is not None:
                self._deaths = 0
                return answer
            self._stop()
            self._deaths += 1
            if self._deaths >= _DEATHS:
                raise SandboxError.keeps_dying(self._deaths)

    def close(self) -> None:
        """End the template and every child, whatever they do; children are gone on return."""
        self._closed = True
        self._stop()

    @property
    def pid(self) -> int | None:
        """The process id of the template, or of the bubblewrap around it; None if not running."""
        return None if self._process is None else self._process.pid

    @property
    def generation(self) -> int:
        """How many templates there have been, and one more if the last one has died.

        What ended while this number changed may have ended for that alone.
        """
        if self._process is not None:
            return self._started + (self._process.poll() is not None)
        return self._started + (self._control is not None and _is_closed(self._control))

    def _greet(self, log: IO[bytes]) -> None:
        """Wait for the template's first line and judge it."""
        assert self._control is not None and self._process is not None
        self._control.settimeout(_START_SECONDS)
        try:
            if self.setup is not None:
                text = self.setup[1].encode()
                self._control.sendall(len(text).to_bytes(8, "big") + text)
            line = self._control.makefile("rb").readline()
        except TimeoutError:
            raise SandboxError.template_failed(f"it took over {_START_SECONDS:.0f} s") from None
        except ConnectionError:
            line = b""
        if not line:
            self._process.wait()
            log.seek(0)
            words = log.read().decode(errors="replace").strip()
            if "bwrap: " in words:
                self._refuse(words)
            raise SandboxError.template_failed(words[-2000:])
        greeting = json.loads(line)
        if "failed" in greeting:
            raise SandboxError.template_failed(greeting["failed"])
        if greeting["threads"] > 1:
            raise SandboxError.threads(greeting["threads"])

    def _fork(self, entry: str, seed: int, limits: Limits) -> Child | None:
        """Return a child, or None if the template is dead."""
        channel, channel_end = socket.socketpair()
        report, report_end = socket.socketpair()
        with channel_end, report_end:
            request = {"entry": entry, "seed": seed, "limits": asdict(limits)}
            if self._request(request, channel_end, report_end):
                return Child(channel, report)
        channel.close()
        report.close()
        return None

    def _twin(self) -> socket.socket | None:
        """Return the socket to a twin of the template, or None if that is dead."""
        here, there = socket.socketpair()
        with there:
            if self._request({"twin": True}, there):
                return here
        here.close()
        return None

    def _request(self, request: dict[str, Any], *ends: socket.socket) -> bool:
        """Send a request with descriptors to the template; False if it is dead."""
        assert self._control is not None
        with suppress(ConnectionError, TimeoutError):
            numbers = [end.fileno() for end in ends]
            socket.send_fds(self._control, [json.dumps(request).encode()], numbers)
            return bool(self._control.recv(1))
        return False

    def _refuse(self, log: str) -> None:
        if self.isolation == "none":
            raise SandboxError.template_failed(log)
        raise SandboxError.forbidden(remedy(), log)

    def _stop(self) -> None:
        for child in list(self._children):
            child.kill()
        for child in list(self._children):
            with suppress(TimeoutError):
                child.wait(5)
        self._children.clear()
        self._asked.clear()
        process, control = self._process, self._control
        self._process = self._control = None
        if self._log is not None:
            self._log.close()
            self._log = None
        if control is not None:
            with suppress(OSError):
                control.shutdown(socket.SHUT_WR)  # the template ends by itself
                control.settimeout(5)
                while control.recv(4096):
                    pass
            control.close()
        if process is not None:
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _is_closed(control: socket.socket) -> bool:
    """Whether the other end is gone."""
    try:
        return not control.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True
