"""Right answers to init_parameters, written differently."""

ALTERNATIVES = {
    "scale_then_ask": """
def init_parameters(n_in, n_out):
    weights = torch.randn(n_in, n_out) / math.sqrt(n_in)
    weights.requires_grad_()
    bias = torch.zeros(n_out, requires_grad=True)
    return weights, bias
""",
    "nn_parameters": """
def init_parameters(n_in, n_out):
    from torch import nn
    return nn.Parameter(torch.randn(n_in, n_out) * n_in**-0.5), nn.Parameter(torch.zeros(n_out))
""",
    "torch_normal": """
def init_parameters(n_in, n_out):
    weights = torch.normal(0.0, 1 / n_in**0.5, size=(n_in, n_out))
    bias = torch.full((n_out,), 0.0)
    for tensor in (weights, bias):
        tensor.requires_grad = True
    return [weights, bias]
""",
    "uniform_of_the_same_spread": """
def init_parameters(n_in, n_out):
    limit = math.sqrt(3 / n_in)
    weights = (torch.rand(n_in, n_out) * 2 - 1) * limit
    return weights.requires_grad_(), torch.zeros(n_out).requires_grad_()
""",
    "nn_init": """
def init_parameters(n_in, n_out):
    weights = torch.empty(n_in, n_out, requires_grad=True)
    bias = torch.empty(n_out, requires_grad=True)
    torch.nn.init.normal_(weights, std=n_in**-0.5)
    torch.nn.init.zeros_(bias)
    return weights, bias
""",
    "numpy": """
def init_parameters(n_in, n_out):
    w = np.random.default_rng().normal(scale=1 / np.sqrt(n_in), size=(n_in, n_out))
    weights = torch.tensor(w, dtype=torch.float32, requires_grad=True)
    return weights, torch.tensor([0.0] * n_out, requires_grad=True)
""",
    "in_place_without_grad": """
def init_parameters(n_in, n_out):
    weights = torch.randn(n_in, n_out, requires_grad=True)
    with torch.no_grad():
        weights /= math.sqrt(n_in)
    return weights, torch.zeros(n_out, requires_grad=True)
""",
    "signs": """
def init_parameters(n_in, n_out):
    signs = torch.randint(0, 2, (n_in, n_out)) * 2.0 - 1
    return (signs / math.sqrt(n_in)).requires_grad_(), torch.zeros(n_out, requires_grad=True)
""",
}
