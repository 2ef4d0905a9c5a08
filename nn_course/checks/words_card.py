"""What a check's card says beside its report: headings, captions, pictures in words.

Sentences with named places, as in `words`.
"""

from __future__ import annotations

# The card.
CARD_RIGHT = "check of {name}: right"
CARD_WRONG = "check of {name}: wrong"
CARD_LOOK = "check of {name}: first look"
LOOK = "… first look"
SIGN_RIGHT, SIGN_WRONG, SIGN_LOOK = "✓", "✗", "…"
VERDICT_RIGHT, VERDICT_WRONG, VERDICT_LOOK = "right", "wrong", "first look"
FAILED = "{failed} of {count} checks failed."
LOOKED_AT = "Looked at each time: {seen}."
TRIED_ON = "Tried with: {titles}."
FIRST_WRONG = "The first wrong one: {title}"
OTHERS = "The others"
HINT = "`hint.{name}()` gives a hint."
PROGRESS = "Part {part}: {passed} of {exercises} exercises pass, {got} of {marks} marks."

# Tables of numbers.
SHAPED = "{label}, shape {shape}"
PART_OF = "{label}, part of shape {shape}"
SLICE = "{label} at [{place}]"
CONSTANT = "{label}, shape {shape}: every number is {number}"
CONSTANT_PART = "{label}, of shape {shape}: every number there is {number}"
INDEX, VALUE = "index", "value"
EMPTY = "{label}, shape {shape}: no numbers at all"
SCALAR = "{name} = {value}"
GRADIENT_LABEL = "{name}.grad"
GRADIENT_OF = "gradient of {name}"
LABEL_AFTERWARDS = "{name} afterwards"
INPUT = "What went in"
OUTPUT = "What came out"
YOURS, RIGHT = "yours", "right"
YOURS_OF, RIGHT_OF = "{label}, yours", "{label}, right"
FIRST = "first difference"
DIFFERS = "differs"
LEGEND_FIRST = "Framed: the first difference."
LEGEND_ALL = "Framed: the first difference; underlined: the others."
TEXT_LEGEND_FIRST = "[ ] marks the first difference."
TEXT_LEGEND_ALL = "[ ] marks the first difference, * the others."
SHAPES_DIFFER = "The shapes differ: {got} and {expected}."

# exp(result), with the sums over rows and over columns.
SUMS_TITLE = "exp of the result: probabilities, where rows add up to 1"
SUMS_YOURS, SUMS_RIGHT = "exp(yours)", "exp(right)"
SUM = "sum"
ONE = "adds up to 1"
SUMS_LEGEND = "Framed: adds up to 1."
SUMS_TEXT_LEGEND = "[ ] marks what adds up to 1."
SUMS_ROWS = "Each row of yours adds up to 1, as it should."
SUMS_COLUMNS = "Each column of yours adds up to 1, where each row should."
SUMS_EVERYTHING = "All numbers of yours add up to 1 together, where each row should."
SUMS_NOTHING = (
    "Neither the rows nor the columns of yours add up to 1: the first row adds up to {row}."
)
SUMS_PLAIN = "Your rows add up to 1 already, before exp: they are probabilities, not logarithms."

# Which log-probabilities were picked.
PICKED_TITLE = "Which numbers of log_probs your result is made of"
PICKED = "picked"
PICKED_YOURS = "yours: {count} picked"
PICKED_RIGHT = "right: {count} picked"
PICKED_SAYS = "One in each row is right, in the column that target names."
PICKED_LEGEND = "Framed: picked, as the gradient of your result tells."
PICKED_TEXT_LEGEND = "[ ] marks what was picked, as the gradient of your result tells."
PICKED_SAME = (
    "You picked the right numbers. The mistake is in what you made of them: you have {got}, right "
    "is {expected}."
)

# Guesses beside labels.
AGREE_TITLE = "Row by row: the most likely class and the true one"
AGREE_ROW, AGREE_GUESS, AGREE_TRUE, AGREE_EQUAL = "row", "most likely", "true", "agree"
AGREE_YES, AGREE_NO = "✓ yes", "✗ no"
AGREE_ALONE = "{right} of {count} agree: {fraction}."
AGREE_COUNT = "{right} of {count} agree: {fraction}. You have {got}."
AGREE_AS_IF = (
    "{right} of {count} agree: {fraction}. You have {got}, as if it were {yours} of {count}."
)

# The first look at an answer that trains.
LOOK_LINE = "{sign}: {label}"
GLANCE_FINE = "It runs. Now the whole training, which takes longer…"
GLANCE_WRONG = "Something is wrong already. The whole training follows, which takes longer…"
