"""Intake: submissions from what a learning management system lets an instructor download.

Plug-ins for ``nbgrader zip_collect``, and ``nbjudge collect``, which runs it with them. They trust
nothing in a download: names choose no path, links are not followed, and what is too large, broken
or encrypted is refused by name while the rest is taken.
"""

from __future__ import annotations

from nbjudge.collect.extractor import SafeExtractor
from nbjudge.collect.plugins import CanvasCollector, FolderCollector, MoodleCollector

__all__ = ["CanvasCollector", "FolderCollector", "MoodleCollector", "SafeExtractor"]
