"""Hints for those whose model breaks a rule."""

from __future__ import annotations

from nn_course.catalogue.model import Help

HELP = (
    Help(
        after=("untrained",),
        steps=(
            "The function `train`, near the top of this notebook, is a whole training. What does it do "
            "in each step, and what does it need for that?",
            "Make an optimizer with `model.parameters()`. Then, some hundreds of times: take a batch, "
            "`optimizer.zero_grad()`, the loss of `model(…)`, `.backward()`, `optimizer.step()`.",
            "Or call it: `train(model, DataLoader(TensorDataset(x, y), batch_size=64, shuffle=True), "
            "steps=…)`, between the line that makes your model and the `return`.",
        ),
    ),
    Help(
        after=("another_one_trained",),
        steps=(
            "Three lines name a network: the one that makes the optimizer, the one that computes the "
            "scores, and the `return`. Is it the same network in all three?",
            "`….parameters()` for the optimizer, `…(x[picked])` for the scores, `return …` at the end: "
            "the same name in the three gaps, and no new network after the optimizer was made.",
        ),
    ),
    Help(
        after=("too_many_parameters",),
        steps=(
            "Put this above your `return`: `print({name: p.numel() for name, p in "
            "model.named_parameters()})`. Which layer has the most parameters?",
            "A linear layer has about inputs × outputs parameters. A convolution with kernels of 3 × 3 "
            "has about channels in × channels out × 9, however large the image is. So let convolutions "
            "with stride 2 make the image small first: after them, `nn.Linear(64 * 4 * 4, 10)` has only "
            "10,250.",
        ),
    ),
    Help(
        after=("too_many_steps",),
        steps=(
            "Does your loop count steps, or epochs? An epoch of 10,000 digits has 157 steps in "
            "batches of 64. The check has fewer digits than the cells below, and so its epochs have "
            "fewer steps.",
            "Count the steps themselves: `for step in range(…):`, and in each draw a batch of its own, "
            "`picked = torch.randint(len(x), (64,))`. With Adam and a schedule, as in `train`, several "
            "hundred are enough.",
        ),
    ),
    Help(
        after=("nothing_returned",),
        steps=(
            "What is the last line of your function? Does it hand anything to whoever called it?",
            "`return model`, below the loop of the training, with four spaces in front of it.",
        ),
    ),
    Help(
        after=("scores_returned",),
        steps=(
            "Below, the notebook asks `mine = best_model(images_train, y_train)` and then has `mine` read "
            "other digits. Could what you return do that?",
            "`return model`, with no brackets after it: the network itself, not what it makes of `x`.",
        ),
    ),
    Help(
        after=("wants_rows",),
        steps=(
            "Where do your images become rows: inside the model, or before they get to it? Whoever calls "
            "the model later hands it images of shape (1, 28, 28).",
            "`nn.Sequential(nn.Flatten(), …)` makes the rows itself. Then `x` stays as it is, in the "
            "training as well.",
        ),
    ),
    Help(
        after=("answers_in_place_of_scores",),
        steps=(
            "For 5 images, should `model(x)` have the shape (5,) or (5, 10)? Whose business is it to "
            "look for the largest of the ten?",
            "Return the model that you trained, without the part that takes `argmax`. Whoever uses it "
            "will do that.",
        ),
    ),
)
