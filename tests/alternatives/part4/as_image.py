"""Right answers to as_image, written differently."""

ALTERNATIVES = {
    "reshape": """
def as_image(x):
    return x.reshape(len(x), 1, 28, 28)
""",
    "unflatten": """
def as_image(x):
    return torch.unflatten(x, 1, (1, 28, 28))
""",
    "channel_afterwards": """
def as_image(x):
    n = x.shape[0]
    images = x.view(n, 28, 28)
    return images[:, None]
""",
    "row_by_row": """
def as_image(x):
    rows = torch.stack(x.split(28, dim=1), dim=1)
    return rows.unsqueeze(1)
""",
    "each_alone": """
def as_image(x):
    return torch.stack([one.reshape(1, 28, 28) for one in x])
""",
    "by_number_of_elements": """
def as_image(x):
    return x.contiguous().view(x.numel() // 784, 1, 28, 28) * 1.0
""",
}
