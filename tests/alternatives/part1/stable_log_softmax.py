"""Right answers to stable_log_softmax, written differently."""

ALTERNATIVES = {
    "shift_and_reuse": """
def stable_log_softmax(x):
    return log_softmax(x - x.max(-1, keepdim=True).values)
""",
    "logsumexp": """
def stable_log_softmax(x):
    return x - x.logsumexp(-1, keepdim=True)
""",
    "shift_and_formula": """
def stable_log_softmax(x):
    z = x - x.amax(dim=-1, keepdim=True)
    return z - z.exp().sum(-1, keepdim=True).log()
""",
    "maximum_added_back": """
def stable_log_softmax(x):
    m = torch.max(x, dim=-1, keepdim=True)[0]
    return x - (m + torch.log(torch.sum(torch.exp(x - m), dim=-1, keepdim=True)))
""",
    "detached_shift": """
def stable_log_softmax(x):
    m = x.detach().max(-1).values.unsqueeze(-1)
    return x - m - (x - m).exp().sum(-1, keepdim=True).log()
""",
    "logaddexp": """
def stable_log_softmax(x):
    total = x[..., :1]
    for c in range(1, x.shape[-1]):
        total = torch.logaddexp(total, x[..., c:c + 1])
    return x - total
""",
    "row_by_row": """
def stable_log_softmax(x):
    def one(row):
        row = row - max(row.tolist())
        return row - row.exp().sum().log()

    rows = x.reshape(-1, x.shape[-1])
    return torch.stack([one(row) for row in rows]).reshape(x.shape)
""",
    "float64_inside": """
def stable_log_softmax(x):
    z = x.double()
    z = z - z.max(-1, keepdim=True)[0]
    return (z - z.exp().sum(-1, keepdim=True).log()).to(x.dtype)
""",
    "sorted_first": """
def stable_log_softmax(x):
    top = x.sort(dim=-1, descending=True).values[..., :1]
    shifted = x - top
    return log_softmax(shifted)
""",
}
