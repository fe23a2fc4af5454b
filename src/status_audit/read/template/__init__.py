"""Reads forms that templates and builders make by calls: the calls are written out as the controls they make."""
