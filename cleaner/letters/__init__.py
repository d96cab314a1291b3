"""Letters: scripts, spaces, and one spelling of many."""
