"""What a value is called by `nn_course.checks.observe`, beside which answers are compared.

There it stays English, whatever is spoken; `nn_course.checks.said.seen` says it to a learner. The
words end sentences such as "you returned {got}, it should be {expected}".
"""

from __future__ import annotations

NUMBER = "a number"
TENSOR = "a tensor"
LIST_OF_NUMBERS = "a list of numbers"
VALUES = "{count} values"
ARRAY = "a numpy array"
PYTHON_NUMBER = "a Python number"
GENERATOR = "a generator"
HOLDING = "a {type} of {count}"
OF_TYPE = "of type {type}"

# Kinds of numbers.
FLOATING_POINT = "floating point"
COMPLEX = "complex"
BOOLEAN = "boolean"
INTEGER = "integer"
