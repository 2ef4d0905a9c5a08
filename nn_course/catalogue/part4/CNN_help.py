"""Hints for those whose network differs from the one that is asked for."""

from __future__ import annotations

from nn_course.catalogue.model import Help

SCORES = (
    Help(
        after=(
            "relu_at_the_end",
            "relu_after_the_mean",
            "log_softmax_at_the_end",
            "softmax_at_the_end",
        ),
        steps=(
            "Read your `forward` from the end. The description names one thing only that comes after "
            "the third convolution. What else is there in yours?",
            "The last line is `return self.…(x).mean(…)`, with the name of your third layer in the "
            "first gap. Nothing stands around it, and nothing between the layer and the mean.",
        ),
    ),
    Help(
        after=("no_relu", "one_relu_missing"),
        steps=(
            "Count the ReLUs in your `forward`, and compare with the description. After which two "
            "layers should there be one?",
            "A line for each of these two: `x = F.relu(self.…(x))`.",
        ),
    ),
    Help(
        after=(
            "largest_in_place_of_average",
            "sum_in_place_of_average",
            "mean_of_everything",
        ),
        steps=(
            "After the third convolution, 5 images are a tensor of shape (5, 10, 4, 4), and (5, 10) "
            "should be left. Which two axes have to go?",
            "`.mean((…, …))` takes the two axes that go. They are counted from 0, so the samples are "
            "axis 0, and the channels axis 1.",
        ),
    ),
    Help(
        after=("average_not_flattened",),
        steps=(
            "Print `CNN()(torch.zeros(5, 1, 28, 28)).shape`. It should be (5, 10). How many axes has "
            "yours, and what can be done with those that have only one place?",
            "`.flatten(1)`, after the pooling, joins all axes from axis 1 on. Or leave the pooling "
            "out: `.mean((…, …))` over rows and columns leaves no axes to be taken away.",
        ),
    ),
    Help(
        after=("cut_graph",),
        steps=(
            "Look through your class for `.detach()`, `.data`, `.numpy()`, `.item()` and `torch.no_grad()`. "
            "Where does PyTorch lose sight of what you compute?",
            "A step is `x = F.relu(self.…(x))`, with nothing after it and no `with` around it.",
        ),
    ),
)

LAYERS = (
    Help(
        after=("stride_one", "no_padding", "kernels_of_five", "other_channels"),
        steps=(
            "Run `print(CNN())`. It shows all the numbers of each layer (the padding only where there "
            "is one). Compare them with the description, one by one.",
            "The layer in the middle is `nn.Conv2d(16, 16, kernel_size=3, stride=2, padding=1)`. In the "
            "other two only the channels differ.",
        ),
    ),
    Help(
        after=("one_layer_used_twice",),
        steps=(
            "Follow `x` through your `forward`, and note each layer that it goes through. Which name "
            "do you note twice?",
            "Each of your three layers stands in one line: `x = F.relu(self.…(x))` for the first and for "
            "the second, and then the last line with the third.",
        ),
    ),
    Help(
        after=("layers_in_a_list",),
        steps=(
            "Print `sum(p.numel() for p in CNN().parameters())`. It should be 3930. How many numbers "
            "are found in yours?",
            "Either give each layer a name of its own, `self.conv1 = nn.Conv2d(…)` and so on. Or keep the "
            "list and put it into one of PyTorch's, `self.layers = nn.ModuleList([…])`: `forward` can "
            "stay as it is.",
        ),
    ),
    Help(
        after=("layers_made_anew",),
        steps=(
            "Make one network, `net = CNN()`, and an image, `image = torch.rand(1, 1, 28, 28)`. Then run "
            "`print(net(image))` twice. The same image should get the same scores. Why does it not?",
            "`nn.Conv2d(…)` makes a layer with random numbers, so it belongs into `__init__`: "
            "`self.conv1 = nn.Conv2d(…)`. In `forward` a layer that is there is used: `self.conv1(x)`.",
        ),
    ),
    Help(
        after=("made_but_not_used",),
        steps=(
            "Count the layers in your `__init__`, and then those that `x` meets in your `forward`. Which "
            "one is missing in the second list?",
            "Three layers are three steps. Between the first and the last stands one of the same kind, "
            "`x = F.relu(self.…(x))`.",
        ),
    ),
    Help(
        after=("no_super",),
        steps=(
            "Think of the modules that you wrote in part 2. What stood in their `__init__`, above the "
            "first `self.…`?",
            "`super().__init__()`, in a line of its own, above your three layers.",
        ),
    ),
)

HELP = SCORES + LAYERS
