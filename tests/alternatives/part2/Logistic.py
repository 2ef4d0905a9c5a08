"""Right answers to Logistic, written differently."""

ALTERNATIVES = {
    "plain": """
class Logistic(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.weights = nn.Parameter(torch.randn(n_in, n_out) / math.sqrt(n_in))
        self.bias = nn.Parameter(torch.zeros(n_out))

    def forward(self, xb):
        return xb @ self.weights + self.bias
""",
    "other_names_reverse_order": """
class Logistic(nn.Module):
    def __init__(self, pixels, classes):
        super(Logistic, self).__init__()
        self.b = nn.Parameter(torch.zeros(classes))
        self.a = nn.Parameter(torch.normal(0.0, pixels ** -0.5, (pixels, classes)))

    def forward(self, images):
        print(images.shape)
        return torch.addmm(self.b, images, self.a)
""",
    "parameter_list": """
class Logistic(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.everything = nn.ParameterList(
            [torch.zeros(n_out), nn.Parameter(torch.randn(n_in, n_out) * n_in ** -0.5)]
        )

    def forward(self, xb):
        bias, weights = self.everything
        return xb.matmul(weights) + bias
""",
    "outputs_first": """
class Logistic(nn.Module):
    def __init__(self, n_in, n_out):
        nn.Module.__init__(self)
        self.W = nn.Parameter(torch.empty(n_out, n_in))
        nn.init.kaiming_normal_(self.W, nonlinearity="linear")
        self.register_parameter("b", nn.Parameter(torch.zeros(n_out)))
        self.all = [self.W, self.b]

    def forward(self, xb):
        return F.linear(xb, *self.all)
""",
    "a_vector_for_each_class": """
class Logistic(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        for k in range(n_out):
            self.register_parameter(f"w{k}", nn.Parameter(torch.randn(n_in) / n_in ** 0.5))
            self.register_parameter(f"b{k}", nn.Parameter(torch.tensor(0.0)))
        self.n_out = n_out

    def forward(self, xb):
        scores = [xb @ getattr(self, f"w{k}") + getattr(self, f"b{k}") for k in range(self.n_out)]
        return torch.stack(scores, dim=1)
""",
    "uniform_of_the_same_spread": """
class Logistic(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        limit = math.sqrt(3 / n_in)
        self.weights = nn.Parameter(torch.empty(n_in, n_out).uniform_(-limit, limit))
        self.bias = nn.Parameter(torch.zeros(1, n_out))

    def forward(self, xb):
        return torch.einsum("ni,io->no", xb, self.weights) + self.bias
""",
    "a_layer_with_another_start": """
class Logistic(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        self.layer = nn.Linear(n_in, n_out)
        with torch.no_grad():
            self.layer.weight.normal_(std=1 / math.sqrt(n_in))
            self.layer.bias.zero_()

    def forward(self, xb):
        return self.layer(xb)
""",
    "biases_in_the_weights": """
class Logistic(nn.Module):
    def __init__(self, n_in, n_out):
        super().__init__()
        drawn = torch.randn(n_in, n_out) / math.sqrt(n_in)
        self.both = nn.Parameter(torch.cat([drawn, torch.zeros(1, n_out)]))

    def forward(self, xb):
        return torch.cat([xb, torch.ones(len(xb), 1)], dim=1) @ self.both
""",
}
