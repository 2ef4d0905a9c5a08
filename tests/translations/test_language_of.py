"""In which language a submission is told by the file that is graded."""

from __future__ import annotations

import pytest

from nbjudge.autograde.masters import Master

MASTER = Master("lesson", "", "1", others=(Master("lesson", "", "2", "ko"),))
ENGLISH = rb'{"source": "nn_course.speak(\"en\")"}'
KOREAN = rb'{"source": "nn_course.speak(\"ko\")"}'
FIELD = b'{"metadata": {"nbjudge": {"language": "ko"}}}'
SCRIPT = b"nn_course.speak('ko')  # a script"


@pytest.mark.parametrize(
    ("files", "language"),
    [
        ([ENGLISH], "en"),
        ([KOREAN], "ko"),
        ([FIELD], "ko"),
        ([SCRIPT], "ko"),
        ([ENGLISH, FIELD], "en"),  # a copy beside it is in another language
        ([b"", KOREAN], "ko"),  # the copy is all there is
        ([b"nothing of the lesson"], "en"),
        ([KOREAN.replace(b"ko", b"fr")], "en"),  # no such translation
    ],
)
def test_the_first_file_that_tells_decides(files: list[bytes], language: str) -> None:
    """By its field or its first cell; English where nothing does."""
    assert MASTER.of_language_of(files).language == language
