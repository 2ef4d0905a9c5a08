"""Right answers to preprocess, written differently."""

ALTERNATIVES = {
    "torch_from_numpy": """
def preprocess(images, labels):
    x = torch.from_numpy(images).float().view(-1, 784) / 255.0
    return x, torch.from_numpy(labels).long()
""",
    "numpy_first": """
def preprocess(images, labels):
    flat = images.reshape(images.shape[0], -1).astype("float32") / np.float32(255)
    return torch.from_numpy(flat), torch.from_numpy(labels.astype("int64"))
""",
    "float64_inside": """
def preprocess(images, labels):
    x = torch.tensor(images / 255.0).flatten(start_dim=1)
    return x.to(torch.float32), torch.tensor(labels).to(torch.int64)
""",
    "factor_in_a_list": """
def preprocess(images, labels):
    x = torch.as_tensor(images).to(torch.float) * (1 / 255)
    return [x.reshape(len(x), 28 * 28), torch.as_tensor(labels).to(torch.long)]
""",
    "image_by_image": """
def preprocess(images, labels):
    rows = [torch.tensor(image, dtype=torch.float32).ravel().div(255) for image in images]
    return torch.stack(rows), torch.LongTensor([int(label) for label in labels])
""",
    "nn_flatten": """
def preprocess(images, labels):
    import torch.nn as nn
    x = nn.Flatten()(torch.tensor(images, dtype=torch.float32))
    x /= 255
    print("pixels:", x.shape)
    return x, torch.tensor(labels, dtype=torch.int64)
""",
}
