"""Sources -> raw records, a module for each kind of source."""
