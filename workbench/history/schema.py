"""The tables of the database file and their version (`user_version`). A file of a newer version is not changed."""

from __future__ import annotations

import sqlite3
from typing import Final

# The list is a table of its own, without the bodies, so that scanning it reads little.
_EXCHANGES: Final = (
    """CREATE TABLE exchange (
        number INTEGER PRIMARY KEY AUTOINCREMENT,
        id TEXT NOT NULL UNIQUE,
        started INTEGER NOT NULL,               -- microseconds since 1970, UTC
        process TEXT,                             -- process that is sending it; NULL once it has an outcome
        sent INTEGER NOT NULL,                  -- steps of the verdict: 0 no, 1 yes, 2 unknown, 3 pending
        answered INTEGER NOT NULL,
        success INTEGER NOT NULL,
        total REAL,                             -- seconds
        sent_bytes INTEGER NOT NULL,
        received_bytes INTEGER NOT NULL,
        held_secret INTEGER NOT NULL,           -- a body is not byte-exact: a secret in it was masked
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
    "CREATE INDEX unfinished ON exchange (process) WHERE process IS NOT NULL",
    # Covers the results of a run, which are counted often while it is in progress.
    "CREATE INDEX runs ON exchange (run, success, answer, process) WHERE run IS NOT NULL",
    # These columns have few distinct values: the matching values are found first, then their rows in the index.
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
        payload_hash TEXT NOT NULL,             -- of the bytes sent, even if the stored body is not byte-exact
        token_prefix TEXT NOT NULL,
        pair TEXT NOT NULL,
        options TEXT NOT NULL,
        replaced TEXT NOT NULL,                 -- JSON
        body BLOB NOT NULL
    )""",
    """CREATE TABLE outcome (
        number INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        search_text TEXT NOT NULL,              -- text of the outcome that can be searched, beside its body
        head TEXT NOT NULL,                     -- JSON
        body BLOB
    )""",
    # Consecutive rows of one repeat run, so that a list can be grouped without reading rows. head: the run's first.
    "CREATE TABLE span (first INTEGER PRIMARY KEY, last INTEGER NOT NULL, head INTEGER NOT NULL, run TEXT NOT NULL)",
    "CREATE INDEX spans ON span (run, head)",
)

# Trigrams match any substring of three characters or more; `trigrams` lists them, for shorter words.
# The text is folded before it is indexed, by rules that SQLite does not have.
# The index has no copy of the text: to delete a row, its text is built again from the tables.
SEARCH: Final = (
    """CREATE VIRTUAL TABLE search USING fts5 (
        text, content = '', columnsize = 0, tokenize = 'trigram case_sensitive 1'
    )""",
    "CREATE VIRTUAL TABLE trigrams USING fts5vocab (search, row)",
)

VERSION: Final = 1


def version_of(connection: sqlite3.Connection) -> int:
    """Return the version of a file; 0 for one without tables.

    Raises:
        sqlite3.Error: the file cannot be read, or is not an SQLite database.
    """
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    return int(version)


def make_tables(connection: sqlite3.Connection) -> None:
    """Create the tables in a file that has none, in one transaction.

    Raises:
        sqlite3.Error: the file is unchanged.
    """
    connection.execute("BEGIN IMMEDIATE")
    try:
        if version_of(connection) == 0:  # inside the transaction, because another process may have been first
            for statement in (*_EXCHANGES, *SEARCH):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {VERSION:d}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
