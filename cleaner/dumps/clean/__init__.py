"""Raw records -> cleaned ones, batch by batch."""
