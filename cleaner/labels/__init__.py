"""What people say of the blocks of pages: written down at once, never changed, read by all."""
