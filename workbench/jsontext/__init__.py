"""JSON as bytes: a lossless scanner with byte offsets, and the first syntax error of a text (RFC 8259).

Never changes a byte, never raises. Standard library only.
"""

from workbench.jsontext.content import Content, content_of
from workbench.jsontext.positions import line_and_column
from workbench.jsontext.problems import MOST_NESTED, TOO_DEEP, Problem, first_problem
from workbench.jsontext.scanner import Token, tokens

__all__ = [
    "MOST_NESTED",
    "TOO_DEEP",
    "Content",
    "Problem",
    "Token",
    "content_of",
    "first_problem",
    "line_and_column",
    "tokens",
]
