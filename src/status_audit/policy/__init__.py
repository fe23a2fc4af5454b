"""Every file a city or we write -> values."""
