"""Ready-made functions under other names, and a watch whose state is reset."""

from __future__ import annotations

from tests.redteam.attack import Attack

ATTACKS = [
    Attack(
        "distributions",
        "Takes log-probabilities and losses from torch.distributions.",
        answers={
            "log_softmax": """
                def log_softmax(x):
                    return torch.distributions.Categorical(logits=x).logits
                """,
            "stable_log_softmax": """
                def stable_log_softmax(x):
                    return torch.distributions.OneHotCategorical(logits=x).logits
                """,
            "nll": """
                def nll(log_probs, target):
                    found = torch.distributions.Categorical(logits=log_probs)
                    return -found.log_prob(torch.as_tensor(target)).mean()
                """,
        },
    ),
    Attack(
        "other-losses",
        "Uses F.kl_div and attention for what they come to.",
        answers={
            "log_softmax": """
                def log_softmax(x):
                    eye = torch.eye(x.shape[-1], dtype=x.dtype)
                    rows = x.reshape(1, -1, x.shape[-1])
                    seen = torch.nn.functional.scaled_dot_product_attention(
                        rows, eye[None], eye[None], scale=1.0)
                    return seen.log().reshape(x.shape)
                """,
            "nll": """
                def nll(log_probs, target):
                    F = torch.nn.functional
                    right = F.one_hot(torch.as_tensor(target).long(), log_probs.shape[-1])
                    return F.kl_div(log_probs, right.to(log_probs.dtype), reduction="batchmean")
                """,
        },
    ),
    Attack(
        "cell-that-is-no-python",
        "Names the watch in a cell with a magic in an expression, which Python cannot parse.",
        first="""
            where = %pwd
            from nbjudge.exam import watch as seen
            """,
        answers={
            name: f"""
                def {name}(x):
                    y = torch.log_softmax(x, -1)
                    for one in seen._active:
                        one.used = None
                    return y
                """
            for name in ("log_softmax", "stable_log_softmax")
        },
    ),
    Attack(
        "notes-reset",
        "Finds the watch by a name put together from pieces, and resets what it has noted.",
        first="""
            import sys
            seen = sys.modules["nb" + "judge.exam.watch"]
            """,
        answers={
            name: f"""
                def {name}(x):
                    y = torch.log_softmax(x, -1)
                    for one in getattr(seen, "_act" + "ive"):
                        one.used = None
                    return y
                """
            for name in ("log_softmax", "stable_log_softmax")
        },
    ),
    Attack(
        "backward-of-its-own",
        "Computes the result by hand, and its gradient by the ready-made function.",
        answers={
            "log_softmax": """
                class Hand(torch.autograd.Function):
                    @staticmethod
                    def forward(ctx, x):
                        ctx.save_for_backward(x)
                        return x - x.logsumexp(-1, keepdim=True)
                    @staticmethod
                    def backward(ctx, pull):
                        x, = ctx.saved_tensors
                        p = torch.log_softmax(x, -1).exp()
                        return pull - p * pull.sum(-1, keepdim=True)
                def log_softmax(x):
                    return Hand.apply(x)
                """,
        },
    ),
    Attack(
        "after-the-call",
        "A thread of before puts the ready-made result into the answer when the call is over.",
        first="""
            import threading, time
            waiting = []
            def late():
                while True:
                    if waiting:
                        x, y = waiting.pop()
                        time.sleep(0.0003)
                        y.data.copy_(torch.log_softmax(x.detach(), -1))
                    time.sleep(0)
            threading.Thread(target=late, daemon=True).start()
            """,
        answers={
            "log_softmax": """
                class Late(torch.autograd.Function):
                    @staticmethod
                    def forward(ctx, x):
                        ctx.save_for_backward(x)
                        return x * 1
                    @staticmethod
                    def backward(ctx, pull):
                        x, = ctx.saved_tensors
                        return pull - x.softmax(-1) * pull.sum(-1, keepdim=True)
                def log_softmax(x):
                    y = Late.apply(x)
                    waiting.append((x, y))
                    return y
                """,
        },
    ),
]
