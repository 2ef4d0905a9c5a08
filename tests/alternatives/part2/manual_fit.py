"""Right answers to manual_fit, written differently."""

ALTERNATIVES = {
    "plain": """
def manual_fit(model, x, y, lr, epochs, batch_size):
    losses = []
    for epoch in range(epochs):
        total = 0.0
        for start in range(0, len(x), batch_size):
            xb, yb = x[start:start + batch_size], y[start:start + batch_size]
            loss = F.cross_entropy(model(xb), yb)
            loss.backward()
            with torch.no_grad():
                for p in model.parameters():
                    p -= lr * p.grad
            model.zero_grad()
            total += loss.item() * len(yb)
        losses.append(total / len(x))
    return losses
""",
    "optimizer": """
def manual_fit(model, x, y, lr, epochs, batch_size):
    optimizer = optim.SGD(model.parameters(), lr=lr)
    averages = ()
    for _ in range(epochs):
        each = []
        for xb, yb in zip(x.split(batch_size), y.split(batch_size)):
            optimizer.zero_grad()
            per_sample = F.cross_entropy(model(xb), yb, reduction="none")
            per_sample.mean().backward()
            optimizer.step()
            each += per_sample.tolist()
        averages += (np.mean(each),)
    return averages
""",
    "zero_grad_first": """
def manual_fit(model, x, y, lr, epochs, batch_size):
    def epoch():
        total = torch.zeros(())
        for xb, yb in zip(torch.split(x, batch_size), torch.split(y, batch_size)):
            model.zero_grad(set_to_none=False)
            log_probs = F.log_softmax(model(xb), dim=1)
            loss = F.nll_loss(log_probs, yb, reduction="sum")
            (loss / len(yb)).backward()
            for p in model.parameters():
                p.data.add_(p.grad, alpha=-lr)
            total += loss.detach()
        return total / len(x)

    return [epoch() for _ in range(epochs)]
""",
    "gradients_asked_for": """
def manual_fit(model, x, y, lr, epochs, batch_size):
    parameters = list(model.parameters())
    model.train()
    losses = [0.0] * epochs
    for epoch in range(epochs):
        for i in range(math.ceil(len(x) / batch_size)):
            window = slice(i * batch_size, (i + 1) * batch_size)
            loss = nn.CrossEntropyLoss()(model(x[window]), y[window])
            slopes = torch.autograd.grad(loss, parameters)
            with torch.no_grad():
                for p, slope in zip(parameters, slopes):
                    p.sub_(lr * slope)
            losses[epoch] += float(loss) * len(x[window]) / len(x)
        print(epoch, losses[epoch])
    return losses
""",
    "data_loader": """
def manual_fit(model, x, y, lr, epochs, batch_size):
    from torch.utils.data import DataLoader, TensorDataset

    losses = []
    for _ in range(epochs):
        total = 0
        for xb, yb in DataLoader(TensorDataset(x, y), batch_size):
            loss = F.cross_entropy(model(xb), yb)
            loss.backward()
            with torch.no_grad():
                for name, p in model.named_parameters():
                    p.copy_(p - lr * p.grad)
                    p.grad = None
            total = total + loss * len(xb)
        losses.append(total / len(x))
    return losses
""",
}
