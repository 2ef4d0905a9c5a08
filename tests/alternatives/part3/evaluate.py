"""Right answers to evaluate, written differently."""

ALTERNATIVES = {
    "plain": """
def evaluate(model, loader, loss_func):
    model.eval()
    total, count = 0.0, 0
    with torch.no_grad():
        for xb, yb in loader:
            total += loss_func(model(xb), yb).item() * len(xb)
            count += len(xb)
    return total / count
""",
    "back_to_its_mode": """
def evaluate(model, loader, loss_func):
    mode = model.training
    model.train(False)
    with torch.inference_mode():
        sums = [loss_func(model(xb), yb) * yb.numel() for xb, yb in loader]
    model.train(mode)
    return sum(sums) / len(loader.dataset)
""",
    "weighted_by_numpy": """
def evaluate(model, loader, loss_func):
    losses, sizes = [], []
    with torch.no_grad():
        model.eval()
        for batch in loader:
            losses.append(float(loss_func(model(batch[0]), batch[1])))
            sizes.append(batch[0].shape[0])
    return np.average(losses, weights=sizes)
""",
    "all_at_once": """
def evaluate(model, loader, loss_func):
    model.eval()
    with torch.set_grad_enabled(False):
        batches = list(loader)
        scores = torch.cat([model(xb) for xb, _ in batches])
        return loss_func(scores, torch.cat([yb for _, yb in batches])).item()
""",
    "running_mean": """
def evaluate(model, loader, loss_func):
    @torch.no_grad()
    def of(xb, yb):
        return loss_func(model(xb), yb)

    mean, seen = torch.tensor(0.0), 0
    for part in model.modules():
        part.training = False
    for xb, yb in loader:
        seen += len(yb)
        mean = mean + (of(xb, yb) - mean) * len(yb) / seen
    print("samples:", seen)
    return mean
""",
}
