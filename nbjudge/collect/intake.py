"""nbgrader's zip_collect, so that nothing that was handed in before is lost."""

from __future__ import annotations

import datetime
import filecmp
import shutil
from pathlib import Path

from nbgrader.apps.zipcollectapp import ZipCollectApp


class Intake(ZipCollectApp):
    """Takes one download in. What was in submitted/ is moved to downloaded/<assignment>/earlier/,
    unless the same comes again.

    `due` is the assignment's due date (UTC) for files that are merely marked late.
    """

    name = "nbjudge-collect"
    due: datetime.datetime | None = None
    stamp: str = ""

    def prepare(self) -> Path:
        """The folder to unpack to, empty."""
        extracted = Path(self._format_collect_path(self.extracted_directory))
        if extracted.exists():
            shutil.rmtree(extracted)
        extracted.mkdir(parents=True)
        return extracted

    def earlier(self, student_id: str) -> Path:
        """Where what no longer counts of a learner is kept, a folder for each intake."""
        return Path(self._format_collect_path("earlier")) / self.stamp / student_id

    def process_extracted_files(self) -> None:
        """Copy the files that count to submitted/; nbgrader's own, but for two cases of nothing."""
        self.unchanged: list[str] = []
        self.replaced: list[str] = []
        super().process_extracted_files()

    def _transfer_files(self, collected_data: dict[str, dict[str, list[str]]]) -> None:
        for student_id, data in list(collected_data.items()):
            target = Path(data["dest_files"][0]).parent
            if not target.exists() or not any(target.iterdir()):
                continue
            pairs = list(zip(data["src_files"], data["dest_files"], strict=True))
            if all(Path(to).is_file() and filecmp.cmp(of, to, False) for of, to in pairs):
                self.unchanged.append(student_id)
                del collected_data[student_id]
            else:
                place = self.earlier(student_id) / "submitted"
                place.parent.mkdir(parents=True, exist_ok=True)
                shutil.move(target, place)
                self.replaced.append(student_id)
        super()._transfer_files(collected_data)
