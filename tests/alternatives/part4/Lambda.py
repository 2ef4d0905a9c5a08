"""Right answers to Lambda, written differently."""

ALTERNATIVES = {
    "tutorial": """
class Lambda(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.func = function

    def forward(self, x):
        return self.func(x)
""",
    "forward_is_the_function": """
class Lambda(nn.Module):
    def __init__(self, function):
        super().__init__()
        self.forward = function
""",
    "any_arguments": """
class Lambda(nn.Module):
    def __init__(self, function):
        nn.Module.__init__(self)
        self._f = [function]

    def forward(self, *args, **kwargs):
        return self._f[0](*args, **kwargs)
""",
    "closure": """
class Lambda(nn.Module):
    def __init__(self, function):
        super(Lambda, self).__init__()
        self.apply_it = lambda x: function(x)

    def forward(self, x):
        result = self.apply_it(x)
        return result
""",
    "kept_under_another_name": """
class Lambda(torch.nn.Module):
    def __init__(self, function):
        super().__init__()
        setattr(self, "what_to_do", function)

    def forward(self, images):
        return getattr(self, "what_to_do")(images)

    def extra_repr(self):
        return str(self.what_to_do)
""",
}
