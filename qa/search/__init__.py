"""Search: sentences to scores, by words and by meaning."""
