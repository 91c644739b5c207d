//! The shell over SQLite: connection, schema, journal, rows, submit, rebuild, backup.
