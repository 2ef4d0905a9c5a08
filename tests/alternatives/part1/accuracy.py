"""Right answers to accuracy, written differently."""

ALTERNATIVES = {
    "float_mean": """
def accuracy(log_probs, target):
    return (log_probs.argmax(-1) == target).float().mean()
""",
    "python_number": """
def accuracy(log_probs, target):
    return (log_probs.argmax(dim=1) == target).sum().item() / len(target)
""",
    "max_indices": """
def accuracy(log_probs, target):
    _, guess = torch.max(log_probs, 1)
    return guess.eq(target).double().mean()
""",
    "numpy": """
def accuracy(log_probs, target):
    guess = np.argmax(log_probs.detach().numpy(), axis=1)
    return np.mean(guess == target.numpy())
""",
    "loop": """
def accuracy(log_probs, target):
    right = 0
    for row, t in zip(log_probs.tolist(), target.tolist()):
        if row.index(max(row)) == t:
            right += 1
    return right / len(log_probs)
""",
    "topk": """
def accuracy(log_probs, target):
    guess = log_probs.topk(1, dim=-1).indices.squeeze(-1)
    return 1 - (guess != target).count_nonzero() / target.numel()
""",
    "sorting": """
def accuracy(log_probs, target):
    guess = log_probs.argsort(dim=-1)[:, -1]
    return torch.mean((guess - target == 0).to(torch.float32))
""",
    "probabilities": """
def accuracy(log_probs, target):
    with torch.no_grad():
        p = log_probs.exp()
        return float((p.argmax(1) == target).sum()) / p.size(0)
""",
    "one_hot": """
def accuracy(log_probs, target):
    one_hot = torch.nn.functional.one_hot
    c = log_probs.shape[1]
    hits = one_hot(log_probs.argmax(1), c) * one_hot(target, c)
    return hits.sum() / len(target)
""",
    "recursion": """
def accuracy(log_probs, target):
    if len(target) == 0:
        return 0
    first = int(log_probs[0].argmax() == target[0])
    return (first + accuracy(log_probs[1:], target[1:]) * (len(target) - 1)) / len(target)
""",
    "statistics": """
def accuracy(log_probs, target):
    from statistics import mean
    return mean(int(g == t) for g, t in zip(log_probs.argmax(1).tolist(), target.tolist()))
""",
}
