"""The graph of an article against the SHACL shapes: a report, and what may be kept.

pySHACL is the validator; a faster engine beside it is an option (:mod:`kg.validate.engine`). The shapes are parsed once
in a process, and so is the text of each query in them (rdflib would parse it again for every focus node). Four rules
that need the article's text or a pass over every triple are run here (``RULES``); their shapes stand in ``shapes/``
with name, message and severity like the others, switched off for SHACL. Rules that look across articles are queries
over the whole store (:func:`audit`).
"""

from kg.validate.audits import audit, load_audits
from kg.validate.check import validate, validate_meta, validate_written
from kg.validate.engine import ENGINES, agree, five_fields, run_shacl
from kg.validate.indexed import prepared_query
from kg.validate.keep import quarantine
from kg.validate.report import Report, Result, as_rdf, from_rdf
from kg.validate.rules import RULES
from kg.validate.shapes import Shapes, load_shapes

__all__ = [
    "ENGINES",
    "RULES",
    "Report",
    "Result",
    "Shapes",
    "agree",
    "as_rdf",
    "audit",
    "five_fields",
    "from_rdf",
    "load_audits",
    "load_shapes",
    "prepared_query",
    "quarantine",
    "run_shacl",
    "validate",
    "validate_meta",
    "validate_written",
]
