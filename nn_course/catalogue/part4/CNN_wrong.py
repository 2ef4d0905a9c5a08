"""Wrong answers to CNN."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception
from nn_course.catalogue.part4.CNN_lost import LOST

MISCONCEPTIONS = (
    Misconception(
        "relu_at_the_end",
        "Your scores cannot be negative: there is a ReLU after the last convolution. A score needs "
        "both signs, to speak for a digit or against it.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                x = F.relu(self.conv3(x))
                return x.mean((2, 3))
        """,
    ),
    Misconception(
        "relu_after_the_mean",
        "Your scores cannot be negative: you cut them off at 0 after the average. They are raw "
        "scores, of either sign.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return F.relu(self.conv3(x).mean((2, 3)))
        """,
    ),
    Misconception(
        "no_relu",
        "There is no ReLU between your convolutions. Three linear steps in a row are no more than "
        "one linear step.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                return self.conv3(self.conv2(self.conv1(x))).mean((2, 3))
        """,
    ),
    Misconception(
        "one_relu_missing",
        "A ReLU is missing between the second convolution and the third.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                return self.conv3(self.conv2(F.relu(self.conv1(x)))).mean((2, 3))
        """,
    ),
    Misconception(
        "log_softmax_at_the_end",
        "You return log-probabilities. Raw scores are asked for: the loss takes the softmax itself.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return F.log_softmax(self.conv3(x).mean((2, 3)), dim=1)
        """,
        # cross-entropy takes the logarithm of the softmax, which changes log-probabilities no more
        earns={"test_CNN_training": 2},
    ),
    Misconception(
        "softmax_at_the_end",
        "You return probabilities. Raw scores are asked for: the loss takes the softmax itself, "
        "and would take it a second time.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return F.softmax(self.conv3(x).mean((2, 3)), dim=1)
        """,
    ),
    Misconception(
        "largest_in_place_of_average",
        "You took the largest of the 16 numbers that are left of each class. The average is asked "
        "for.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return self.conv3(x).amax((2, 3))
        """,
    ),
    Misconception(
        "sum_in_place_of_average",
        "Your scores are 16 times too large: you added up what is left of each class, and did not "
        "divide.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return self.conv3(x).sum((2, 3))
        """,
    ),
    Misconception(
        "stride_one",
        "Your windows move by one pixel. They should move by two, so that every layer halves the "
        "image.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return self.conv3(x).mean((2, 3))
        """,
    ),
    Misconception(
        "no_padding",
        "Your images have no frame of paper around them, so that their edges get lost. Padding by "
        "one pixel is asked for.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return self.conv3(x).mean((2, 3))
        """,
    ),
    Misconception(
        "other_channels",
        "The layer in the middle has another number of channels than asked for. The channels go "
        "from 1 to 16, to 16, to 10.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 32, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(32, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return self.conv3(x).mean((2, 3))
        """,
    ),
    Misconception(
        "kernels_of_five",
        "Your windows are 5 pixels wide and high. Windows of 3 are asked for.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=5, stride=2, padding=2)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=5, stride=2, padding=2)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=5, stride=2, padding=2)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return self.conv3(x).mean((2, 3))
        """,
    ),
    Misconception(
        "one_layer_used_twice",
        "The second layer is used twice, and so there are four steps. Each of the three "
        "convolutions is used once.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                x = F.relu(self.conv2(x))
                return self.conv3(x).mean((2, 3))
        """,
    ),
    *LOST,
    Misconception(
        "average_not_flattened",
        "The numbers are right, but two axes of size 1 are left over. Ten scores for each image "
        "have the shape (N, 10).",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                return F.avg_pool2d(self.conv3(x), 4)
        """,
    ),
    Misconception(
        "mean_of_everything",
        "You took the mean over too many axes, so that the images of a batch share their scores. "
        "Only rows and columns are averaged.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x))
                x = F.relu(self.conv2(x))
                x = self.conv3(x)
                return x.mean((0, 2, 3)).expand(len(x), 10)
        """,
    ),
    Misconception(
        "cut_graph",
        "The scores are right, but training does not change them: no gradient flows back through "
        "your network. Do not detach, and do not pause PyTorch's notes, while it computes.",
        """
        class CNN(nn.Module):
            def __init__(self):
                super().__init__()
                self.conv1 = nn.Conv2d(1, 16, kernel_size=3, stride=2, padding=1)
                self.conv2 = nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)
                self.conv3 = nn.Conv2d(16, 10, kernel_size=3, stride=2, padding=1)

            def forward(self, x):
                x = F.relu(self.conv1(x)).detach()
                x = F.relu(self.conv2(x))
                return self.conv3(x).mean((2, 3))
        """,
        earns={"test_CNN": 2},
    ),
)
