"""Pages with their gold, dumps with labelled lines, and what they are good for."""
