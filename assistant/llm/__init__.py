"""Language models: the embedded one, any OpenAI-compatible server, any LlamaIndex LLM."""
