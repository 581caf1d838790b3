"""Language models on disk: which there are, where they come from, and whether they are whole."""
