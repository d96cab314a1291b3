"""Fitting the model: corpora with gold in, versioned weights with their card out."""
