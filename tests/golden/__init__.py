"""The agreed graphs of the invented articles."""
