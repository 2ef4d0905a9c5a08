"""Right answers to nll, written differently."""

ALTERNATIVES = {
    "range": """
def nll(log_probs, target):
    return -log_probs[range(len(target)), target].mean()
""",
    "arange": """
def nll(log_probs, target):
    n = target.shape[0]
    return -log_probs[torch.arange(n), target].sum() / n
""",
    "gather": """
def nll(log_probs, target):
    return log_probs.gather(1, target.unsqueeze(1)).neg().mean()
""",
    "one_hot": """
def nll(log_probs, target):
    hot = torch.nn.functional.one_hot(target, num_classes=log_probs.shape[1])
    return -(hot * log_probs).sum(dim=1).mean()
""",
    "einsum": """
def nll(log_probs, target):
    hot = torch.eye(log_probs.shape[-1])[target]
    return -torch.einsum("nc,nc->", log_probs, hot) / len(target)
""",
    "loop": """
def nll(log_probs, target):
    total = 0.0
    for row, t in zip(log_probs, target):
        total = total - row[t]
    return total / len(target)
""",
    "diagonal_of_the_columns": """
def nll(log_probs, target):
    return -log_probs[:, target].diagonal().mean()
""",
    "take_along_dim": """
def nll(log_probs, target):
    return torch.take_along_dim(log_probs, target[:, None], dim=-1).mean() * -1
""",
    "mask": """
def nll(log_probs, target):
    mask = torch.arange(log_probs.shape[1])[None, :] == target[:, None]
    return log_probs.masked_select(mask).mean().neg()
""",
    "flat_positions": """
def nll(log_probs, target):
    n, c = log_probs.shape
    return -log_probs.reshape(-1)[torch.arange(n) * c + target].mean()
""",
    "float64_inside": """
def nll(log_probs, target):
    picked = log_probs.double()[range(len(target)), target]
    return (-picked.mean()).to(log_probs.dtype)
""",
    "python_list_of_targets": """
def nll(log_probs, target):
    rows = [log_probs[i][t] for i, t in enumerate(target.tolist())]
    return -torch.stack(rows).mean()
""",
    "recursion": """
def nll(log_probs, target):
    n = len(target)
    if n == 1:
        return -log_probs[0, target[0]]
    rest = nll(log_probs[1:], target[1:])
    return (rest * (n - 1) - log_probs[0, target[0]]) / n
""",
    "absolute": """
def nll(log_probs, target):
    return abs(log_probs[range(len(target)), target].mean())
""",
}
