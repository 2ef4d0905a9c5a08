"""Changing one's mind: a class graded anew after a hidden test was corrected."""
