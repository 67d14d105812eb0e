"""``python -m kg.validate graphs``: the check of ontology and shapes that ``make graphs`` runs."""

from __future__ import annotations

import sys

from kg.validate.audits import load_audits
from kg.validate.check import validate_meta
from kg.validate.shapes import load_shapes


def main(arguments: list[str]) -> int:
    """``python -m kg.validate graphs``: parse every graph that ships with the program and check it.

    Returns: 0, or 1 where one is at fault, or 2 for other *arguments*.
    """
    if arguments != ["graphs"]:
        print("usage: python -m kg.validate graphs", file=sys.stderr)
        return 2
    load_shapes(), load_audits()
    report = validate_meta()
    for line in report.lines():
        print(line)
    print("ontology and shapes conform" if report.conforms else "ontology or shapes are at fault", file=sys.stderr)
    return 0 if report.conforms else 1


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
