"""The learned part: features of blocks, and a small network that scores them."""
