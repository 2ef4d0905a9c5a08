"""All kinds of damage."""

from tests.damage.damage import DAMAGES
from tests.damage.kinds import cells, conduct, files, texts

__all__ = ["DAMAGES", "cells", "conduct", "files", "texts"]
