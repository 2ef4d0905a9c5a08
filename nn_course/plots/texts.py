"""Every text of the pictures: what is drawn in them, and what says what they show.

Whole sentences with named places, so that they can be translated. What is said of a picture is put
together from such sentences, one after the other, by `nn_course.plots.describe`.
`nn_course.plots.said` has them in the language that is spoken.
"""

MORE = "{listed} and {more} more"
NONE = "None (did a function forget to return?)"
HAS_LENGTH = "{name} has {length}"

# -- small arrays ----------------------------------------------------------------------------------
SHAPED = "{name}\n{shape}"
SHAPED_REPEATED = "{name}\n{shape}, repeated"
INPUTS, WEIGHTS, BIAS, RESULT, SUMS = "inputs", "weights", "bias", "result", "the sums"
OUTLINED = "The outlined number:  {terms} + {bias} = {result}"
MATMUL = (
    "Four tables of numbers: inputs, shape {inputs}, @ weights, shape {weights}, + bias, shape "
    "{bias}, = result, shape {result}."
)
MATMUL_BIAS = "The bias is one row; broadcasting repeats it, drawn paler, for each of {rows} rows."
ROWS_OF = "The rows of {name}: {rows}."
NUMBERS_OF = "{name}: {numbers}."

WITHOUT, WITH = "x − x.sum(-1)", "x − x.sum(-1, keepdim=True)"
NO_FIT = (
    "An error: the sums lie along the columns,\nand {sums} numbers do not fit {columns} columns."
)
SILENT = "No error, but\nthe sums lie along\nthe columns: wrong."
ONE_ROW = "Right, but only as\nthere is one row."
OWN_SUM = "Each row minus\nits own sum."
KEEPDIM = "Two lines of small tables compare {without} with {with_it}, for x of shape {shape}."
KEEPDIM_SUMS = "{formula}: the sums {sums} have shape {shape}."
KEEPDIM_RESULT = "The rows of the result: {rows}."

ROW, COLUMN_NUMBER, COLUMN = "row {row}", "{column}", "column"
PICKS = "A[rows, columns]"
PAIR = "row {row} → column {column}"
PICKED = (
    "A table A of {rows} rows and {columns} columns, its numbers in cells that are brighter for "
    "larger ones. A frame marks each cell that A[rows, columns] picks, one for each pair."
)
PICKED_ROW = "Row {row}: {numbers}."
PICKED_PAIR = "row {row}, column {column}: {number}"
PICKED_LIST = "Picked: {pairs}."

# -- digits ----------------------------------------------------------------------------------------
GALLERY_ONE_ROW = "Handwritten digits, {count} in one row."
GALLERY = "Handwritten digits, {count} in {rows} rows of {columns}."
GALLERY_LABELS = "Above them, from left to right and row by row, stands: {titles}."
PIXELS_SIZE = "{side} rows of {side} pixels"
PIXELS = (
    "A handwritten digit of {side} rows and {side} columns of pixels. A part of {crop} by {crop} "
    "of them, from row {top} and column {left}, is drawn large beside it, with the value of every "
    "pixel written into it: {low} is paper, {high} is full ink."
)
PIXELS_ROW = "One row of that part reads {numbers}."
FOR, AGAINST = "{most}: ink here\nspeaks for", "{most}: ink here\nspeaks against"
WEIGHT_IMAGES = (
    "A picture of {side} by {side} pixels for each column of weights, {count} of them: red where "
    "ink speaks for the digit, blue where ink speaks against it, white where it does not matter."
)
WEIGHT_IMAGES_MOST = "The colours reach from {low} to {high}."
WEIGHT_IMAGES_MIDDLE = "In the middle of its picture ink speaks for {for_}, and against {against}."
NOBODY = "none"
IS_SAID, IS_SAID_SURE = "is {true}, said {said}", "is {true}, said {said}\n({sure} %)"
WRONG = "{wrong} of {total} are wrong"
WRONG_FIRST = "{wrong} of {total} are wrong; here are the first {shown}"
WRONG_SUREST = "{wrong} of {total} are wrong; here are the surest {shown}"
NONE_WRONG = "None of the {total} is wrong."
MISTAKES = (
    "Handwritten digits that were read wrong. Above each stands what it is and what was said."
)
MISTAKES_SUREST = (
    "Handwritten digits that were read wrong, the surest mistake first. Above each stands what it "
    "is, what was said, and how sure that was."
)
MISTAKES_LIST = "{summary}: {mistakes}."

# -- batches ---------------------------------------------------------------------------------------
LABELS = "Rows of labels, each label in a cell whose colour belongs to its digit."

# -- scores, spread, training ----------------------------------------------------------------------
BARS = "Bars for {labels}."
BARS_TITLED = "Bars for {labels}: {title}."
BARS_VALUES = "Their heights: {values}."
BARS_NAMED_VALUES = "Their heights ({ylabel}): {values}."
NAMED_NUMBER = "{name}: {number}"
SPREAD = "{name}:  from {first} to {last}, mean {mean}, std {std}"
HISTOGRAMS = "Histograms on one scale ({xlabel}), one above the other: {names}."
HISTOGRAMS_ORDER = "The widest spread first: {names}."
HISTOGRAMS_LIST = "The numbers of {spread}."
EPOCH, LOSS, NUMBER_DRAWN = "epoch", "loss", "value"
CURVE = "A curve: {ylabel} by {xlabel}, from {start} to {end}."
CURVES = "Curves: {ylabel} by {xlabel}, from {start} to {end}, for {names}."
SMOOTHED = "Each point is the mean of {smooth} entries, which stand pale behind it."
FALLS = "{name}: it falls, from {first} to {last}."
RISES = "{name}: it rises, from {first} to {last}."
FALLS_FAST = "{name}: it falls, fast at first, then slowly, from {first} to {last}."
RISES_FAST = "{name}: it rises, fast at first, then slowly, from {first} to {last}."
FALLS_THEN_RISES = "{name}: it falls from {first} to {low}, then rises to {last}."
RISES_THEN_FALLS = "{name}: it rises from {first} to {high}, then falls to {last}."
UP_AND_DOWN = "{name}: it goes up and down, from {first} to {last}, between {low} and {high}."
LEVEL = "{name}: it hardly changes, from {first} to {last}."
REFERENCE, REFERENCE_NAMED = "{number}", "{label} ({number})"
REFERENCE_LINE = "A dotted line across marks {reference}."
LEFT_OUT = "{lost} of {total} are not finite and left out"
ENDING, ENDING_LOST = "{name} (last: {last})", "{name} (last: {last}; {lost} of {total} not finite)"
ONLY_NAME, ONLY_LOST = "{name}", "{name} ({lost} of {total} not finite)"
MARKED = "p = {share}:  −log(p) = {loss}"
MARKED_X = "p, the probability given to the right digit"
MARKED_Y = "−log(p), the loss"
NEGATIVE_LOG = (
    "The curve of −log(p) for p from 0 to 1: it comes down steeply from very large values near "
    "p = 0, then ever more gently, to 0 at p = 1. Marked on it: {marks}."
)

# -- inside a network ------------------------------------------------------------------------------
LAYER = "{name}:  {shape}"
FEATURE_MAPS = "What layers make of one image, a row of pictures for each layer."
FEATURE_MAPS_INK = "{name}: {count} of {height} by {width} pixels, white for 0, black for most."
FEATURE_MAPS_SIGNED = (
    "{name}: {count} of {height} by {width} pixels, red above 0, white at 0, blue below."
)
INK, PAPER = "{most}: looks\nfor ink", "{most}: looks\nfor paper"
KERNELS = (
    "Windows of {height} by {width} weights, {count} of them, numbered from 0: red weights look "
    "for ink, blue ones for paper."
)
SAYS, IS = "what the model says", "what it is"
CONFUSION = (
    "A table of counts: a row for what it is, a column for what the model says, {size} of each. "
    "What is right lies on the diagonal, in blue; mistakes lie beside it, in orange, darker where "
    "there are more. Cells without any are empty."
)
CONFUSION_RIGHT = "Right: {counts}."
CONFUSION_OF = "{right} of {total} for {name}"
CONFUSION_MOST = "The commonest mistakes: {mistakes}."
CONFUSION_PAIR = "{name} taken for {said}, {count} times"
