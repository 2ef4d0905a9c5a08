"""Lessons in other languages: what is to be translated, catalogues, translated notebooks.

Masters are written in English. ``source/<assignment>/locale/<language>.po`` holds the same texts in
another language, cell by cell; notebooks in it are derived, never written.
"""
