"""Everything that goes wrong with data between a learner's process and the judge."""

from __future__ import annotations

from nbjudge.errors import NbjudgeError
from nbjudge.language import context_of
from nbjudge.language import said as _

# What can be too large, and by which measure; when a process can end.
WHAT = (
    *("the data", "an int", "a string", "a dict or set", "a tensor"),
    "the shape of a tensor",
)
UNITS = ("bytes", "items", "keys", "arrays", "elements", "axes")
WHEN = (
    "while data was sent to it",
    "while data was expected from it",
    "in the middle of a message",
    "without an answer",
    "without one",
)


class WireError(NbjudgeError):
    """Data between a learner's process and the judge cannot be sent, or is not what it should be.

    The sentences tell what the data is, never what it holds: a learner's process may have made it.
    """

    @classmethod
    def malformed(cls, what: str) -> WireError:
        return cls(_("the data from the other process is damaged: {what}.").format(what=what))

    @classmethod
    def too_much(cls, what: str, limit: int, unit: str) -> WireError:
        """*what* and *unit* are of `WHAT` and `UNITS`."""
        sentence = _("{what} is too large: at most {limit} {unit} are allowed. Use smaller data.")
        named, measure = _(what, context_of("WHAT", what)), _(unit, context_of("UNITS", unit))
        return cls(sentence.format(what=named, limit=f"{limit:,}", unit=measure))

    @classmethod
    def too_deep(cls, limit: int) -> WireError:
        sentence = _("lists stand inside lists more than {limit} deep. Use flatter data.")
        return cls(sentence.format(limit=limit))

    @classmethod
    def cyclic(cls) -> WireError:
        return cls(_("a list, dict or gradient contains itself. Remove the cycle."))

    @classmethod
    def bad_key(cls, kind: str) -> WireError:
        sentence = _("a dict or set holds {kind} as a key. Use numbers, strings or tuples of them.")
        return cls(sentence.format(kind=kind))

    @classmethod
    def same_key(cls) -> WireError:
        return cls(_("a dict or set has two keys that are equal. Keep one of them."))

    @classmethod
    def bad_text(cls) -> WireError:
        return cls(_("a string holds half of a surrogate pair, which is no text. Leave it out."))

    @classmethod
    def not_dense(cls) -> WireError:
        return cls(_("a sparse or nested tensor cannot be judged. Make it dense: .to_dense()."))

    @classmethod
    def on_meta(cls) -> WireError:
        return cls(_("a tensor on the device 'meta' cannot be judged. It holds no values."))

    @classmethod
    def unknown_tensor(cls, dtype: str) -> WireError:
        sentence = _("a tensor of {name} cannot be judged. Use .float(), for example.")
        return cls(sentence.format(name=dtype))

    @classmethod
    def unknown_array(cls, dtype: str) -> WireError:
        sentence = _("an array of dtype {name} cannot be judged. Use an array of numbers.")
        return cls(sentence.format(name=dtype))

    @classmethod
    def no_memory(cls) -> WireError:
        return cls(_("a tensor without memory of its own cannot be judged. Copy it."))

    @classmethod
    def not_installed(cls, module: str) -> WireError:
        sentence = _("data of {module} cannot be judged. {module} is not installed here.")
        return cls(sentence.format(module=module))

    @classmethod
    def changed_kind(cls, index: int, before: str, after: str) -> WireError:
        sentence = _(
            "an argument ({index}, counted from 0 over all that can be changed) was {before} and "
            "came back as {after}. Change the values in place, or return a new object."
        )
        return cls(sentence.format(index=index, before=before, after=after))

    @classmethod
    def read_only(cls, index: int) -> WireError:
        sentence = _(
            "an argument ({index}, counted from 0 over all that can be changed) is read-only or "
            "holds one number in several places, and the call changed it. Make a copy first."
        )
        return cls(sentence.format(index=index))

    @classmethod
    def timeout(cls) -> WireLate:
        return WireLate(_("the other process did not answer in time."))

    @classmethod
    def gone(cls, when: str) -> PeerGone:
        """*when* is of `WHEN`."""
        then = _(when, context_of("WHEN", when))
        return PeerGone(_("the other process ended {when}.").format(when=then))


class WireLate(WireError):
    """The other process let the deadline pass."""


class PeerGone(WireError):
    """The other process closed its end, or died."""
