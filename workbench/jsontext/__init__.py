"""JSON as bytes: a lossless scanner with byte offsets, and the first thing wrong with a text.

Owns how JSON text is cut into tokens and what RFC 8259 allows. Never builds values, never changes
a byte, never raises for what it is given. Standard library only.
"""

from workbench.jsontext.positions import line_and_column
from workbench.jsontext.problems import Problem, first_problem
from workbench.jsontext.scanner import Token, tokens

__all__ = ["Problem", "Token", "first_problem", "line_and_column", "tokens"]
