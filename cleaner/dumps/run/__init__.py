"""A run: planned, resumable, everything accounted for."""
