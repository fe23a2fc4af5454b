"""Source -> Reading, one file per kind of source."""
