"""Answers that let somebody else compute: torch's ready-made function, or another exercise."""

from __future__ import annotations

from tests.redteam.attack import Attack

ATTACKS = [
    Attack(
        "aliases",
        "Calls the ready-made functions by names put together from pieces.",
        first="""
            import functools, operator
            ready = getattr(torch, "_".join(("log", "softmax")))
            soft = functools.partial(ready, dim=-1)
            method = operator.methodcaller("log_" + "softmax", -1)
            picked = vars(torch.nn.functional)["nll" + "_loss"]
            """,
        answers={
            "log_softmax": "def log_softmax(x):\n    return soft(x)\n",
            "stable_log_softmax": "def stable_log_softmax(x):\n    return method(x)\n",
            "nll": "def nll(log_probs, target):\n    return picked(log_probs, target)\n",
        },
    ),
    Attack(
        "torch-ops",
        "Calls the operations themselves: torch.ops, torch._C, torch.special and layers.",
        answers={
            "log_softmax": """
                def log_softmax(x):
                    return torch.ops.aten._log_softmax.default(x, -1, False)
                """,
            "stable_log_softmax": """
                def stable_log_softmax(x):
                    return torch._C._special.special_log_softmax(x, -1)
                """,
            "nll": """
                def nll(log_probs, target):
                    return torch._C._nn.nll_loss_nd(log_probs, target)
                """,
        },
    ),
    Attack(
        "compiled",
        "Calls them from torch.jit's scripts and traces.",
        first="""
            import warnings
            warnings.simplefilter("ignore")
            traced = torch.jit.trace(lambda x: torch.log_softmax(x, -1), torch.zeros(2, 3))
            module = torch.jit.trace(torch.nn.LogSoftmax(-1), torch.zeros(2, 3))
            """,
        answers={
            "log_softmax": "def log_softmax(x):\n    return traced(x)\n",
            "stable_log_softmax": "def stable_log_softmax(x):\n    return module(x)\n",
        },
    ),
    Attack(
        "cross-entropy-by-parts",
        "Takes log-probabilities from the gradients and losses of ready-made criteria.",
        answers={
            "log_softmax": """
                def log_softmax(x):
                    flat = x.reshape(-1, x.shape[-1])
                    columns = [
                        -torch.nn.functional.cross_entropy(
                            flat, torch.full((len(flat),), c), reduction="none")
                        for c in range(flat.shape[1])
                    ]
                    return torch.stack(columns, -1).reshape(x.shape)
                """,
            "stable_log_softmax": """
                def stable_log_softmax(x):
                    log = torch.nn.AdaptiveLogSoftmaxWithLoss
                    return torch.nn.LogSoftmax(dim=-1)(x)
                """,
            "nll": """
                def nll(log_probs, target):
                    return torch.nn.NLLLoss()(log_probs, target)
                """,
        },
    ),
    Attack(
        "later-exercise",
        "Answers log_softmax and linear with exercises that come after them.",
        answers={
            "linear": """
                def linear(inputs, weights, bias):
                    return scores_of(inputs, weights, bias)
                """,
            "log_softmax": "def log_softmax(x):\n    return stable_log_softmax(x)\n",
            "stable_log_softmax": """
                def scores_of(inputs, weights, bias):
                    return inputs @ weights + bias
                def stable_log_softmax(x):
                    x = x - x.max(-1, keepdim=True).values
                    return x - x.exp().sum(-1, keepdim=True).log()
                """,
        },
        expected={"test_stable_log_softmax": 3},
    ),
    Attack(
        "earlier-reference",
        "Answers stable_log_softmax with the reference for log_softmax, which is ready-made, and "
        "nll with the references of those before it.",
        answers={
            "stable_log_softmax": "def stable_log_softmax(x):\n    return log_softmax(x)\n",
            "nll": """
                def nll(log_probs, target):
                    wanted = torch.nn.functional.one_hot(target, log_probs.shape[1])
                    return -(log_softmax(log_probs) * wanted).sum() * 0.5
                """,
        },
    ),
]
