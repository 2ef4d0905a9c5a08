"""Right answers to random_batch, written differently."""

ALTERNATIVES = {
    "with_replacement": """
def random_batch(x, y, batch_size, generator):
    rows = torch.randint(len(x), (batch_size,), generator=generator)
    return x[rows], y[rows]
""",
    "without_replacement": """
def random_batch(x, y, batch_size, generator):
    order = torch.randperm(x.shape[0], generator=generator)[:batch_size]
    return [x[order], y[order]]
""",
    "index_select": """
def random_batch(x, y, batch_size, generator):
    chosen = torch.randint(0, y.numel(), size=(batch_size,), generator=generator)
    return x.index_select(0, chosen), torch.take(y, chosen)
""",
    "multinomial": """
def random_batch(x, y, batch_size, generator):
    chances = torch.ones(len(x))
    rows = torch.multinomial(chances, batch_size, generator=generator)
    return x[rows], y[rows]
""",
    "one_after_the_other": """
def random_batch(x, y, batch_size, generator):
    xs, ys = [], []
    while len(xs) < batch_size:
        i = int(torch.randint(len(x), (), generator=generator))
        xs.append(x[i])
        ys.append(y[i])
    return torch.stack(xs), torch.stack(ys)
""",
    "fractions": """
def random_batch(x, y, batch_size, generator):
    rows = (torch.rand(batch_size, generator=generator) * len(x)).long()
    print("rows", rows.tolist()[:3])
    return x[rows], y[rows]
""",
    "sorted_noise": """
def random_batch(x, y, batch_size, generator):
    rows = torch.rand(len(x), generator=generator).argsort()[-batch_size:].tolist()
    return x[rows], y[rows]
""",
    "data_loader": """
def random_batch(x, y, batch_size, generator):
    from torch.utils.data import DataLoader, TensorDataset

    loader = DataLoader(TensorDataset(x, y), batch_size, shuffle=True, generator=generator)
    return next(iter(loader))
""",
    "numpy_seeded_by_the_generator": """
def random_batch(x, y, batch_size, generator):
    seed = torch.randint(2**31, (1,), generator=generator).item()
    rows = np.random.default_rng(seed).choice(len(x), batch_size, replace=False)
    return x[rows], y[rows]
""",
}
