"""Whether blocks are taken for what people say that they are."""
