"""Reads what SQL declares: tables, types, comments, keys, grants; one file per kind of statement."""
