from assistant.llm.llama_cpp_response import chunk_text


def test_chunk_without_text_adds_none() -> None:
    assert chunk_text({}) == ""
    assert chunk_text({"choices": []}) == ""
    assert chunk_text({"choices": [{"delta": {"content": None}}]}) == ""
