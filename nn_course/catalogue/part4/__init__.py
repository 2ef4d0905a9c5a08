"""The exercises of part 4, one module each."""
