"""The exercises of part 3, one module each."""
