"""Right answers to loader, written differently."""

ALTERNATIVES = {
    "plain": """
def loader(dataset, batch_size, training):
    size = batch_size if training else 2 * batch_size
    return DataLoader(dataset, batch_size=size, shuffle=training)
""",
    "two_branches": """
def loader(dataset, batch_size, training):
    if training:
        made = DataLoader(dataset, batch_size, True)
    else:
        made = DataLoader(dataset, batch_size * 2)
    return made
""",
    "arithmetic": """
def loader(dataset, batch_size, training):
    return torch.utils.data.DataLoader(
        dataset, (2 - bool(training)) * batch_size, shuffle=bool(training), num_workers=0
    )
""",
    "samplers": """
def loader(dataset, batch_size, training):
    from torch.utils.data import RandomSampler, SequentialSampler

    sampler = RandomSampler(dataset) if training else SequentialSampler(dataset)
    return DataLoader(
        dataset,
        sampler=sampler,
        batch_size=batch_size if training else batch_size + batch_size,
        drop_last=False,
    )
""",
    "own_collate": """
def loader(dataset, batch_size, training):
    def together(samples):
        return tuple(torch.stack(parts) for parts in zip(*samples))

    options = {"shuffle": training, "collate_fn": together}
    options["batch_size"] = batch_size * (1 if training else 2)
    return DataLoader(dataset, **options)
""",
    "own_generator": """
def loader(dataset, batch_size, training):
    chance = torch.Generator()
    chance.seed()
    size = [2 * batch_size, batch_size][training]
    return DataLoader(dataset, batch_size=size, shuffle=training, generator=chance)
""",
}
