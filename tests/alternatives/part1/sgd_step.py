"""Right answers to sgd_step, written differently."""

ALTERNATIVES = {
    "no_grad": """
def sgd_step(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            p -= lr * p.grad
            p.grad.zero_()
""",
    "set_to_none": """
def sgd_step(parameters, lr):
    with torch.no_grad():
        for p in parameters:
            p.sub_(p.grad, alpha=lr)
            p.grad = None
""",
    "data": """
def sgd_step(parameters, lr):
    for p in parameters:
        p.data = p.data - lr * p.grad
        p.grad = torch.zeros_like(p)
    return parameters
""",
    "optim": """
def sgd_step(parameters, lr):
    optimizer = torch.optim.SGD(parameters, lr=lr)
    optimizer.step()
    optimizer.zero_grad()
""",
    "decorated": """
@torch.no_grad()
def sgd_step(parameters, lr):
    for p in parameters:
        p.copy_(p - lr * p.grad)
    for p in parameters:
        p.grad.fill_(0)
""",
    "detached_view": """
def sgd_step(parameters, lr):
    for i in range(len(parameters)):
        parameters[i].detach().add_(-lr * parameters[i].grad)
        parameters[i].grad *= 0
""",
    "switched_off_and_on": """
def sgd_step(parameters, lr):
    for p in parameters:
        p.requires_grad_(False)
        p += -lr * p.grad
        p.requires_grad_(True)
        p.grad = None
    print("stepped")
""",
    "recursion": """
def sgd_step(parameters, lr):
    if parameters:
        first, *rest = parameters
        first.data.add_(first.grad, alpha=-lr)
        first.grad = None
        sgd_step(rest, lr)
""",
}
