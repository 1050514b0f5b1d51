"""Reading rows from files and tables: CSV, JSON Lines, Parquet, Arrow, dicts. All become columns of text with a line number."""
