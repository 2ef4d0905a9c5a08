"""The pictures of the lessons: `from nn_course import plots`.

Every function draws one figure with pyplot, at a size fixed in code, shows it in the notebook with
a text that says what is to be seen, and returns None; `show` does that for a figure of your own.
Torch tensors (gradients or not), numpy arrays and plain lists are all welcome; what cannot be drawn
is a `PictureError` with a sentence.
"""

from nn_course.errors import PictureError
from nn_course.plots.arrays import keepdim, matmul_broadcast
from nn_course.plots.batches import labels
from nn_course.plots.digits import digit_pixels, gallery, mistakes, weight_images
from nn_course.plots.indexing import picked
from nn_course.plots.network import confusion_matrix, feature_maps, kernels
from nn_course.plots.scores import bars, histograms
from nn_course.plots.showing import show
from nn_course.plots.training import curve, curves, negative_log

__all__ = [
    "PictureError",
    "bars",
    "confusion_matrix",
    "curve",
    "curves",
    "digit_pixels",
    "feature_maps",
    "gallery",
    "histograms",
    "keepdim",
    "kernels",
    "labels",
    "matmul_broadcast",
    "mistakes",
    "negative_log",
    "picked",
    "show",
    "weight_images",
]
