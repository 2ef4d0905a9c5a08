"""What hints of any exercise say, in the language that is spoken."""

from __future__ import annotations

from nn_course.hints import texts as _texts
from nn_course.language import spoken

__all__ = ["texts"]

texts = spoken(_texts)
