"""Wrong answers to CNN whose layers are not kept where PyTorch looks for them."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

LOST = (
    Misconception(
        "layers_in_a_list",
        "Your layers stand in a plain Python list, where PyTorch does not look: no parameter is "
        "found, so nothing would be trained. Make each an attribute, or use a list of PyTorch's.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.layers = [
                    nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1),
                    nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1),
                    nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1),
                ]

            def forward(self, x):
                x = F.relu(self.layers[0](x))
                x = F.relu(self.layers[1](x))
                return self.layers[2](x).mean((2, 3))
        """,
    ),
    Misconception(
        "layers_made_anew",
        "You make new layers whenever the network is called, so it forgets all it has learned. "
        "Make them once, where the module itself is made.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()

            def forward(self, x):
                x = F.relu(nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)(x))
                x = F.relu(nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)(x))
                return nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)(x).mean((2, 3))
        """,
    ),
    Misconception(
        "no_super",
        "The constructor of nn.Module was never called, and so it has nowhere to put your layers. "
        "That call is the first line of every module's constructor.",
        """
        class CNN(nn.Module):
            def __init__(self):
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return self.conv3(x).mean((2, 3))
        """,
    ),
    Misconception(
        "made_but_not_used",
        "You made the second layer, but `forward` goes from the first to the third: the 16 channels "
        "fit, so that nothing complains. Each layer's result is what the next one gets.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                return self.conv3(x).mean((2, 3))
        """,
    ),
)
