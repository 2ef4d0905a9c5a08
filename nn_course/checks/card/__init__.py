"""A check's report as a card: HTML for a notebook, plain text for everything else."""

from nn_course.checks.card.build import card_of
from nn_course.checks.card.content import Card
from nn_course.checks.card.glance import glance_at
from nn_course.checks.card.show import prepare, show

__all__ = ["Card", "card_of", "glance_at", "prepare", "show"]
