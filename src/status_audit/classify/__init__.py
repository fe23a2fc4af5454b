"""Field + Inventory -> Classification, with evidence for and against."""
