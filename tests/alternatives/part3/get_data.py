"""Right answers to get_data, written differently."""

ALTERNATIVES = {
    "plain": """
def get_data(train_set, valid_set, batch_size):
    return loader(train_set, batch_size, True), loader(valid_set, batch_size, False)
""",
    "by_name": """
def get_data(train_set, valid_set, batch_size):
    valid = loader(dataset=valid_set, batch_size=batch_size, training=False)
    train = loader(dataset=train_set, batch_size=batch_size, training=True)
    return [train, valid]
""",
    "without_loader": """
def get_data(train_set, valid_set, batch_size):
    return (
        DataLoader(train_set, batch_size=batch_size, shuffle=True),
        DataLoader(valid_set, batch_size=batch_size * 2),
    )
""",
    "zipped": """
def get_data(train_set, valid_set, batch_size):
    made = []
    for samples, training in zip((train_set, valid_set), (True, False)):
        made.append(loader(samples, batch_size, training))
    print(*(len(one) for one in made))
    return tuple(made)
""",
}
