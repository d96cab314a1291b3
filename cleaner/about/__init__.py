"""What a page says of itself: its title, its metadata, its language."""
