"""Statements + Inventory -> Facts; Facts + seeds -> Flow or Gap."""
