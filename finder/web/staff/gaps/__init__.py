"""What is missing in town: what villages reach, and what people searched in vain."""
