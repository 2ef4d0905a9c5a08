"""See differentiation by torch wherever it is asked for, as `nbjudge.exam.kernels` sees operations.

What a watch sees of a gradient belongs to its own thread; torch's engine belongs to the process.
"""

from __future__ import annotations

from typing import Any

import torch

from nbjudge.exam import watch

_Variable: Any = torch.autograd.Variable


def tell() -> None:
    """Let whoever watches hear of every use of torch's engine, from now on."""
    if not isinstance(_Variable._execution_engine, _Engine):
        _Variable._execution_engine = _Engine(_Variable._execution_engine)


class _Engine:
    """torch's engine of gradients, which says when it is used."""

    def __init__(self, engine: Any) -> None:
        self._engine = engine

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def run_backward(self, *arguments: Any, **keywords: Any) -> Any:
        watch.differentiated()
        return self._engine.run_backward(*arguments, **keywords)
