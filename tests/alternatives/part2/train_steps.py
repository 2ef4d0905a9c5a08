"""Right answers to train_steps, written differently."""

ALTERNATIVES = {
    "plain": """
def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
    losses = []
    for step in range(steps):
        xb, yb = random_batch(x, y, batch_size, generator)
        loss = F.nll_loss(F.log_softmax(xb @ weights + bias, dim=-1), yb)
        loss.backward()
        with torch.no_grad():
            weights -= lr * weights.grad
            bias -= lr * bias.grad
            weights.grad.zero_()
            bias.grad.zero_()
        if step % every == 0:
            losses.append(loss.item())
    return losses
""",
    "tensors_with_graphs": """
def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
    kept = ()
    for number in range(steps):
        xb, yb = random_batch(x, y, batch_size, generator)
        loss = F.nll_loss(F.linear(xb, weights.T, bias).log_softmax(1), yb)
        loss.backward()
        for p in (weights, bias):
            p.data -= lr * p.grad
            p.grad = None
        if not number % every:
            kept += (loss,)
    return kept
""",
    "cleared_first": """
def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
    losses = []
    for step in range(steps):
        weights.grad = None
        bias.grad = None
        xb, yb = random_batch(x, y, batch_size, generator)
        loss = F.cross_entropy(xb @ weights + bias, yb)
        loss.backward()
        losses.append(loss.detach())
        with torch.no_grad():
            weights.sub_(weights.grad, alpha=lr)
            bias.sub_(bias.grad, alpha=lr)
    return losses[::every]
""",
    "optimizer": """
def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
    sgd = optim.SGD([weights, bias], lr=lr)
    losses, step = [], 0
    while step < steps:
        batch, labels = random_batch(x, y, batch_size, generator)
        scores = torch.addmm(bias, batch, weights)
        loss = nn.NLLLoss()(nn.LogSoftmax(dim=-1)(scores), labels)
        sgd.zero_grad()
        loss.backward()
        sgd.step()
        if step in range(0, steps, every):
            losses.append(np.float64(loss.item()))
        step += 1
    return losses
""",
    "gradients_asked_for": """
def train_steps(x, y, weights, bias, lr, steps, batch_size, every, generator):
    def one_step():
        xb, yb = random_batch(x, y, batch_size, generator)
        log_probs = F.log_softmax(xb @ weights + bias, dim=1)
        loss = -log_probs[range(len(yb)), yb].mean()
        slopes = torch.autograd.grad(loss, [weights, bias])
        with torch.no_grad():
            for p, slope in zip([weights, bias], slopes):
                p.copy_(p - lr * slope)
        return float(loss)

    return [loss for i, loss in enumerate([one_step() for _ in range(steps)]) if i % every == 0]
""",
}
