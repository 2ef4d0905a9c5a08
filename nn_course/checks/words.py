"""What a check can say of any exercise: sentences with named places, nothing else.

What belongs to one exercise (the titles of its inputs, its misconceptions' sentences) stands in
its catalogue file, what is said of exceptions in `words_errors`, of pictures in `words_card`, of
kinds of values in `words_seen`. `said` has all of them in the language that is spoken.
"""

from __future__ import annotations

# The report, line by line.
RIGHT = "✓ right"
WRONG = "✗ wrong"
LINE = "{sign}: {title}: {said}"
ALL_PASSED = "All {count} checks passed."
UNWRITTEN = "{name}: not written yet."
AGAIN = "as above"

# A check itself, as help() and a notebook show it.
CHECK = "Try your `{name}` and say what is right and what is not."
CHECKS = "the checks of {part}: {names}"
CHECKS_ELSEWHERE = "the checks of {part}, which run elsewhere while a notebook is graded"
BY_THEMSELVES = "{name}: checks run by themselves while this notebook is graded."

# What was compared and found right.
KIND_SHAPE_STATISTICS = "kind, shape, statistics"
SHAPE_AND_VALUES = "shape and values"
VALUE = "value"
CHANGED_IN_PLACE = "changed in place"
GRADIENTS_CLEARED = "gradients cleared"
GRADIENT = "gradient"
GRADIENTS = "gradients"
INPUT_LEFT_ALONE = "input left alone"

# What came back.
RETURNED_NONE = "you returned None: is the `return` missing?"
IS_NONE = "{subject} is None, it should be {expected}"
RETURNED_TYPE = "you returned something of type {type}, it should be {expected}"
RETURNED = "you returned {got}, it should be {expected}"
IS = "{subject} is {got}, it should be {expected}"
HAS_SHAPE = "{subject} has shape {got}, it should be {expected}"
RETURNED_ONE_NUMBER = "you returned 1 number, it should be {expected}"
RETURNED_NUMBERS = "you returned {got} numbers, it should be {expected}"
RESULT = "your result"
VALUE_RETURNED = "the {ordinal} value you returned"
ORDINALS = ("first", "second", "third", "fourth", "fifth")
ORDINAL = "{number}th"

# Numbers, and where they stand.
YOURS_AND_RIGHT = "you have {got}, right is {expected}"
AT_INDEX = "at index {index} {sentence}"
AT_ROW_COLUMN = "at row {row}, column {column} {sentence}"
AT_PLACE = "at {place} {sentence}"
OF = "{label}: {sentence}"
SHAPES = "you have shape {got}, right is {expected}"
YES, NO = "yes", "no"
SHOULD_BE = "{got}, it should be {expected}"
NOT_TO_BE_HAD = "{label} cannot be worked out from what you returned"

# The arguments afterwards.
INPUT_SHAPE_CHANGED = "you changed the shape of the input {label}"
INPUT_CHANGED = "you changed the input {label}: {change}"
WAS_AND_IS = "it was {before} and is now {after}"
NO_LEAF = "{label} is no longer a leaf tensor that requires grad"
NOT_CLEARED = "{label}.grad is not cleared afterwards"
DID_NOT_CHANGE = "{label} did not change: {sentence}"
AFTERWARDS = "{label} afterwards: {sentence}"

# Gradients.
NO_GRADIENT = "no gradient flows back to {name}: something cuts the graph on the way"
GRADIENT_OF = "the gradient of {name}: {sentence}"

# What earns nothing.
OUTSIDE = "this started another program or native code, where what runs cannot be seen"
HIDES = "this reaches for {name}, which can hide what runs"
READY_MADE = "this ran torch's ready-made {operation}, which you are asked to write yourself"
