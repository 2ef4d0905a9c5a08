"""The words of checks in the language that is spoken: proxies of the modules of texts here."""

from __future__ import annotations

from typing import Any

from nbjudge.language import matched
from nn_course.checks import words as _words
from nn_course.checks import words_card as _words_card
from nn_course.checks import words_errors as _words_errors
from nn_course.checks import words_seen as _words_seen
from nn_course.language import spoken

__all__ = ["seen", "words", "words_card", "words_errors"]

words = spoken(_words)
words_card = spoken(_words_card)
words_errors = spoken(_words_errors)
_spoken_seen = spoken(_words_seen)


def seen(value: Any) -> Any:
    """What `nn_course.checks.observe` calls a value, said to a learner; all else as it is."""
    if not isinstance(value, str):
        return value
    for name, text in vars(_words_seen).items():
        if name.isupper() and (places := matched(text, value)) is not None:
            said: str = getattr(_spoken_seen, name).format(**places)
            return said
    return value
