"""All kinds of damage."""

from tests.damage.damage import DAMAGES
from tests.damage.kinds import cells, conduct, editors, files, texts

__all__ = ["DAMAGES", "cells", "conduct", "editors", "files", "texts"]
