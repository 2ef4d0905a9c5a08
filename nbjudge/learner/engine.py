"""See banned operations at their kernels, whatever thread runs them and whatever mode is on.

`nbjudge.exam.watch` looks at what the answer's own thread dispatches. Kernels belong to the whole
process, so here a thread that was started long before the call, or with dispatch modes switched
off, is seen as well. For the process of a submission alone: there is no way to do it to a learner's
own session without a trace.
"""

from __future__ import annotations

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any

import torch

from nbjudge.exam import watch

_kept: list[Any] = []  # torch forgets an implementation with the library that brought it
_seen: set[str] = set()


def see(bans: tuple[str, ...]) -> None:
    """Report every operation that `bans` name to whoever watches, from now on."""
    if watch.AUTOGRAD in bans and watch.AUTOGRAD not in _seen:
        _seen.add(watch.AUTOGRAD)
        engine: Any = torch.autograd.Variable
        engine._execution_engine = _Engine(engine._execution_engine)
    wanted = [name for name in _operations() if name not in _seen and _banned(name, bans)]
    if not wanted:
        return
    library = torch.library.Library("aten", "IMPL")
    for name in wanted:
        _seen.add(name)
        library.impl(name.partition("::")[2], _reporting(name), "CPU")
    _kept.append(library)


def _operations() -> list[str]:
    return [
        name
        for name in torch._C._dispatch_get_all_op_names()
        if name.startswith("aten::") and torch._C._dispatch_has_kernel_for_dispatch_key(name, "CPU")
    ]


def _banned(name: str, bans: tuple[str, ...]) -> bool:
    plain = _plain(name)
    return "backward" not in plain and any(fnmatchcase(plain, ban) for ban in bans)


def _plain(name: str) -> str:
    return name.partition("::")[2].partition(".")[0]


def _reporting(name: str) -> Callable[..., Any]:
    kernel = torch.library.get_kernel(name, "CPU")
    keys = torch._C.DispatchKeySet(torch._C.DispatchKey.CPU)
    plain = _plain(name)

    def run(*arguments: Any, **keywords: Any) -> Any:
        watch.ran(plain)
        return kernel.call_boxed(keys, *arguments, **keywords)

    return run


class _Engine:
    """torch's engine of gradients, which says when it is used."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def run_backward(self, *arguments: Any, **keywords: Any) -> Any:
        watch.differentiated()
        return self._engine.run_backward(*arguments, **keywords)
