"""Pages and texts that no corpus has, made up to learn from."""
