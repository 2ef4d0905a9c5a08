"""Right answers to WrappedDataLoader, written differently."""

ALTERNATIVES = {
    "generator": """
class WrappedDataLoader:
    def __init__(self, loader, function):
        self.dl = loader
        self.func = function

    def __len__(self):
        return len(self.dl)

    def __iter__(self):
        for b in self.dl:
            yield (self.func(*b))
""",
    "generator_expression": """
class WrappedDataLoader:
    def __init__(self, loader, function):
        self.loader, self.function = loader, function

    def __len__(self):
        return self.loader.__len__()

    def __iter__(self):
        return (self.function(*batch) for batch in self.loader)
""",
    "starmap": """
class WrappedDataLoader(object):
    def __init__(self, loader, function):
        self.things = [loader, function]

    def __len__(self):
        return len(self.things[0])

    def __iter__(self):
        from itertools import starmap
        return starmap(self.things[1], self.things[0])
""",
    "map": """
class WrappedDataLoader:
    def __init__(self, loader, function):
        self._loader = loader
        self._each = lambda batch: function(*batch)

    def __len__(self):
        return len(self._loader)

    def __iter__(self):
        return map(self._each, self._loader)
""",
    "its_own_iterator": """
class WrappedDataLoader:
    def __init__(self, loader, function):
        self.loader = loader
        self.function = function
        self.running = None

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        self.running = iter(self.loader)
        return self

    def __next__(self):
        parts = next(self.running)
        return self.function(*parts)
""",
}
