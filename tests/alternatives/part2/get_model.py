"""Right answers to get_model, written differently."""

ALTERNATIVES = {
    "plain": """
def get_model(n_in, n_out, optimizer_class, lr):
    model = LinearLogistic(n_in, n_out)
    return model, optimizer_class(model.parameters(), lr=lr)
""",
    "list_of_parameters": """
def get_model(n_in, n_out, optimizer_class, lr):
    made = LinearLogistic(n_in=n_in, n_out=n_out)
    optimizer = optimizer_class(list(made.parameters()), lr)
    return [made, optimizer]
""",
    "two_groups": """
def get_model(n_in, n_out, optimizer_class, lr):
    model = LinearLogistic(n_in, n_out)
    groups = [{"params": [p], "lr": lr} for p in model.parameters()]
    return model, optimizer_class(groups, lr=lr)
""",
    "named": """
def get_model(n_in, n_out, optimizer_class, lr):
    model = LinearLogistic(n_in, n_out)
    optimizer = optimizer_class(params=dict(model.named_parameters()).values(), lr=lr)
    print(optimizer)
    return (model.train(), optimizer)
""",
    "a_bare_layer": """
def get_model(n_in, n_out, optimizer_class, lr):
    model = nn.Linear(n_in, n_out)
    optimizer = optimizer_class(model.parameters(), lr=lr)
    optimizer.zero_grad()
    return model, optimizer
""",
}
