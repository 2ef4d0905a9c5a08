"""Right answers to best_model, written differently."""

ALTERNATIVES = {
    "epochs_with_a_loader": """
def best_model(x, y):
    from nn_course.distort import rotate, shift, stroke

    def block(a, b):
        return nn.Sequential(nn.Conv2d(a, b, 3, 2, 1, bias=False), nn.BatchNorm2d(b), nn.ReLU())

    model = nn.Sequential(block(1, 24), block(24, 32), block(32, 64), nn.Flatten(),
                          nn.Linear(1024, 10))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.004)
    loader = DataLoader(TensorDataset(x, y), batch_size=100, shuffle=True, drop_last=True)
    steps, most = 0, 800
    while steps < most:
        for xb, yb in loader:
            n = len(xb)
            xb = stroke(xb, torch.empty(n).uniform_(-0.8, 0.8))
            xb = rotate(xb, torch.empty(n).uniform_(-20, 20))
            xb = shift(xb, torch.randint(-3, 4, (n,)), torch.randint(-3, 4, (n,)))
            for group in optimizer.param_groups:
                group["lr"] = 0.004 * (1 - steps / most) + 0.0001
            optimizer.zero_grad()
            F.cross_entropy(model(xb), yb).backward()
            optimizer.step()
            steps += 1
            if steps == most:
                break
    return model
""",
    "own_class_and_momentum": """
def best_model(x, y):
    from nn_course.distort import rotate, shift, stroke

    class Net(nn.Module):
        def __init__(self):
            super().__init__()
            self.convs = nn.ModuleList([
                nn.Conv2d(1, 16, 5, stride=2, padding=2),
                nn.Conv2d(16, 32, 3, stride=2, padding=1),
                nn.Conv2d(32, 64, 3, stride=2, padding=1),
            ])
            self.norms = nn.ModuleList([nn.BatchNorm2d(n) for n in (16, 32, 64)])
            self.out = nn.Linear(64 * 16, 10)

        def forward(self, x):
            for conv, norm in zip(self.convs, self.norms):
                x = norm(conv(x)).relu()
            return F.log_softmax(self.out(x.flatten(1)), dim=1)

    net = Net()
    steps = 1000
    optimizer = torch.optim.SGD(net.parameters(), lr=0.05, momentum=0.9, nesterov=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    for step in range(steps):
        i = torch.randint(len(x), (64,))
        amount = lambda limit: (torch.rand(64) - 0.5) * 2 * limit
        xb = shift(rotate(stroke(x[i], amount(0.8)), amount(20)), amount(3.4), amount(3.4))
        loss = F.nll_loss(net(xb), y[i])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return net
""",
    "one_affine_map_and_pooling": """
def best_model(x, y):
    def redrawn(images):
        n = len(images)
        angle = torch.empty(n).uniform_(-0.35, 0.35)
        across, down = torch.empty(2, n).uniform_(-0.25, 0.25)
        turn = torch.stack([angle.cos(), -angle.sin(), across, angle.sin(), angle.cos(), down], 1)
        places = F.affine_grid(turn.view(n, 2, 3), images.shape, align_corners=False)
        images = F.grid_sample(images, places, align_corners=False)
        thick = F.max_pool2d(images, 3, 1, 1)
        thin = -F.max_pool2d(-images, 3, 1, 1)
        much = torch.empty(n, 1, 1, 1).uniform_(-0.8, 0.8)
        return torch.where(much > 0, images.lerp(thick, much.abs()), images.lerp(thin, much.abs()))

    model = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.BatchNorm2d(16),
        nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.BatchNorm2d(32),
        nn.Conv2d(32, 64, 3, stride=2, padding=1), nn.ReLU(), nn.BatchNorm2d(64),
        nn.Flatten(), nn.LazyLinear(10),
    )
    model(x[:2])
    most = 800
    optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
    order = iter(torch.randint(len(x), (most, 64)))
    for step, rows in enumerate(order):
        for group in optimizer.param_groups:
            group["lr"] = 0.006 * min((step + 1) / 100, 1.0) * (1 - step / most)
        model.zero_grad()
        loss = -torch.log_softmax(model(redrawn(x[rows])), 1).gather(1, y[rows, None]).mean()
        loss.backward()
        optimizer.step()
    return model
""",
}
