"""Right answers to linear, written differently."""

ALTERNATIVES = {
    "operator": """
def linear(inputs, weights, bias):
    return inputs @ weights + bias
""",
    "einsum": """
def linear(inputs, weights, bias):
    return torch.einsum("ni,io->no", inputs, weights) + bias[None, :]
""",
    "functional": """
def linear(inputs, weights, bias):
    return torch.nn.functional.linear(inputs, weights.T, bias)
""",
    "addmm": """
def linear(inputs, weights, bias):
    return torch.addmm(bias, inputs, weights)
""",
    "broadcast_and_sum": """
def linear(inputs, weights, bias):
    products = inputs.unsqueeze(-1) * weights.unsqueeze(0)
    return products.sum(1) + bias
""",
    "column_of_ones": """
def linear(inputs, weights, bias):
    ones = torch.ones(inputs.shape[0], 1)
    return torch.cat([inputs, ones], dim=1).matmul(torch.cat([weights, bias.view(1, -1)]))
""",
    "row_by_row": """
def linear(inputs, weights, bias):
    rows = []
    for row in inputs:
        rows.append(weights.T.mv(row) + bias)
    return torch.stack(rows)
""",
    "float64_inside": """
def linear(inputs, weights, bias):
    out = inputs.double().mm(weights.double()).add(bias.double())
    return out.to(inputs.dtype)
""",
}
