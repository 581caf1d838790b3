"""The reranker: which sentences likely answer a question, scored together with it."""
