"""Reads files of translations: every language of a form's wording is a form in its own right."""
