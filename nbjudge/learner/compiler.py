"""Let torch do without its compiler where nothing is compiled: to import it takes a second.

Every optimizer of ``torch.optim`` imports ``torch._dynamo`` when it is first used, only to say that
its own functions are not to be compiled.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from types import ModuleType
from typing import Any

_NAME = "torch._dynamo"


def postpone() -> None:
    """Import ``torch._dynamo`` only when somebody asks it for more than to leave functions alone.

    Without effect where it is imported already, or where there is no torch.
    """
    if "torch" in sys.modules and _NAME not in sys.modules:
        sys.modules[_NAME] = _Postponed(_NAME)


class _Postponed(ModuleType):
    """Stands for torch's compiler until something can be told by the real one alone."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self._spared: list[tuple[Callable[..., Any], dict[str, Any]]] = []

    def disable(self, fn: Any = None, recursive: bool = True, **options: Any) -> Any:
        """`fn` itself: nothing is being compiled. The real module will be told, should it come."""
        if fn is None:
            return self._real().disable(fn, recursive, **options)
        self._spared.append((fn, {"recursive": recursive, **options}))
        return fn

    def graph_break(self, *_: Any, **__: Any) -> None:
        """Nothing, as the real one where nothing is being compiled."""

    def __getattr__(self, name: str) -> Any:
        # Of every module there is, `inspect` asks such names as __file__.
        if name.startswith("__") and name != "__path__":
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return getattr(self._real(), name)

    def _real(self) -> ModuleType:
        if sys.modules.get(_NAME) is self:
            del sys.modules[_NAME]
        real = importlib.import_module(_NAME)
        while self._spared:
            fn, options = self._spared.pop()
            # Where torch keeps what `disable` gave it: see torch/_compile.py.
            setattr(fn, "__dynamo_disable", real.disable(fn, **options))
        return real
