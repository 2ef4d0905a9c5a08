"""Right answers to cross_entropy_step, written differently."""

ALTERNATIVES = {
    "plain": """
def cross_entropy_step(xb, yb, weights, bias, lr):
    loss = F.cross_entropy(xb @ weights + bias, yb)
    loss.backward()
    with torch.no_grad():
        weights -= lr * weights.grad
        bias -= lr * bias.grad
        weights.grad.zero_()
        bias.grad.zero_()
    return loss.detach()
""",
    "log_softmax_kept": """
def cross_entropy_step(xb, yb, weights, bias, lr):
    loss = F.cross_entropy(F.log_softmax(xb @ weights + bias, dim=-1), yb)
    loss.backward()
    with torch.no_grad():
        for p in (weights, bias):
            p -= lr * p.grad
            p.grad = None
    return loss
""",
    "cleared_first": """
def cross_entropy_step(xb, yb, weights, bias, lr):
    weights.grad, bias.grad = None, None
    loss = torch.nn.CrossEntropyLoss()(torch.addmm(bias, xb, weights), yb)
    loss.backward()
    weights.data -= lr * weights.grad
    bias.data -= lr * bias.grad
    return loss.item()
""",
    "optimizer": """
def cross_entropy_step(xb, yb, weights, bias, lr):
    sgd = optim.SGD((weights, bias), lr)
    loss = F.cross_entropy(input=F.linear(xb, weights.T, bias), target=yb)
    loss.backward()
    sgd.step()
    sgd.zero_grad()
    return np.float32(loss.item())
""",
    "by_formula": """
def cross_entropy_step(xb, yb, weights, bias, lr):
    with torch.no_grad():
        scores = xb @ weights + bias
        loss = F.cross_entropy(scores, yb)
        pull = (scores.softmax(-1) - F.one_hot(yb, scores.shape[1])) / len(yb)
        weights -= lr * xb.T @ pull
        bias -= lr * pull.sum(0)
    return loss
""",
}
