"""Right answers to confusion, written differently."""

ALTERNATIVES = {
    "one_by_one": """
def confusion(model, loader, n_classes):
    model.eval()
    matrix = torch.zeros((n_classes, n_classes), dtype=torch.long)
    with torch.no_grad():
        for xb, yb in loader:
            preds = torch.argmax(model(xb), dim=1)
            for i in range(len(yb)):
                matrix[yb[i].item(), preds[i].item()] += 1
    return matrix
""",
    "bincount": """
def confusion(model, loader, n_classes):
    model.eval()
    counts = torch.zeros(n_classes * n_classes, dtype=torch.int64)
    with torch.inference_mode():
        for x, y in loader:
            places = y * n_classes + model(x).argmax(-1)
            counts = counts + torch.bincount(places, minlength=n_classes**2)
    return counts.clone().reshape(n_classes, n_classes)
""",
    "index_put": """
def confusion(model, loader, n_classes):
    counts = torch.zeros(n_classes, n_classes).long()
    model.train(False)
    for x, y in loader:
        with torch.no_grad():
            said = model(x).max(dim=1).indices
        counts.index_put_((y, said), torch.ones_like(y), accumulate=True)
    return counts
""",
    "one_hot_product": """
def confusion(model, loader, n_classes):
    model.eval()
    total = 0
    with torch.no_grad():
        for x, y in loader:
            true = F.one_hot(y, n_classes)
            said = F.one_hot(model(x).argmax(1), n_classes)
            total = total + true.T @ said
    return total
""",
    "by_comparison": """
def confusion(model, loader, n_classes):
    model.eval()
    true, said = [], []
    with torch.no_grad():
        for x, y in loader:
            true.append(y)
            said.append(model(x).softmax(1).argmax(1))
    true, said = torch.cat(true), torch.cat(said)
    rows = [[((true == i) & (said == j)).sum() for j in range(n_classes)] for i in range(n_classes)]
    return torch.stack([torch.stack(row) for row in rows])
""",
    "numpy": """
@torch.no_grad()
def confusion(model, loader, n_classes):
    model.eval()
    counts = np.zeros((n_classes, n_classes), dtype=np.int64)
    for x, y in loader:
        np.add.at(counts, (y.numpy(), model(x).argmax(1).numpy()), 1)
    return torch.from_numpy(counts)
""",
}
