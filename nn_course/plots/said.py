"""The texts of the pictures in the language that is spoken."""

from __future__ import annotations

from nn_course.language import spoken
from nn_course.plots import texts as _texts

__all__ = ["texts"]

texts = spoken(_texts)
