"""The exercises of part 2, one module each."""
