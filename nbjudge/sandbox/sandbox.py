"""A warm template process in a sandbox, and one confined child of it per submission."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import IO, Self

from nbjudge.errors import SandboxError
from nbjudge.sandbox import command
from nbjudge.sandbox.child import Child
from nbjudge.sandbox.limits import Limits

_START_SECONDS = 300.0
_DEATHS = 3  # templates in a row that died without finishing a submission
_CODE = "import sys; from nbjudge.sandbox.template import main; main(sys.argv[1])"


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
                self._process = self._launch(there, self._log)
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
        while True:
            self.start()
            child = self._fork(entry, seed, limits or self.limits)
            if child is not None:
                self._children.add(child)
                self._deaths = 0
                return child
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
        died = self._process is not None and self._process.poll() is not None
        return self._started + died

    def _launch(self, control: socket.socket, log: IO[bytes]) -> subprocess.Popen[bytes]:
        if not hasattr(os, "fork"):
            raise SandboxError.no_fork(sys.platform)
        isolated = self.isolation == "bwrap"
        if isolated and sys.platform != "linux":
            raise SandboxError.not_linux(sys.platform)
        root = str(Path(__file__).resolve().parents[2])
        paths = [command.PACKAGES, *command.site_directories()] if isolated else sys.path
        settings = {
            "control": control.fileno(),
            "paths": [path for path in paths if path],
            "preload": self.preload,
            "user": command.user_to_become() if isolated else None,
            "isolated": isolated,
            "setup": self.setup and self.setup[0],
        }
        first = command.PACKAGES if isolated else root
        code = f"import sys; sys.path.insert(0, {first!r}); {_CODE}"
        arguments = [sys.executable, "-P", "-s", "-c", code, json.dumps(settings)]
        variables = {**command.environment(), **self.environment}
        if isolated:
            arguments = command.build(arguments, self.packages, self.hidden, variables)
        return subprocess.Popen(
            arguments,
            env=variables,
            pass_fds=[control.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=log,
            start_new_session=True,
        )

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
        assert self._control is not None
        request = json.dumps({"entry": entry, "seed": seed, "limits": asdict(limits)}).encode()
        channel, channel_end = socket.socketpair()
        report, report_end = socket.socketpair()
        with channel_end, report_end:
            try:
                ends = [channel_end.fileno(), report_end.fileno()]
                socket.send_fds(self._control, [request], ends)
                if self._control.recv(1):
                    return Child(channel, report)
            except (ConnectionError, TimeoutError):
                pass
        channel.close()
        report.close()
        return None

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


def remedy() -> str:
    """Return the sentence that says which setting of this system forbids a sandbox."""

    def setting(name: str) -> str:
        path = Path("/proc/sys") / name
        return path.read_text().strip() if path.exists() else ""

    if setting("kernel/apparmor_restrict_unprivileged_userns") == "1":
        return (
            "AppArmor restricts user namespaces here, as Ubuntu does since 24.04: run `sudo sysctl "
            "-w kernel.apparmor_restrict_unprivileged_userns=0`, and put the setting into "
            "/etc/sysctl.d/ to keep it."
        )
    if setting("kernel/unprivileged_userns_clone") == "0":
        return "Run `sudo sysctl -w kernel.unprivileged_userns_clone=1`."
    if setting("user/max_user_namespaces") == "0":
        return "Run `sudo sysctl -w user.max_user_namespaces=15000`."
    return (
        "In a container, allow it to make namespaces: `docker run --privileged`, or "
        "`--security-opt seccomp=unconfined --security-opt systempaths=unconfined "
        "--cap-add SYS_ADMIN`."
    )
