"""The only rooms that know SQLAlchemy: tables, transactions, and the queries behind every page."""
