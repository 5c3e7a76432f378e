"""Owns the tables of the file and their version, which stands in `user_version`; a newer file is left alone."""

from __future__ import annotations

import sqlite3
from typing import Final

# The table of the list is apart from the bytes, so that going through all of it reads little.
_EXCHANGES: Final = (
    """CREATE TABLE exchange (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        started INTEGER NOT NULL,               -- microseconds since 1970, UTC
        owner TEXT,                             -- the process that has it under way; NULL once it has an outcome
        sent INTEGER NOT NULL,                  -- the rungs: 0 no, 1 yes, 2 unknown, 3 pending
        answered INTEGER NOT NULL,
        success INTEGER NOT NULL,
        total REAL,                             -- seconds
        sent_bytes INTEGER NOT NULL,
        received_bytes INTEGER NOT NULL,
        held_secret INTEGER NOT NULL,           -- a body is not byte-exact: a secret in it was replaced
        pinned INTEGER NOT NULL,
        recorded INTEGER,                       -- microseconds since 1970, UTC
        run TEXT,
        run_number INTEGER NOT NULL,
        answer TEXT NOT NULL,
        title TEXT NOT NULL,
        profile TEXT NOT NULL,
        endpoint TEXT NOT NULL,
        wire_form TEXT NOT NULL,
        again TEXT NOT NULL,
        note TEXT NOT NULL,
        tags TEXT NOT NULL,                     -- JSON
        indexed INTEGER NOT NULL DEFAULT 0
    )""",
    "CREATE INDEX under_way ON exchange (owner) WHERE owner IS NOT NULL",
    # Also what a run came to, which is counted often while it goes on.
    "CREATE INDEX runs ON exchange (run, success, answer, owner) WHERE run IS NOT NULL",
    # Each has few different values: which of them match is found out first, then their numbers are in the index.
    "CREATE INDEX profiles ON exchange (profile)",
    "CREATE INDEX endpoints ON exchange (endpoint)",
    "CREATE INDEX answers ON exchange (answer)",
    "CREATE INDEX unindexed ON exchange (number) WHERE indexed = 0",
    "CREATE INDEX tagged ON exchange (tags) WHERE tags <> '[]'",
    """CREATE TABLE request (
        number INTEGER PRIMARY KEY,
        method TEXT NOT NULL,
        url TEXT NOT NULL,
        headers TEXT NOT NULL,                  -- JSON
        payload_hash TEXT NOT NULL,             -- of the bytes that left, also where the body kept is not byte-exact
        token_prefix TEXT NOT NULL,
        pair TEXT NOT NULL,
        choices TEXT NOT NULL,
        replaced TEXT NOT NULL,                 -- JSON
        body BLOB NOT NULL
    )""",
    """CREATE TABLE outcome (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        says TEXT NOT NULL,                     -- what there is to be searched for, beside the body
        head TEXT NOT NULL,                     -- JSON
        body BLOB
    )""",
    # Neighbours of one repeat run, so that a list can be grouped without a look at its rows. head: the run's first.
    "CREATE TABLE span (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, head INTEGER NOT NULL, run TEXT NOT NULL)",
    "CREATE INDEX spans ON span (run, head)",
)

# Trigrams find any part of a text, of three characters and more; `trigrams` lists them, for words that are shorter.
# The index has no copy of the text: to take a row out, its text is made again, always the same, from the tables.
SEARCH: Final = (
    """CREATE VIRTUAL TABLE search USING fts5 (
        text, content = '', columnsize = 0, tokenize = 'trigram'
    )""",
    "CREATE VIRTUAL TABLE trigrams USING fts5vocab (search, row)",
)

VERSION: Final = 1


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a file; 0 for one without tables.

    Raises:
        sqlite3.Error: the file cannot be read, or is none of SQLite's.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables in a file that has none, all or nothing.

    Raises:
        sqlite3.Error: the file is as it was.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) == 0:  # asked only now: another process may have been first
            for statement in (*_EXCHANGES, *SEARCH):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION:d}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
