"""What can be wrong with the course's own part of judging: what it is, then what to do."""

from __future__ import annotations

from nbjudge.errors import NbjudgeError


class JudgeError(NbjudgeError):
    """The course's own part of judging does not work: no learner can cause this.

    `suspected`: that is so only if the master's own solution meets it, too.
    """

    suspected = False

    @classmethod
    def cell(cls, cell: str, error: BaseException) -> JudgeError:
        return cls(
            f"The master's cell {cell} stopped the judge with {type(error).__name__}: {error}\n"
            "Mend the cell. If it needs what a solution cell computes, it runs with submissions "
            "alone; if it is there to be looked at, give it the tag 'display'."
        )

    @classmethod
    def not_a_function(cls, what: str) -> JudgeError:
        return cls(
            f"{what} cannot be sent to where submissions run: a reference or probe has to be a "
            "function written with def."
        )

    @classmethod
    def no_source(cls, name: str) -> JudgeError:
        return cls(
            f"{name} cannot be sent to where submissions run: its source is not to be found. "
            "Define it with def in a test cell or in a module."
        )

    @classmethod
    def not_inside(cls, function: str, name: str) -> JudgeError:
        return cls(
            f"{function} cannot be sent to where submissions run: it uses {name}, which is neither "
            "plain data nor to be imported there. Pass what it needs as an argument."
        )

    @classmethod
    def no_data(cls, name: str, kind: str) -> JudgeError:
        made = cls(
            f"A test cell calls {name} with a {kind}, which is no plain data and cannot be sent to "
            "where submissions run. Send a function as probe(function); make objects inside a "
            "probe."
        )
        made.suspected = True  # it may be made of what an answer returned: an array's `data`, say
        return made

    @classmethod
    def unready(cls, what: str) -> JudgeError:
        return cls(f"What the course sent to where submissions run does not work there: {what}")
