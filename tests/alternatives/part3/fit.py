"""Right answers to fit of part 3, written differently."""

ALTERNATIVES = {
    "plain": """
def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
    history = {"train": [], "valid": []}
    for epoch in range(epochs):
        model.train()
        total, count = 0.0, 0
        for xb, yb in train_loader:
            loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
            total += loss * n
            count += n
        history["train"].append(total / count)
        history["valid"].append(evaluate(model, valid_loader, loss_func))
    return history
""",
    "all_by_itself": """
def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
    train, valid = [], []
    for _ in range(epochs):
        model.train()
        sums = torch.tensor(0.0)
        for xb, yb in train_loader:
            optimizer.zero_grad()
            loss = loss_func(model(xb), yb)
            loss.backward()
            optimizer.step()
            sums += loss.detach() * len(xb)
        optimizer.zero_grad()
        train.append(sums / len(train_loader.dataset))
        model.eval()
        with torch.no_grad():
            losses = [(loss_func(model(xb), yb), len(xb)) for xb, yb in valid_loader]
        valid.append(sum(loss * n for loss, n in losses) / sum(n for _, n in losses))
    return {"valid": tuple(valid), "train": tuple(train)}
""",
    "numpy_average": """
def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
    def epoch():
        for part in model.modules():
            part.training = True
        pairs = [loss_batch(model, loss_func, *batch, optimizer) for batch in train_loader]
        losses, sizes = zip(*pairs)
        return float(np.average(losses, weights=sizes))

    both = [(epoch(), evaluate(model, valid_loader, loss_func)) for _ in range(epochs)]
    return dict(zip(("train", "valid"), map(list, zip(*both))))
""",
    "loss_batch_for_both": """
def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
    def average(loader, *rule):
        results = [loss_batch(model, loss_func, xb, yb, *rule) for xb, yb in loader]
        return sum(loss * n for loss, n in results) / sum(n for _, n in results)

    history = {"train": [0.0] * epochs, "valid": [0.0] * epochs}
    for epoch in range(epochs):
        model.train()
        history["train"][epoch] = average(train_loader, optimizer)
        model.eval()
        with torch.no_grad():
            history["valid"][epoch] = average(valid_loader)
        print(f"epoch {epoch}: {history['valid'][epoch]:.4f}")
    return history
""",
    "a_list_of_all_losses": """
def fit(model, loss_func, optimizer, epochs, train_loader, valid_loader):
    from collections import defaultdict

    history = defaultdict(list)
    step = 0
    while step < epochs:
        model.train(True)
        losses = []
        for xb, yb in train_loader:
            loss, n = loss_batch(model, loss_func, xb, yb, optimizer)
            losses.extend([float(loss)] * n)
        history["train"].append(sum(losses) / len(losses))
        history["valid"].append(float(evaluate(model, valid_loader, loss_func)))
        step += 1
    return history
""",
}
