"""MNIST."""


def load_mnist():
    raise NotImplementedError
