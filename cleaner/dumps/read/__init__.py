"""Files -> raw records, split so that they read the same twice."""
