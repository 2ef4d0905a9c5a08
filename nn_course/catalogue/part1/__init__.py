"""The exercises of part 1, one module each."""
