"""The command line: parses arguments, prints results and errors, holds no logic.

Results go to stdout, progress and warnings to stderr. Exit codes: 0 fine, 1 findings (violations, no answer, some files
failed), 2 usage, 3 runtime. Each command imports its stage when it runs: asking must not wait for the parser.
"""

from kg.cli.main import cli, main

__all__ = ["cli", "main"]
