"""All text that the start page and the commands show, to be translated in one place.

What belongs to one part stands in `nn_course.lessons`, errors in `nn_course.errors`.
`nn_course.start.said` has all of it in the language that is spoken.
"""

from __future__ import annotations

# -- the state of an exercise: a sign and words, never colour alone --------------------------------
STATES = {
    "passes": "✓ passes",
    "wrong": "✗ not right yet",
    "unwritten": "○ not written yet",
    "untried": "○ not tried yet",
    "by_hand": "✎ a person reads it",
    "missing": "✗ its cell is missing",
    "stopped": "✗ stopped",
    "undefined": "✗ not defined",
    "not_reached": "○ not reached",
}

# -- the start page ------------------------------------------------------------------------------
WELCOME = (
    "Four notebooks take you from raw pixels to a network that sees. You write every piece "
    "yourself, and a check below each exercise says at once what is right and what is not."
)
TABS = (
    "Links to the notebooks open JupyterLab in another tab, one for each part. This page stays "
    "here, and shows how far you are whenever you come back to it."
)
YOUR_PROGRESS = "Your progress"
PASSED_OF_ALL = "{passed} of {checks} exercises pass, {marks} of {all} marks."
BEGIN = "Begin with part {number}: {title}"
CONTINUE = "Continue with {task}, in part\N{NO-BREAK SPACE}{number}"
ALL_PASS = "Everything passes that a check can see. Well done!"
HONEST = (
    "These are the visible checks. The marks of your course come from hidden tests, which try "
    "more than the checks show."
)
THE_PARTS = "The parts"
PART = "Part {number}: {title}"
OPEN_PART = "Open part {number} in JupyterLab"
NOT_THERE = (
    "The notebook {file} is not in your folder. It comes back when you start the course again."
)
TIME = "Time"
MINUTES = "about {minutes} minutes"
NEEDS = "You need"
HOLDS = "It holds"
EXERCISES = "{count} exercises for {marks} marks"
EXERCISES_BY_HAND = "{count} exercises for {marks} marks; a person gives {by_hand} of them"
EXERCISES_OF = "The exercises of part {number}"
NAME, DIFFICULTY, TAKES, MARKS, STATE = "Exercise", "Difficulty", "Minutes", "Marks", "State"
OF_FIVE = "{difficulty} of 5"
IN_PART = "in part {number}"
KEPT = (
    "Your progress is kept in the file {file}. You may delete it: then this page begins again at "
    "nothing, and your notebooks stay as they are."
)
BY_COMMAND = "In a terminal"
COMMANDS = (
    (
        "python -m nn_course check {notebook}",
        "runs the checks of a notebook from top to bottom, in a fresh kernel.",
    ),
    (
        "python -m nn_course reset {exercise}",
        "gives you back the blank of one exercise, and keeps a copy of what you had.",
    ),
)
# {language} is what a language is called in itself: English, 한국어.
LANGUAGES = "Language of the course"
SWITCH_TO = (
    "This page and your notebooks in {language}: your answers stay, and a copy of each notebook is "
    "kept."
)
NOT_YET = "Not in {language} yet: {files}."
NOT_YET_WHY = (
    "A notebook that is open stays as it is. Save it, close it and shut down its kernel in "
    "JupyterLab, then press this button."
)
SWITCH_REST = "Put them into {language}"
SERVER_ENDED = (
    "JupyterLab does not answer, so this page cannot say how far you are now. Start the course "
    "again: python -m nn_course start"
)

# -- python -m nn_course -------------------------------------------------------------------------
HELP = (
    "What is torch.nn, really? Four notebooks, from raw pixels to a network that sees. "
    "Without a command: how far you are."
)
START = "Open the notebooks in JupyterLab, in your own copy of them, made on the first start."
CHECK = (
    "Run the visible checks of a notebook from top to bottom. The file is not changed.\n\n"
    "The exit status is 0 when all exercises pass, 1 when not, and 2 when the file cannot be "
    "checked."
)
RESET = "Give back the blank of one exercise, in your own notebook; a copy of the file is kept."
HELP_OPTION = "Show this help."
ARGUMENTS, OPTIONS, COMMANDS_THERE_ARE = "Arguments", "Options", "Commands"
WORK_OPTION = "Your folder; if not given, the one you are in, or else ./work."
LANGUAGE_OPTION = (
    "The language of the course, for example en. Notebooks that you have go along: your answers "
    "stay, and a copy of each is kept. If not given: the one you had, or that of your system."
)
LAB_OPTIONS = "After --: options for JupyterLab."
NO_BROWSER = "Print the address, open no browser."
NOTEBOOK = "For example part1/from_scratch.ipynb."
SECONDS = "How long each cell may take."
EXERCISE = "For example nll."
WHICH_PART = "For example part1; needed for a name that two parts have."
THREE_COMMANDS = (
    ("python -m nn_course start", "open the notebooks in JupyterLab"),
    ("python -m nn_course check NOTEBOOK", "run the checks of a notebook file"),
    ("python -m nn_course reset EXERCISE", "get the blank of one exercise back"),
)
COLUMNS = ("Part", "Title", "Time", "Passing", "Marks")
OF = "{some} of {all}"
NO_WORK_YET = (
    "You have not started yet: the first command below makes your own copy of the lessons."
)
WORK_IS = "Your folder is {work}."

# -- start ---------------------------------------------------------------------------------------
MADE = "Your own copy of the lessons is in {work}."
FOUND = "Your notebooks are in {work}, as you left them."
ADDED = "New in it: {files}."
OTHER_CONFIG = (
    "{file} is there already and was not made by this command, so it stays as it is. Assignment "
    "List and Submit do what it says."
)
OTHERS = (
    "Not in the language of the course: {files}. `python -m nn_course start --language {language}` "
    "puts them into it."
)
AS_ROOT = (
    "You are root, and JupyterLab does not start for root by itself: --allow-root lets it, because "
    "it listens on this machine alone."
)
OPENS = "JupyterLab opens in your browser. To end it, press Ctrl+C here, twice."
OPEN_IT = (
    "Open one of the addresses below in your browser. To end JupyterLab, press Ctrl+C here, twice."
)

# -- another language ----------------------------------------------------------------------------
SWITCHED = (
    "{notebook} is in {language} now: all that you wrote stays (cells that you changed or added: "
    "{kept}), and a copy of the file as it was is {backup}."
)
SWITCHED_UNTOUCHED = "{notebook} is in {language} now: you had not changed anything in it."
NOT_TRANSLATED = "{notebook} stays as it is: there is no translation of it into {language}."
STAYS = "{reason} It stays as it is."

# -- check ---------------------------------------------------------------------------------------
CHECKING = "Checking {notebook}: part {number}, {title}. Each cell may take {seconds} seconds."
CHECK_COLUMNS = ("Exercise", "State", "Marks", "What the check says")
CHECK_FAILED = "{failed} of {tried} inputs are wrong. First {title}: {said}"
TOO_LONG = "It ran for more than {seconds} seconds and was stopped. Is there a loop without an end?"
NEVER_STOPS = (
    "It ran for more than {seconds} seconds and could not be stopped, so nothing below it was "
    "checked."
)
ENDED = "It ended the kernel, so nothing below it was checked."
STOPPED_WITH = "The cell stopped with {error}."
IS_NOT_DEFINED = "The cell does not define {exercise}."
BRING_BACK = "`python -m nn_course reset {exercise} --part {part}` brings it back."
SUMMARY = "{passed} of {checks} exercises pass, {marks} of {all} marks by the visible checks."

# -- reset ---------------------------------------------------------------------------------------
RESTORED = "The blank of {exercise} is back in {notebook}."
RESTORED_DELETED = (
    "The cell of {exercise} was missing; its blank is back in its place, in {notebook}."
)
ALREADY_BLANK = "{exercise} in {notebook} is the untouched blank already: nothing was changed."
BACKUP = (
    "What you had is in {backup}. To get it back, open that file and copy your answer from there."
)
RELOAD = (
    "If the notebook is open in JupyterLab, choose File → Reload Notebook from Disk there, before "
    "you save."
)
