"""The graph of an article against the SHACL shapes: a report, and what may be kept.

pySHACL is the validator: every violation is its word. The shapes are also compiled, and say of most graphs that there
is nothing for it to look at (:mod:`kg.validate.engine`). They are read once in a process. Four rules that need the
article's text or a pass over every triple are run here (``RULES``); their shapes stand in ``shapes/`` with name,
message and severity like the others, switched off for SHACL. Rules that look across articles are queries over the
whole store (:func:`audit`).
"""

from kg.validate.audits import audit, load_audits
from kg.validate.check import validate, validate_meta, validate_written
from kg.validate.engine import ENGINES, five_fields, run_compiled, run_shacl
from kg.validate.indexed import prepared_query
from kg.validate.keep import quarantine
from kg.validate.report import Report, Result, as_rdf, from_rdf
from kg.validate.rules import RULES
from kg.validate.shapes import Shapes, load_shapes
from kg.validate.statements import Statements

__all__ = [
    "ENGINES",
    "RULES",
    "Report",
    "Result",
    "Shapes",
    "Statements",
    "as_rdf",
    "audit",
    "five_fields",
    "from_rdf",
    "load_audits",
    "load_shapes",
    "prepared_query",
    "quarantine",
    "run_compiled",
    "run_shacl",
    "validate",
    "validate_meta",
    "validate_written",
]
