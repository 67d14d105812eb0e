"""Imports go one way: what ARCHITECTURE.md draws is what the code does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOUNDATION = {
    "errors",
    "tokens",
    "paths",
    "resources",
    "sparql",
    "terms",
    "vocab",
    "model",
    "syntax",
    "attachment",
    "ids",
    "lexicon",
    "event_types",
}
STAGES = {"read", "clean", "parse", "extract", "to_rdf", "validate", "store"}
OVER_STORE = {"link", "derive", "query", "export", "explain", "stats", "compare"}
ALLOWED: dict[str, set[str]] = {
    **dict.fromkeys(FOUNDATION, FOUNDATION),
    **dict.fromkeys(STAGES, FOUNDATION),
    **{room: FOUNDATION | {"store"} for room in OVER_STORE},
    "explain": FOUNDATION | {"store", "query"},
    "stats": FOUNDATION | {"store", "query"},
    "compare": FOUNDATION | {"store", "query"},
    "ask": FOUNDATION | {"store", "query"},
    "fingerprint": FOUNDATION | {"parse"},
    "llm": FOUNDATION | {"extract"},
    "reading": FOUNDATION | STAGES | {"fingerprint", "llm"},
    "parts": FOUNDATION,
    "upkeep": FOUNDATION | STAGES | {"parts", "pipeline", "corrections"},
    "updates": FOUNDATION | {"store"},
    "void": FOUNDATION | {"store"},
    "doctor": FOUNDATION | {"store", "parse", "fingerprint"},
    "export": FOUNDATION | {"store", "query"},
    "analyse": FOUNDATION | {"store", "query"},
    "corrections": FOUNDATION | {"store"},
    "relate": FOUNDATION | {"store", "link", "derive"},
    "pipeline": FOUNDATION | STAGES | OVER_STORE | {"relate", "fingerprint", "reading"},
    "workers": FOUNDATION | {"store"},
    "corpus": FOUNDATION | STAGES | OVER_STORE | {"relate", "fingerprint", "reading", "parts", "pipeline"},
    "handover": FOUNDATION,
    "intake": FOUNDATION | STAGES | {"handover", "pipeline", "query", "reading"},
    "web": FOUNDATION
    | {"handover", "workers", "store", "query", "export", "explain", "ask", "updates", "validate", "void"},
    "cli": FOUNDATION
    | STAGES
    | OVER_STORE
    | {
        "analyse",
        "corrections",
        "pipeline",
        "corpus",
        "ask",
        "workers",
        "web",
        "fingerprint",
        "reading",
        "doctor",
        "upkeep",
    },
    "__main__": {"cli"},
    "server": {"web", "errors"},
}
FILES = [*sorted((ROOT / "kg").rglob("*.py")), ROOT / "server.py"]
PUBLIC = [path for path in FILES if path.name != "__init__.py" or path.parent.name != "kg"]


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[1] if parts[0] == "kg" else parts[0]


def imported_rooms(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "kg":
            names = [f"kg.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} imports relatively: write the whole name"
            names = [node.module or ""]
        else:
            continue
        found |= {name.split(".")[1] for name in names if name.startswith("kg.") and not name.startswith("kg._")}
    return found - {"__version__"}


@pytest.mark.parametrize("path", PUBLIC, ids=lambda p: str(p.relative_to(ROOT)))
def test_a_room_imports_only_from_the_rooms_before_it(path: Path) -> None:
    """No module imports from a room that ARCHITECTURE.md does not put before its own."""
    room = room_of(path)
    assert room in ALLOWED, f"{room} has no place in the house: draw it in ARCHITECTURE.md and name it here"
    strangers = imported_rooms(path) - ALLOWED[room] - {room}
    assert not strangers, f"{path.relative_to(ROOT)} imports {sorted(strangers)}"


def test_only_parse_knows_spacy() -> None:
    """The parser can be exchanged in one file."""
    assert [p.name for p in FILES if "import spacy" in p.read_text("utf-8")] == ["parse.py"]


def test_only_vocab_spells_an_iri() -> None:
    """The terms of a namespace are written once in Python."""
    spelled = {
        p.name for p in FILES if "w3id.org/" in p.read_text("utf-8") or "semanticweb.cs.vu.nl" in p.read_text("utf-8")
    }
    assert spelled <= {"vocab.py"}


def test_broad_except_stands_in_two_places_only() -> None:
    """Only the work on one article and the answer to one request may catch everything."""
    rooms = {room_of(p) for p in FILES for line in p.read_text("utf-8").splitlines() if "except Exception" in line}
    assert rooms <= {"pipeline", "web"}


def test_the_exception_tree_is_as_drawn() -> None:
    """The tree in the docstring of kg.errors names the classes that exist, and no other."""
    import kg.errors

    drawn = {
        word for word in (kg.errors.__doc__ or "").replace("├──", " ").replace("└──", " ").split() if word.isalpha()
    }
    classes = {n for n, c in vars(kg.errors).items() if isinstance(c, type) and issubclass(c, kg.errors.KgError)}
    assert classes <= drawn
