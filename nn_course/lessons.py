"""The four parts of the course: what each teaches, how long it takes, which exercises it has.

The start page, the commands and whoever counts marks read it here. Difficulty, minutes and marks
stand in the masters too, for the reader of a lesson: tests/test_lessons.py compares the two. Texts
are English; whoever shows one translates it (`nn_course.language._`).
"""

from __future__ import annotations

from dataclasses import dataclass

from nn_course.errors import UnknownExercise

__all__ = ["COURSE", "LESSONS", "Lesson", "Task", "lesson", "places"]

COURSE = "What is torch.nn, really?"


@dataclass(frozen=True)
class Task:
    """One exercise: `difficulty` from 1 to 5; `by_hand` if a person marks it, without a check."""

    name: str
    difficulty: int
    minutes: int
    marks: int
    by_hand: bool = False


@dataclass(frozen=True)
class Lesson:
    """One part: `part` is its name for nbgrader, `notebook` that of its file without ending."""

    part: str
    notebook: str
    title: str
    teaches: str
    needs: str
    minutes: int
    tasks: tuple[Task, ...]

    @property
    def number(self) -> int:
        """1 for part1."""
        return int(self.part.removeprefix("part"))

    @property
    def file(self) -> str:
        """Where the notebook lies in a work folder, for example "part1/from_scratch.ipynb"."""
        return f"{self.part}/{self.notebook}.ipynb"

    @property
    def marks(self) -> int:
        """The marks of all exercises together."""
        return sum(task.marks for task in self.tasks)

    def task(self, name: str) -> Task:
        """The exercise called `name`; UnknownExercise, naming the nearest, if there is none."""
        for task in self.tasks:
            if task.name == name:
                return task
        raise UnknownExercise.named(name, [task.name for task in self.tasks])


LESSONS = (
    Lesson(
        "part1",
        "from_scratch",
        "from scratch",
        "You teach a computer to read handwritten digits, and write every piece of the machine "
        "yourself: the scores, the probabilities, the loss, the gradient step, the training loop.",
        "Some Python and a little numpy.",
        90,
        (
            Task("preprocess", 1, 4, 2),
            Task("linear", 1, 2, 2),
            Task("chain_rule", 2, 4, 2),
            Task("init_parameters", 2, 5, 2),
            Task("log_softmax", 2, 5, 3),
            Task("stable_log_softmax", 3, 6, 3),
            Task("nll", 3, 6, 3),
            Task("accuracy", 2, 4, 2),
            Task("sgd_step", 3, 6, 2),
            Task("fit", 4, 12, 4),
        ),
    ),
    Lesson(
        "part2",
        "torch_nn",
        "torch.nn takes over",
        "The same model goes from your hands into those of torch.nn, one piece after the other. "
        "Each time you prove that the result is still the same.",
        "Part 1.",
        90,
        (
            Task("random_batch", 2, 6, 2),
            Task("train_steps", 3, 10, 4),
            Task("cross_entropy_step", 2, 5, 2),
            Task("Logistic", 3, 10, 4),
            Task("manual_fit", 3, 10, 4),
            Task("LinearLogistic", 2, 5, 2),
            Task("get_model", 2, 6, 3),
        ),
    ),
    Lesson(
        "part3",
        "data_loading",
        "the data",
        "Data sets and loaders cut and mix the batches, and a validation set shows how well the "
        "model really reads. At the end three lines train any model on any data.",
        "Parts 1 and 2.",
        90,
        (
            Task("tensor_dataset", 1, 3, 2),
            Task("DigitsDataset", 3, 10, 4),
            Task("loader", 2, 6, 3),
            Task("evaluate", 3, 8, 3),
            Task("loss_batch", 3, 8, 4),
            Task("fit", 4, 12, 4),
            Task("get_data", 1, 4, 2),
            Task("to_device", 3, 8, 3),
        ),
    ),
    Lesson(
        "part4",
        "convnet",
        "a network that sees",
        "You build a network that looks at small pieces of an image, find out what it takes for "
        "what, and make the best small network you can.",
        "Parts 1 to 3.",
        90,
        (
            Task("as_image", 1, 4, 2),
            Task("CNN", 3, 12, 4),
            Task("Lambda", 2, 5, 2),
            Task("WrappedDataLoader", 3, 8, 4),
            Task("confusion", 3, 7, 3),
            Task("best_model", 5, 20, 8),
            Task("explain", 2, 6, 3, by_hand=True),
        ),
    ),
)


def lesson(part: str) -> Lesson:
    """The lesson of `part`; UnknownExercise if there is no such part."""
    for one in LESSONS:
        if one.part == part:
            return one
    raise UnknownExercise.part(part, [one.part for one in LESSONS])


def places(name: str) -> list[tuple[Lesson, Task]]:
    """Where an exercise called `name` is; UnknownExercise, naming the nearest, if nowhere."""
    found = [(one, task) for one in LESSONS for task in one.tasks if task.name == name]
    if not found:
        names = dict.fromkeys(task.name for one in LESSONS for task in one.tasks)
        raise UnknownExercise.named(name, list(names))
    return found
