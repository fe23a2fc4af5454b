"""Outcome -> text, one file per format."""
