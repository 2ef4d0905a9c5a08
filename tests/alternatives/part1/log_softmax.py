"""Right answers to log_softmax, written differently."""

ALTERNATIVES = {
    "the_formula": """
def log_softmax(x):
    return x - x.exp().sum(-1, keepdim=True).log()
""",
    "unsqueeze": """
def log_softmax(x):
    return x - x.exp().sum(-1).log().unsqueeze(-1)
""",
    "softmax_then_log": """
def log_softmax(x):
    return torch.softmax(x, dim=-1).log()
""",
    "logsumexp": """
def log_softmax(x):
    return x - torch.logsumexp(x, dim=-1, keepdim=True)
""",
    "quotient": """
def log_softmax(x):
    e = torch.exp(x)
    return torch.log(e / e.sum(dim=x.dim() - 1, keepdim=True))
""",
    "shifted": """
def log_softmax(x):
    x = x - x.max(dim=-1, keepdim=True).values
    return x - x.exp().sum(-1, keepdim=True).log()
""",
    "einsum": """
def log_softmax(x):
    return x - torch.einsum("...c->...", x.exp()).log()[..., None]
""",
    "float64_inside": """
def log_softmax(x):
    wide = x.double()
    return (wide - wide.exp().sum(-1, keepdim=True).log()).to(x.dtype)
""",
    "class_by_class": """
def log_softmax(x):
    total = 0
    for c in range(x.shape[-1]):
        total = total + torch.exp(x[..., c])
    return torch.stack([x[..., c] - torch.log(total) for c in range(x.shape[-1])], dim=-1)
""",
    "recursion": """
def log_softmax(x):
    if x.dim() > 1:
        return torch.stack([log_softmax(row) for row in x])
    return x - sum(e for e in x.exp()).log()
""",
    "one_against_the_others": """
def log_softmax(x):
    differences = x.unsqueeze(-2) - x.unsqueeze(-1)
    return -differences.exp().sum(-1).log()
""",
    "power_and_lambda": """
def log_softmax(x):
    soft = lambda z: math.e ** z / (math.e ** z).sum(-1, True)
    return torch.log(soft(x.clone()))
""",
    "autograd_function": """
def log_softmax(x):
    class LogSoftmax(torch.autograd.Function):
        @staticmethod
        def forward(ctx, x):
            p = x.exp() / x.exp().sum(-1, keepdim=True)
            ctx.save_for_backward(p)
            return p.log()

        @staticmethod
        def backward(ctx, grad):
            (p,) = ctx.saved_tensors
            return grad - p * grad.sum(-1, keepdim=True)

    return LogSoftmax.apply(x)
""",
    "prints_and_warns": """
def log_softmax(x):
    import sys
    import warnings
    print("x has shape", tuple(x.shape))
    print("a note", file=sys.stderr)
    warnings.warn("not to be worried about")
    return torch.nn.functional.softmax(x).log() if x.dim() == 2 else x.softmax(-1).log()
""",
}
