"""Right answers to CNN, written differently."""

ALTERNATIVES = {
    "sequential_inside": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(
            nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 16, 3, 2, 1), nn.ReLU(),
            nn.Conv2d(16, 10, 3, 2, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
        )

    def forward(self, x):
        return self.net(x)
""",
    "module_list_made_backwards": """
class CNN(nn.Module):
    def __init__(self):
        nn.Module.__init__(self)
        sizes = [16, 16, 1]
        outs = [10, 16, 16]
        self.stages = nn.ModuleList(
            nn.Conv2d(a, b, kernel_size=(3, 3), stride=(2, 2), padding=(1, 1))
            for a, b in zip(sizes, outs)
        )

    def forward(self, images):
        for number in (2, 1):
            images = torch.relu(self.stages[number](images))
        return torch.mean(self.stages[0](images), dim=[2, 3])
""",
    "tutorial_without_the_last_relu": """
class CNN(nn.Module):
    def __init__(self):
        super(CNN, self).__init__()
        self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
        self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
        self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

    def forward(self, xb):
        xb = xb.view(-1, 1, 28, 28)
        xb = F.relu(self.conv1(xb))
        xb = F.relu(self.conv2(xb))
        xb = self.conv3(xb)
        xb = F.avg_pool2d(xb, 4)
        return xb.view(-1, xb.size(1))
""",
    "padded_by_hand": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(1, 16, 3, stride=2)
        self.b = nn.Conv2d(16, 16, 3, stride=2)
        self.c = nn.Conv2d(16, 10, 3, stride=2)

    def forward(self, x):
        x = self.a(F.pad(x, (1, 1, 1, 1))).clamp(min=0)
        x = self.b(F.pad(x, (1, 1, 1, 1))).clamp(min=0)
        x = self.c(F.pad(x, (1, 1, 1, 1)))
        return x.flatten(2).sum(-1) / 16
""",
    "own_parameters": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.biases = nn.ParameterList([torch.zeros(n) for n in (10, 16, 16)])
        self.w3 = nn.Parameter(torch.randn(10, 16, 3, 3) / 12)
        self.w2 = nn.Parameter(torch.randn(16, 16, 3, 3) / 12)
        self.w1 = nn.Parameter(torch.randn(16, 1, 3, 3) / 3)

    def forward(self, x):
        x = F.conv2d(x, self.w1, self.biases[2], stride=2, padding=1).relu()
        x = F.conv2d(x, self.w2, self.biases[1], stride=2, padding=1).relu()
        return F.conv2d(x, self.w3, self.biases[0], stride=2, padding=1).mean((-1, -2))
""",
    "lazy_layers": """
class CNN(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleDict({
            "first": nn.Conv2d(1, 16, 3, 2, 1),
            "second": nn.Conv2d(16, 16, 3, 2, 1),
            "third": nn.Conv2d(16, 10, 3, 2, 1),
        })
        self.act = nn.ReLU()
        self.pool = nn.AvgPool2d(4)

    def forward(self, x):
        for name, layer in self.layers.items():
            x = layer(x)
            if name != "third":
                x = self.act(x)
        return self.pool(x)[:, :, 0, 0]
""",
}
