"""What stands in the judge for values that a submission's process could not send."""

from __future__ import annotations

import types
from collections.abc import Collection, Mapping
from typing import Any

from nbjudge import wire

_MOST = 256  # classes for one process


class Foreign:
    """The base of what stands for what was not sent; it can do nothing."""

    __slots__ = ()


class Foreigners:
    """The classes of what one submission's process did not send.

    One for each name; where it makes up names without end, one for all the rest.
    """

    def __init__(self) -> None:
        self._classes: dict[str, type[Foreign]] = {}

    def make(self, opaque: wire.Opaque) -> Any:
        """An object that can do nothing, of a class with the name of the one that was not sent."""
        name = opaque.type_name.rpartition(".")[2]
        if not name.isidentifier() or (name not in self._classes and len(self._classes) >= _MOST):
            name = "object"
        if name not in self._classes:
            members = {"__slots__": (), "__doc__": "Stands for what was not sent."}
            self._classes[name] = type(name, (Foreign,), members)
        return self._classes[name]()

    def named(
        self,
        value: Any,
        replaced: Mapping[int, Any] = types.MappingProxyType({}),
        arguments: Collection[int] = (),
    ) -> Any:
        """`value`, in which parts (by id) are `replaced` and what was not sent is made.

        The lists and dicts in it are changed in place, but for those among the `arguments`.
        """
        if id(value) in replaced:
            return replaced[id(value)]
        if isinstance(value, wire.Opaque):
            return self.make(value)
        if id(value) in arguments:
            return value
        if isinstance(value, list):
            value[:] = [self.named(each, replaced, arguments) for each in value]
        elif isinstance(value, tuple):
            return tuple(self.named(each, replaced, arguments) for each in value)
        elif isinstance(value, dict):
            for key in value:
                value[key] = self.named(value[key], replaced, arguments)
        return value
