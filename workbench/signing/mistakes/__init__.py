"""The catalogue of client mistakes, and the search for those that reproduce a token.

A token is computed in stages: body → payload hash → message and key → MAC → digits. Each module lists the deviations of
one stage; `search` combines them, fewest first. Imported by `explain` when it is called. Standard library only, no I/O.
"""
