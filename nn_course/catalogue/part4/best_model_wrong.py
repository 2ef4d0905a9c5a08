"""Wrong answers to best_model: those that break a rule."""

from __future__ import annotations

from nn_course.catalogue.model import Misconception

MISCONCEPTIONS = (
    Misconception(
        "untrained",
        "Your model is returned as it was made: no step of training was taken. Guessing is right "
        "one time in ten.",
        """
        def best_model(x, y):
            return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
        """,
    ),
    Misconception(
        "another_one_trained",
        "The model that you return is not the one that you trained: its parameters never went to "
        "the optimizer.",
        """
        def best_model(x, y):
            model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
            other = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
            optimizer = torch.optim.SGD(other.parameters(), lr=0.1)
            for step in range(50):
                picked = torch.randint(len(x), (64,))
                loss = F.cross_entropy(other(x[picked]), y[picked])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            return model
        """,
    ),
    Misconception(
        "too_many_parameters",
        "Your model has 60,000 parameters or more. Layers that join everything with everything "
        "are dear: count the parameters of each layer.",
        """
        def best_model(x, y):
            model = nn.Sequential(
                nn.Flatten(), nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10)
            )
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for step in range(200):
                picked = torch.randint(len(x), (64,))
                loss = F.cross_entropy(model(x[picked]), y[picked])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            return model
        """,
    ),
    Misconception(
        "too_many_steps",
        "Your training takes more than 1,500 steps of an optimizer. Fewer steps have to do: a "
        "larger learning rate, or a network that learns faster.",
        """
        def best_model(x, y):
            model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for step in range(1600):
                picked = torch.randint(len(x), (16,))
                loss = F.cross_entropy(model(x[picked]), y[picked])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            return model
        """,
    ),
    Misconception(
        "nothing_returned",
        "The model is trained, and then lost: best_model returns None. Hand the model back at the "
        "end.",
        """
        def best_model(x, y):
            model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for step in range(100):
                picked = torch.randint(len(x), (64,))
                loss = F.cross_entropy(model(x[picked]), y[picked])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
        """,
    ),
    Misconception(
        "scores_returned",
        "You return the scores of the training digits. The model itself is asked for: it will read "
        "digits that you have not got.",
        """
        def best_model(x, y):
            model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for step in range(100):
                picked = torch.randint(len(x), (64,))
                loss = F.cross_entropy(model(x[picked]), y[picked])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            return model(x)
        """,
    ),
    Misconception(
        "wants_rows",
        "Your model was trained on rows of 784 numbers, and cannot be asked about images. Let it "
        "begin with the step that makes rows of them.",
        """
        def best_model(x, y):
            x = x.flatten(1)
            model = nn.Linear(784, 10)
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for step in range(100):
                picked = torch.randint(len(x), (64,))
                loss = F.cross_entropy(model(x[picked]), y[picked])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            return model
        """,
    ),
    Misconception(
        "answers_in_place_of_scores",
        "Your model answers with a digit. It should give ten scores for each image, the largest of "
        "which is its answer.",
        """
        def best_model(x, y):
            class Answers(nn.Module):
                def __init__(self, model):
                    super().__init__()
                    self.model = model

                def forward(self, x):
                    return self.model(x).argmax(1)

            model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
            optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
            for step in range(100):
                picked = torch.randint(len(x), (64,))
                loss = F.cross_entropy(model(x[picked]), y[picked])
                optimizer.zero_grad()
                loss.backward()
                optimizer.step()
            return Answers(model)
        """,
    ),
)
