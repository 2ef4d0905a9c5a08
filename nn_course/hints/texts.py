"""All text that hints of any exercise say; the hints themselves stand in the catalogue.

`nn_course.hints.said` has it in the language that is spoken.
"""

from __future__ import annotations

USE = (
    "Hints for {part}: write the exercise's name and parentheses, for example hint.{example}(). "
    "Each call gives the next hint.\nThere are hints for {names}."
)
NO_PARENTHESES = "Add parentheses for the next hint: hint.{name}()"
DOC = (
    "The next hint for `{name}`, chosen by what its last check found.\n\n"
    "hint.{name}(again=True) shows all hints so far once more."
)
ELSEWHERE = "The hints of {part}: there are none while a notebook is graded."

TITLE = "Hint {number} of {total}"
AFTER_THE_CHECK = "for {name}, about what the last check found"
FOR_ALL = "for {name}"
CHECK_FIRST = "Run the check of `{name}` as well: hints go by what it finds."
MORE = "More? Run this cell again."
LAST = "This is the last one. Still stuck? Run this cell again."

PASSED_TITLE = "Nothing left to hint at"
PASSED = (
    "Your `{name}` passed its last check. If you have changed it since, run the check again: "
    "hints go by the last one."
)

DONE_TITLE = "You have all {total} hints for {name}"
DONE = "Some answers take longer than others, and that is fine. What else helps:"
DONE_CHECK = "Change something and check again: another mistake brings hints of its own."
DONE_AGAIN = "Read the hints once more, slowly: `hint.{name}(again=True)` shows them all."
DONE_LESSON = "Go back to the examples above the exercise, and print the shape after each step."
DONE_RESET = (
    "Begin afresh: in a terminal, `python -m nn_course reset {exercise}` brings back the empty "
    "exercise, and keeps a copy of your notebook."
)
OF_PART = "{name} --part {part}"

AGAIN_TITLE = "The hints so far for {name}"
NONE_SO_FAR_TITLE = "No hints so far for {name}"
NONE_SO_FAR = "`hint.{name}()` gives the first one."
