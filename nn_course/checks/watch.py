"""See which operations an answer runs, whatever names it calls them by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from fnmatch import fnmatchcase
from functools import wraps
from types import TracebackType
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

AUTOGRAD = "autograd"

# torch.func refuses to differentiate while somebody looks at the saved tensors, as we do.
_REFUSED = "saved tensor hooks"
# What torch does to a tensor when forward-mode differentiation gives it a tangent.
_FORWARD_MODE = ("_has_same_storage_numel", "_make_dual")


class Watch:
    """A context in which the use of banned operations is noted, not prevented.

    `bans` are shell-style patterns of operation names as in torch's schemas (so that
    ``F.log_softmax``, ``nn.LogSoftmax`` and ``Tensor.log_softmax`` are all ``_log_softmax``), or
    `AUTOGRAD` for differentiation by torch. After the context `used` names the first banned
    operation that ran, or is None. Nothing is noted while `paused`.
    """

    def __init__(self, bans: tuple[str, ...]) -> None:
        self.used: str | None = None
        self._patterns = tuple(ban for ban in bans if ban != AUTOGRAD)
        self._autograd = AUTOGRAD in bans
        self._pauses = 0
        self._stack = ExitStack()
        self._seen: dict[str, bool] = {}

    def __enter__(self) -> Watch:
        if self._patterns or self._autograd:
            self._stack.enter_context(_Operations(self._operation))
        if self._autograd:
            self._stack.enter_context(self._saved_tensors())
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stack.close()
        if self._autograd and isinstance(error, RuntimeError) and _REFUSED in str(error):
            self._note(AUTOGRAD)

    def unwatched(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """`function`, free to use what is banned."""

        @wraps(function)
        def free(*args: Any, **kwargs: Any) -> Any:
            self._pauses += 1
            try:
                return function(*args, **kwargs)
            finally:
                self._pauses -= 1

        return free

    def _note(self, operation: str) -> None:
        if not self._pauses and self.used is None:
            self.used = operation

    def _operation(self, name: str) -> None:
        if name not in self._seen:
            self._seen[name] = "backward" not in name and any(
                fnmatchcase(name, pattern) for pattern in self._patterns
            )
        if self._seen[name]:
            self._note(name.strip("_"))
        # Inside the engine every operation belongs to a backward pass, however it was started.
        if self._autograd and (name in _FORWARD_MODE or torch._C._current_graph_task_id() != -1):
            self._note(AUTOGRAD)

    @contextmanager
    def _saved_tensors(self) -> Iterator[None]:
        """Note a backward step that the engine does not know of, such as ``y.grad_fn(ones)``."""

        def unpack(tensor: torch.Tensor) -> torch.Tensor:
            self._note(AUTOGRAD)
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor, unpack):
            yield


class _Operations(TorchDispatchMode):
    """Call `seen` with the name of every operation, then run it."""

    supports_higher_order_operators = True

    def __init__(self, seen: Callable[[str], None]) -> None:
        super().__init__()
        self._report = seen

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Do not let torch wrap this class: that imports its compiler, for more than a second."""
        return False

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        schema = getattr(func, "_schema", None)
        if schema is not None:
            self._report(schema.name.partition("::")[2])
        return func(*args, **(kwargs or {}))
