"""Whatever is sent that fits the description, or does not, is answered as the description says."""
