"""Whether blocks are taken for what readings say that they are."""
