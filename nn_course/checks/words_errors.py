"""What a check says of an exception that an answer ran into.

Full sentences without their last dot, with named places: `where` is the beginning, "line 2,
`x @ w`," say, all other places come from torch's, numpy's or Python's own message.
"""

from __future__ import annotations

# Where it happened, and what did.
LINE = "line {line}, `{code}`,"
LINE_ONLY = "line {line}"
CALLING = "calling {signature}"
STOPPED = "{where} stopped with {error}"
EXPLAINED = "{sentence} ({error})"
WITH_GRADIENTS = "when gradients are asked for, {sentence}"

# Shapes.
MULTIPLIED = "{where} multiplies ({a}, {b}) by ({c}, {d}): the {b} and the {c} must be equal"
MULTIPLIED_BY_VECTOR = (
    "{where} multiplies ({a}, {b}) by a vector of {c}: the {b} and the {c} must be equal"
)
MULTIPLIED_VECTORS = (
    "{where} multiplies a vector of {a} by a vector of {b}: both must have the same length"
)
MULTIPLIED_STACKS = (
    "{where} multiplies two stacks of tables whose last two axes do not fit: the second has to "
    "begin with {wanted}, and begins with {given}"
)
MULTIPLIED_NUMPY = (
    "{where} multiplies two arrays that do not fit: the last axis of the first has {b}, the "
    "first axis of the second has {c}, and the two must be equal"
)
MULTIPLIED_NO_TABLE = (
    "{where} multiplies tables, but one of the two is not a table with rows and columns: "
    "look at both shapes"
)
BROADCAST = (
    "{where} combines two tensors that do not line up: on axis {axis} one has {a} and the other "
    "{b}, and these must be equal, or one of them 1"
)
BROADCAST_SHAPES = (
    "{where} combines the shapes ({a}) and ({b}), which do not line up: counted from the last "
    "axis, the numbers must be equal, or one of them 1"
)
BROADCAST_IN_PLACE = (
    "{where} writes a result of shape [{b}] into a tensor of shape [{a}], where it has no room"
)
JOINED = (
    "{where} joins tensors of different sizes: {a} and {b}. Apart from the axis along which they "
    "are joined, all sizes must be equal"
)
STACKED = (
    "{where} stacks tensors of different shapes: [{a}] and [{b}]. All of them must have the same"
)
INDEXED_BY_TWO = (
    "{where} picks with two lists of positions of different lengths: {a} and {b}. They are read "
    "side by side, so both need one entry for each number that is picked"
)
RESHAPED = (
    "{where} wants to lay {size} numbers out as ({shape}), which takes another number of them"
)
VIEWED = (
    "{where} uses .view on a tensor whose numbers do not lie side by side in memory, as after a "
    "transpose: use .reshape"
)
NO_SUCH_AXIS = "{where} names axis {axis}, but this tensor has only {count}: {range}"
NO_SUCH_AXIS_NUMPY = "{where} names axis {axis}, but this array has only {count}"
TOO_MANY_INDICES = "{where} gives more positions than the tensor has axes, which are {count}"
NO_AXES = "{where} picks from a tensor without axes: it is a single number already"
AXIS_COUNT = "{where} gives {given} axes for a tensor that has {count}"
CHANNELS = (
    "{where} hands a convolution an input of shape [{shape}]. It counts {given} channels, on the "
    "axis after the images, and its weights want {wanted}"
)
CONVOLUTION_INPUT = (
    "{where} hands a convolution an input of shape [{shape}]. It wants (images, channels, rows, "
    "columns)"
)
KERNEL_TOO_LARGE = (
    "{where} slides a kernel of {kernel} over an image of {image}, which is smaller: too many "
    "strides before it?"
)
BATCHES_DIFFER = "{where} compares {a} rows of scores with {b} labels: one label for each row"
TARGET_AXES = (
    "{where} takes labels with more than one axis: one label for each row of scores, shape (N,)"
)
DATASET_LENGTHS = "{where} puts tensors of different lengths into one dataset"

# Positions.
INDEX_TOO_LARGE = (
    "{where} asks for position {index} on an axis of {size}. Positions count from 0, the last is "
    "one less than the size"
)
LIST_INDEX = (
    "{where} asks for a position beyond the end of a {kind}: the last is its length minus 1"
)
TARGET_TOO_LARGE = (
    "{where} meets the label {label}, and there are fewer classes: labels count from 0"
)

# Kinds of numbers.
DTYPES_DIFFER = (
    "{where} combines numbers of two types, {a} and {b}: convert one of them, with .float() say"
)
WRONG_DTYPE = "{where} needs numbers of type {wanted}, and got {given}: convert them"
INDEX_DTYPE = "{where} picks with numbers that are not whole: positions are int64, .long() converts"
MEAN_OF = "{where} takes a mean of {given} numbers: make them floating point first, with .float()"
IN_PLACE_DTYPE = "{where} writes {given} numbers into a tensor of {wanted}: make a new tensor"
NOT_IMPLEMENTED_FOR = "{where} does not work with numbers of type {given}: convert them first"
BOOLEANS = "{where} calculates with True and False: .float() makes 1 and 0 of them"
ONE_POSITION = (
    "{where} uses a tensor where Python wants a single whole number, as range() and the positions "
    "of a list do: len(…), .item(), or pick from a tensor"
)
GRADIENT_DTYPE = "{where} asks for gradients of whole numbers: make them floating point first"
NO_NUMBERS = "{where} makes a tensor of things that are no numbers ({given})"
WANTS_ARRAY = "{where} wants a numpy array and got a {given}: torch.tensor(…) takes either"
ARGUMENT_KIND = "{where} hands {function}() a {given} for `{argument}`, which should be a {wanted}"
ARGUMENTS_UNFIT = "{where} calls {function}() with arguments that it does not know: {given}"
NEGATIVE_STEP = "{where} steps backwards, which torch's tensors cannot: use .flip(0)"

# Many where one is wanted.
AMBIGUOUS = (
    "{where} asks whether many numbers are true at once. Compare them one by one, or say which: "
    ".all(), .any()"
)
ONE_NUMBER = "{where} wants a single number out of a tensor that holds several: a mean, a sum?"
NO_LENGTH = "{where} goes over the entries of a single number, or asks how many there are"
UNPACKED = "{where} takes apart something that does not have {wanted} parts"
UNPACKED_NONE = "{where} takes None apart: does a function lack its `return`?"

# Gradients.
NO_GRADIENT = (
    "{where} calls backward() on something that no longer knows where it came from: a new tensor, "
    ".detach(), .item() or no_grad cut the graph"
)
LEAF_CHANGED = (
    "{where} changes a parameter while torch takes notes: put the step under `with "
    "torch.no_grad():`"
)
NUMPY_OF_GRADIENT = (
    "{where} hands a tensor to numpy, which knows nothing of gradients: compute with torch's own "
    "functions"
)
BACKWARD_OF_MANY = "{where} calls backward() on many numbers: a loss is one, the mean of them say"
BACKWARD_TWICE = (
    "{where} goes back through the same calculation a second time. Compute the loss anew before "
    "each backward()"
)
CHANGED_MEANWHILE = (
    "{where} needs a number for the gradient that was changed in place meanwhile: make a new "
    "tensor instead"
)

# None where something is wanted.
NONE_USED = (
    "{where} calculates with None. Does a function lack its `return`, or is it a .grad before "
    "backward()?"
)

# Names and calls.
NOT_DEFINED = "{where} uses the name {name}, which is not defined: run the cell that defines it"
NOT_DEFINED_NEAR = "{where} uses the name {name}, which is not defined: did you mean {near}?"
NOT_YET_SET = (
    "{where} uses {name} before anything was put into it: give it a first value above, inside the "
    "function"
)
NO_ATTRIBUTE = "{where} asks for .{name}, which a {kind} does not have"
NO_ATTRIBUTE_NEAR = "{where} asks for .{name}, which a {kind} does not have: did you mean .{near}?"
NO_ATTRIBUTE_SELF = (
    "{where} asks for .{name}, which a {kind} does not have: `self.{name} = …` in __init__ makes it"
)
NO_SUPER = (
    "{where} comes before nn.Module is ready: `super().__init__()` has to be the first line of "
    "your __init__"
)
NO_FORWARD = (
    "{where} calls a module without a method `forward(self, …)`: is it missing, or misspelt?"
)
NO_SELF = (
    "{where} calls {function}() with {given} arguments, and it takes {takes}: is `self` missing in "
    "front?"
)
TOO_MANY_ARGUMENTS = "{where} calls {function}() with {given} arguments, but it takes {takes}"
MISSING_ARGUMENTS = "{where} calls {function}() without {missing}"
OWN_TOO_MANY = "the check calls {signature}, but your {function} takes {takes}, not {given}"
OWN_MISSING = "the check calls {signature}, but your {function} wants one more: {missing}"
UNKNOWN_KEYWORD = "{where} gives {function}() an argument called {name}, which it does not know"
NOT_CALLABLE = "{where} calls a {given} like a function: round brackets for square ones?"
NOT_A_CONTAINER = (
    "{where} picks from a {given}, which holds nothing: square brackets for round ones?"
)
NOT_ITERABLE = "{where} goes over the entries of a {given}, which has none"
OPERANDS = "{where} calculates with a {a} and a {b}, which do not go together"
EMPTY_PARAMETERS = (
    "{where} gives the optimizer no parameters: they are found only if they are attributes of the "
    "module"
)
PARAMETERS_WANTED = "{where} gives the optimizer a {given}: it wants `model.parameters()`"
NO_LEAF = "{where} gives the optimizer a tensor that was calculated: only parameters can be moved"
PARAMETER_WANTED = "{where} puts a plain tensor where a parameter was: wrap it in nn.Parameter(…)"
RECURSION = "{where} calls itself without end: do two functions have the same name?"
DIVIDED_BY_ZERO = "{where} divides by 0: is something empty?"
ENDED = "{where} asks for one more than there are"
NO_KEY = "{where} looks for {key}, which is not in there"
