"""The pictures of the lessons: `from nn_course import plots`.

Every function draws one figure with pyplot, at a size fixed in code, and returns None, so that a
notebook cell ends with the picture alone. Torch tensors (gradients or not), numpy arrays and plain
lists are all welcome; what cannot be drawn is a `PictureError` with a sentence.
"""

from nn_course.errors import PictureError
from nn_course.plots.arrays import keepdim, matmul_broadcast, picked
from nn_course.plots.batches import labels
from nn_course.plots.digits import digit_pixels, gallery, mistakes, weight_images
from nn_course.plots.training import bars, curve, curves, histograms, negative_log

__all__ = [
    "PictureError",
    "bars",
    "curve",
    "curves",
    "digit_pixels",
    "gallery",
    "histograms",
    "keepdim",
    "labels",
    "matmul_broadcast",
    "mistakes",
    "negative_log",
    "picked",
    "weight_images",
]
