"""The template's process, as it is started: a Python in bubblewrap, or a bare one."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from nbjudge.errors import SandboxError
from nbjudge.sandbox import command

_CODE = "import sys; from nbjudge.sandbox.template import main; main(sys.argv[1])"


def process(
    control: socket.socket,
    log: IO[bytes],
    preload: Sequence[str],
    setup: str | None,
    packages: Sequence[str],
    hidden: Sequence[str],
    environment: Mapping[str, str],
    isolated: bool,
) -> subprocess.Popen[bytes]:
    """Start a template that is asked on *control* and complains to *log*.

    The rest as `Sandbox` describes it. SandboxError if it cannot even be tried.
    """
    if not hasattr(os, "fork"):
        raise SandboxError.no_fork(sys.platform)
    if isolated and sys.platform != "linux":
        raise SandboxError.not_linux(sys.platform)
    root = str(Path(__file__).resolve().parents[2])
    paths = [command.PACKAGES, *command.site_directories()] if isolated else sys.path
    settings = {
        "control": control.fileno(),
        "paths": [path for path in paths if path],
        "preload": preload,
        "user": command.user_to_become() if isolated else None,
        "isolated": isolated,
        "setup": setup,
    }
    first = command.PACKAGES if isolated else root
    code = f"import sys; sys.path.insert(0, {first!r}); {_CODE}"
    arguments = [sys.executable, "-P", "-s", "-c", code, json.dumps(settings)]
    variables = {**command.environment(), **environment}
    if isolated:
        arguments = command.build(arguments, packages, hidden, variables)
    return subprocess.Popen(
        arguments,
        env=variables,
        pass_fds=[control.fileno()],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
    )
