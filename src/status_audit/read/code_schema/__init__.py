"""Reads tables, documents and entities that program code declares; one file per framework, nothing is ever run."""
