"""Right answers to fit, written differently."""

ALTERNATIVES = {
    "plain": """
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for start in range(0, len(inputs), batch_size):
            x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
            loss = nll(log_softmax(linear(x, weights, bias)), y)
            loss.backward()
            sgd_step([weights, bias], lr)
            total += loss.item() * len(x)
        losses.append(total / len(inputs))
    return losses
""",
    "split_and_tensors": """
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    losses = []
    for _ in range(epochs):
        total = torch.tensor(0.0)
        for x, y in zip(inputs.split(batch_size), labels.split(batch_size)):
            loss = nll(stable_log_softmax(linear(x, weights, bias)), y)
            loss.backward()
            with torch.no_grad():
                weights -= lr * weights.grad
                bias -= lr * bias.grad
            weights.grad = bias.grad = None
            total = total + loss.detach() * y.numel()
        losses.append(total / labels.numel())
    return tuple(losses)
""",
    "optim_zero_first": """
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    from torch import optim
    optimizer = optim.SGD([weights, bias], lr=lr)
    losses = []
    for epoch in range(epochs):
        sums = 0
        for i in range((len(inputs) - 1) // batch_size + 1):
            x = inputs[i * batch_size:(i + 1) * batch_size]
            y = labels[i * batch_size:(i + 1) * batch_size]
            loss = -log_softmax(x @ weights + bias)[range(len(y)), y].mean()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            sums += float(loss) * x.shape[0]
        losses.append(sums / len(inputs))
    return losses
""",
    "data_loader": """
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    from torch.utils.data import DataLoader, TensorDataset
    loader = DataLoader(TensorDataset(inputs, labels), batch_size=batch_size)
    losses = []
    for epoch in range(epochs):
        each = []
        for x, y in loader:
            log_probs = log_softmax(linear(x, weights, bias))
            per_row = -log_probs.gather(1, y[:, None]).squeeze(1)
            per_row.mean().backward()
            sgd_step((weights, bias), lr)
            each.extend(per_row.tolist())
        losses.append(np.mean(each))
    return losses
""",
    "gradient_by_formula": """
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    losses = []
    with torch.no_grad():
        for epoch in range(epochs):
            total = 0.0
            for k in range(0, inputs.shape[0], batch_size):
                x, y = inputs[k:k + batch_size], labels[k:k + batch_size]
                scores = x @ weights + bias
                p = torch.softmax(scores, 1)
                total -= p[range(len(y)), y].log().sum().item()
                p[range(len(y)), y] -= 1
                weights -= lr * x.T @ p / len(y)
                bias -= lr * p.mean(0)
            losses.append(total / inputs.shape[0])
    return losses
""",
    "autograd_grad": """
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    def epoch():
        total, start = 0.0, 0
        while start < len(inputs):
            x, y = inputs[start:start + batch_size], labels[start:start + batch_size]
            loss = nll(log_softmax(linear(x, weights, bias)), y)
            for p, g in zip((weights, bias), torch.autograd.grad(loss, (weights, bias))):
                p.data.sub_(lr * g)
            total += loss.item() * len(y)
            start += batch_size
        return total / len(inputs)

    return [epoch() for _ in range(epochs)]
""",
    "losses_still_attached": """
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    losses = []
    for epoch in range(epochs):
        total = 0
        for x, y in zip(torch.split(inputs, batch_size), torch.split(labels, batch_size)):
            loss = nll(log_softmax(linear(x, weights, bias)), y)
            loss.backward()
            sgd_step([weights, bias], lr)
            total = total + loss * len(x)
        losses.append(total / len(inputs))
    return losses
""",
    "prints_progress": """
def fit(inputs, labels, weights, bias, lr, epochs, batch_size):
    losses = [0.0] * epochs
    for epoch in range(epochs):
        for start in range(0, len(inputs), batch_size):
            window = slice(start, min(start + batch_size, len(inputs)))
            loss = nll(log_softmax(linear(inputs[window], weights, bias)), labels[window])
            loss.backward()
            sgd_step([weights, bias], lr)
            losses[epoch] += loss.item() * (window.stop - window.start) / len(inputs)
        print(f"epoch {epoch}: loss {losses[epoch]:.4f}")
    return losses
""",
}
