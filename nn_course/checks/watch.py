"""See which operations an answer runs, whatever names it calls them by."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from fnmatch import fnmatchcase
from functools import wraps
from types import TracebackType
from typing import Any

import torch
from torch.autograd import forward_ad
from torch.utils._python_dispatch import TorchDispatchMode

AUTOGRAD = "autograd"

# torch.func refuses to differentiate while somebody looks at the saved tensors, as we do.
_REFUSED = "saved tensor hooks"


class Watch:
    """A context in which the use of banned operations is noted, not prevented.

    `bans` are shell-style patterns of operation names as in torch's schemas (so that
    ``F.log_softmax``, ``nn.LogSoftmax`` and ``Tensor.log_softmax`` are all ``_log_softmax``), or
    `AUTOGRAD` for differentiation by torch. `used` names the first banned operation that ran,
    or is None; what runs in an `unwatched` function is not noted.
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

    def saw(self, error: BaseException) -> None:
        """Look at what the watched call raised: our looking may have been the reason."""
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
        if self._autograd and _differentiating():
            self._note(AUTOGRAD)

    @contextmanager
    def _saved_tensors(self) -> Iterator[None]:
        """Note a backward step that the engine does not know of, such as ``y.grad_fn(ones)``."""

        def unpack(tensor: torch.Tensor) -> torch.Tensor:
            self._note(AUTOGRAD)
            return tensor

        with torch.autograd.graph.saved_tensors_hooks(lambda tensor: tensor, unpack):
            yield


def _differentiating() -> bool:
    """Whether the operation that runs now belongs to a gradient, however that was asked for.

    Every operation inside the engine belongs to a backward pass; forward mode, torch.func's
    included, has a level of its own.
    """
    return torch._C._current_graph_task_id() != -1 or forward_ad._current_level >= 0


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
