"""What an article says, and why a sentence of it gave a fact or none: what ``kg facts`` prints."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from kg.clean import clean
from kg.errors import ReaderUnavailable
from kg.extract import extract
from kg.fingerprint import extractor
from kg.llm import configured
from kg.model import Article, Extractor, Facts, Span, replace
from kg.parse import parse
from kg.syntax import ParsedArticle, Sentence

NAMES_NOBODY = "not used: it names no actor that was recognised"
TELLS_NOTHING = "not used: no word in it tells of an event, a relation or a claim among those it names"


def read_facts(article: Article) -> Facts:
    """What *article* says: its text made readable, parsed, and read by every extractor.

    Where a language model is configured (:mod:`kg.llm`) and does not answer, by the rules alone, with a warning.
    """
    parsed, second = parse(clean(article)), configured()
    if second is not None:
        try:
            return replace(extract(parsed, second), extractor=reader())
        except ReaderUnavailable as exc:
            facts = replace(extract(parsed), extractor=extractor())
            return replace(facts, warnings=(*facts.warnings, f"{exc} The article was read by the rules alone."))
    return replace(extract(parsed), extractor=extractor())


def reader() -> Extractor:
    """What reads articles now: the rules, and the language model where one is configured."""
    second = configured()
    return replace(extractor(), model=second.model) if second else extractor()


@dataclass(frozen=True)
class SentenceReading:
    """One sentence, where it stands, and what came of it."""

    begin: int
    end: int
    text: str
    why: str
    used: bool


def explain_reading(article: Article) -> list[SentenceReading]:
    """Every sentence of *article* with the facts that rest on it, or the reason why none does."""
    cleaned = clean(article)
    parsed = parse(cleaned)
    facts = extract(parsed)
    told, named = _told(facts), _mentions(facts)
    found = [_explained(parsed, sentence, told, named) for sentence in parsed.sentences]
    found += [
        SentenceReading(
            begin, end, " ".join(article.text[begin:end].split()), "left out when the text was cleaned", False
        )
        for begin, end in _left_out(article.text, cleaned.origin)
    ]
    return sorted(found, key=lambda s: (s.begin, s.end))


def _told(facts: Facts) -> dict[Span, list[str]]:
    """What rests on each span of evidence, in words."""
    found: dict[Span, list[str]] = defaultdict(list)
    names = {actor.id: actor.name for actor in facts.actors}

    def tell(evidence: tuple[Span, ...], words: str, rule: str | None) -> None:
        for span in evidence:
            found[span].append(words + (f" [rule {rule}]" if rule else ""))

    def who(ids: tuple[str, ...]) -> str:
        return ", ".join(names.get(i, i) for i in ids)

    for e in facts.events:
        parties = " -> ".join(part for part in (who(e.agents), who(e.targets)) if part)
        tell(e.evidence, f"event {e.id} {e.type} {e.subtype or ''} ({parties}) {e.status}", e.rule)
    for s in facts.sides:
        tell(s.evidence, f"side {s.id} ({who(s.actors)}){' against ' + who(s.against) if s.against else ''}", s.rule)
    for r in facts.relations:
        tell(r.evidence, f"relation {names.get(r.subject, r.subject)} {r.type} {names.get(r.object, r.object)}", r.rule)
    for c in facts.claims:
        tell(c.evidence, f"claim {c.id}: {names.get(c.source or '', 'somebody unnamed')} {c.act}", c.rule)
    for q in facts.quantities:
        tell(q.evidence, f"quantity {q.what}: {q.text}", q.rule)
    for link in facts.links:
        tell(link.evidence, f"link {link.from_} {link.type} {link.to}", None)
    return found


def _mentions(facts: Facts) -> list[tuple[Span, str]]:
    return sorted((span, actor.name) for actor in facts.actors for span in actor.mentions)


def _explained(
    parsed: ParsedArticle, sentence: Sentence, told: dict[Span, list[str]], named: list[tuple[Span, str]]
) -> SentenceReading:
    text = parsed.clean_text(parsed.words(sentence))
    words = [w for span, facts in told.items() if span[0] < sentence.end and sentence.begin < span[1] for w in facts]
    if words:
        return SentenceReading(sentence.begin, sentence.end, text, "; ".join(words), True)
    actors = [name for span, name in named if span[0] < sentence.end and sentence.begin < span[1]]
    why = f"{TELLS_NOTHING} ({', '.join(dict.fromkeys(actors))})" if actors else NAMES_NOBODY
    return SentenceReading(sentence.begin, sentence.end, text, why, False)


def _left_out(text: str, origin: tuple[int, ...]) -> Iterator[Span]:
    """The stretches of *text* that cleaning left out, where they hold words."""
    kept = set(origin)
    begin: int | None = None
    for at in range(len(text) + 1):
        gone = at < len(text) and at not in kept
        if gone and begin is None:
            begin = at
        elif not gone and begin is not None:
            if len(text[begin:at].split()) > 1:
                yield begin, at
            begin = None
