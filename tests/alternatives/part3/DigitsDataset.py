"""Right answers to DigitsDataset, written differently."""

ALTERNATIVES = {
    "plain": """
class DigitsDataset(Dataset):
    def __init__(self, images, labels):
        self.images = images
        self.labels = labels

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        x = torch.tensor(self.images[index]).float().flatten(-2) / 255
        return x, torch.tensor(self.labels[index], dtype=torch.int64)
""",
    "prepared_at_once": """
class DigitsDataset(Dataset):
    def __init__(self, images, labels):
        super().__init__()
        self.x = torch.from_numpy(images).view(-1, 28 * 28).to(torch.float32).div_(255.0)
        self.y = torch.from_numpy(labels).long()

    def __len__(self):
        return self.x.size(0)

    def __getitem__(self, i):
        return [self.x[i], self.y[i]]
""",
    "rows_of_bytes": """
class DigitsDataset(Dataset):
    def __init__(self, pictures, digits):
        super(DigitsDataset, self).__init__()
        self.rows, self.digits = pictures.reshape(len(pictures), -1), digits

    def __getitem__(self, place):
        row, digit = self.rows[place], self.digits[place]
        row = torch.as_tensor(row.astype(np.float32) / np.float32(255))
        return row, torch.as_tensor(np.asarray(digit).astype(np.int64))

    def __len__(self):
        return self.rows.shape[0]
""",
    "two_cases": """
class DigitsDataset(Dataset):
    def __init__(self, images, labels):
        self.data = images, labels

    def __len__(self):
        return self.data[0].shape[0]

    def __getitem__(self, index):
        images, labels = self.data
        if isinstance(index, slice):
            n = len(labels[index])
            x = np.asarray(images[index], dtype=np.float32).reshape(n, 784) / 255
            return torch.from_numpy(x), torch.from_numpy(labels[index].astype("int64"))
        x = np.asarray(images[index], dtype=np.float32).reshape(784) / 255
        return torch.from_numpy(x), torch.tensor(int(labels[index]))
""",
    "inner_tensor_dataset": """
class DigitsDataset(Dataset):
    def __init__(self, images, labels):
        x = torch.tensor(images / 255.0, dtype=torch.float32).flatten(start_dim=1)
        self.inner = TensorDataset(x, torch.tensor(labels, dtype=torch.int64))

    def __len__(self):
        return len(self.inner)

    def __getitem__(self, index):
        return self.inner[index]
""",
    "numbered_by_hand": """
class DigitsDataset(Dataset):
    def __init__(self, images, labels):
        self.images, self.labels = images.copy(), labels.tolist()

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        if isinstance(index, slice):
            samples = [self[i] for i in range(*index.indices(len(self)))]
            return torch.stack([x for x, _ in samples]), torch.stack([y for _, y in samples])
        if not -len(self) <= index < len(self):
            raise IndexError(f"there is no sample {index}")
        x = torch.tensor(self.images[index].ravel() * 1.0, dtype=torch.float32)
        return x / 255, torch.tensor(self.labels[index])
""",
}
