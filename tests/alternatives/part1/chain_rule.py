"""Right answers to chain_rule, written differently."""

ALTERNATIVES = {
    "the_other_one": """
def chain_rule(a, b):
    return b, a
""",
    "copies_in_a_list": """
def chain_rule(a, b):
    return [b.clone(), a.clone()]
""",
    "times_one": """
def chain_rule(a, b):
    upstream = torch.ones_like(a)
    return upstream * b, upstream * a
""",
    "number_by_number": """
def chain_rule(a, b):
    grad_a, grad_b = torch.zeros_like(a), torch.zeros_like(b)
    for i in range(len(a)):
        grad_a[i] = b[i]
        grad_b[i] = a[i]
    return grad_a, grad_b
""",
    "differences": """
def chain_rule(a, b):
    def f(a, b):
        return (a.double() * b.double()).sum()

    def slopes(g, x):
        out = torch.zeros_like(x)
        for i in range(x.numel()):
            one = torch.zeros_like(x)
            one.view(-1)[i] = 1.0
            out.view(-1)[i] = (g(x + one) - g(x - one)) / 2
        return out

    return slopes(lambda x: f(x, b), a), slopes(lambda x: f(a, x), b)
""",
    "parameters": """
def chain_rule(a, b):
    return torch.nn.Parameter(b), torch.nn.Parameter(a)
""",
    "slopes_of_each_product": """
def chain_rule(a, b):
    slope = {"a": lambda x, y: y, "b": lambda x, y: x}
    return tuple(slope[name](a.detach(), b.detach()) + 0 for name in ("a", "b"))
""",
}
