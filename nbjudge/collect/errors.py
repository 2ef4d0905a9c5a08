"""Why a download cannot be taken in, as a whole or one file of it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from nbjudge.errors import NbjudgeError


class CollectError(NbjudgeError):
    """Nothing can be taken in. What was in submitted/ before is as it was."""

    @classmethod
    def missing(cls, path: Path) -> CollectError:
        return cls(f"{path} does not exist. Name the file that you downloaded.")

    @classmethod
    def not_a_zip(cls, path: Path, reason: str) -> CollectError:
        return cls(
            f"{path} cannot be read as a zip archive ({reason}). Download it again; if it was "
            "unpacked already, use `nbjudge collect folder` or zip the files anew."
        )

    @classmethod
    def empty(cls, path: Path) -> CollectError:
        return cls(f"the zip archive {path} holds no file. Download it again.")

    @classmethod
    def not_a_folder(cls, path: Path) -> CollectError:
        return cls(
            f"{path} is no folder. `nbjudge collect folder` takes one that holds a folder or a "
            "file for each learner; for a zip archive use `canvas` or `moodle`."
        )

    @classmethod
    def too_many(cls, path: Path, count: int, most: int) -> CollectError:
        return cls(
            f"{path} lists {count:,} files, more than the {most:,} that are taken at a time. "
            "Download the class in groups."
        )

    @classmethod
    def no_assignment(cls, assignment: str, known: Sequence[str]) -> CollectError:
        have = f"there are {', '.join(known)}" if known else "run `nbjudge build` first"
        return cls(f"there is no released assignment {assignment!r}; {have}.")

    @classmethod
    def which(cls, found: Sequence[str]) -> CollectError:
        if found:
            return cls(
                f"the download holds notebooks of {', '.join(found)}. "
                "Say which to take: --assignment PART."
            )
        return cls(
            "no notebook in the download is recognised, so it is not known which assignment it is "
            "of. Say it: --assignment PART."
        )

    @classmethod
    def nobody(cls, path: Path, system: str) -> CollectError:
        return cls(
            f"nothing in {path} is named as {system} names submissions. Take the archive as it was "
            "downloaded, or unpack it and use `nbjudge collect folder`."
        )
