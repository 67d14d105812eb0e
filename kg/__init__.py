"""Knowledge graphs of what news articles say: who did what to whom, on whose side, and who says so."""

__version__ = "0.1.0"
