"""Right answers to tensor_dataset, written differently."""

ALTERNATIVES = {
    "plain": """
def tensor_dataset(x, y):
    return TensorDataset(x, y)
""",
    "unpacked": """
def tensor_dataset(x, y):
    tensors = [x, y]
    made = torch.utils.data.TensorDataset(*tensors)
    return made
""",
    "a_class_of_its_own": """
def tensor_dataset(x, y):
    class Pairs(torch.utils.data.Dataset):
        def __len__(self):
            return x.shape[0]

        def __getitem__(self, where):
            return x[where], y[where]

    return Pairs()
""",
    "derived": """
def tensor_dataset(x, y):
    class Named(TensorDataset):
        pass

    print(len(x), "samples")
    return Named(x, y)
""",
    "stacked": """
def tensor_dataset(x, y):
    return torch.utils.data.StackDataset(x, y)
""",
}
