"""Parsing: each word at its place in the original, sentences cut where they end."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.clean import clean
from kg.errors import KgError
from kg.model import Article
from kg.parse import load_parser, parse
from kg.syntax import CleanText, ParsedArticle


def parsed(text: str, *, verbatim: bool = False) -> ParsedArticle:
    article = Article(text=text, sha256="0" * 64)
    return parse(CleanText.verbatim(article) if verbatim else clean(article))


def sentences(text: str) -> list[str]:
    result = parsed(text)
    return [result.original((s.begin, s.end)) for s in result.sentences]


def test_a_word_is_cut_out_of_the_original_as_it_came() -> None:
    """The repaired word reads well; its span holds the characters of the file."""
    result = parsed("TheUN sent Syrias envoy to “talks” inOman.")
    told = {t.text: result.original((t.begin, t.end)) for t in result.tokens}
    assert told["The"] == "The"
    assert told["UN"] == "UN"
    assert told["'s"] == "s"
    assert told["Oman"] == "Oman"
    assert told["talks"] == "talks"


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "The army leftTheUS Irans “town” . \n\n didnt \u00a0 Mr. 9/11 — ___ rebels’ fell, \t".split(" ")
        ),
        max_size=25,
    ).map(" ".join)
)
def test_tokens_and_sentences_stand_in_order_within_the_original(text: str) -> None:
    """Spans never overlap or run backwards, heads lie in the sentence, and each token is in its own sentence."""
    result = parsed(text)
    reached = 0
    for token in result.tokens:
        assert reached <= token.begin < token.end <= len(text)
        reached = token.end
        sentence = result.sentence(token)
        assert sentence.first <= token.i < sentence.last
        assert sentence.first <= token.head < sentence.last
        assert token.text == result.tokens[token.i].text
    assert [t.i for t in result.tokens] == list(range(len(result.tokens)))
    assert sum(s.last - s.first for s in result.sentences) == len(result.tokens)


def test_verbatim_tokens_are_their_characters() -> None:
    """Without repair a token is exactly the text that it points at."""
    text = 'Gen. Lin, who led the 3rd Army, said: "We won\'t leave."\nThe U.N. disagreed.'
    result = parsed(text, verbatim=True)
    assert all(t.text == text[t.begin : t.end] for t in result.tokens)


def test_a_paragraph_ends_a_sentence() -> None:
    """A headline without a full stop does not run into the text below it."""
    assert sentences("Army leaves Amra\nThe army left on Friday.")[0] == "Army leaves Amra"


def test_a_line_of_marks_is_no_sentence() -> None:
    """A rule between parts has no words, so nothing is read from it."""
    assert sentences("The army left.\n___\nThe rebels came.") == ["The army left.", "The rebels came."]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"The truce is over." The envoy left.', ['"The truce is over."', "The envoy left."]),
        (
            'He called it a "grave error." The army stayed.',
            ['He called it a "grave error."', "The army stayed."],
        ),
        (
            'They met chants of "Freedom!" at a rally in the port.',
            ['They met chants of "Freedom!" at a rally in the port.'],
        ),
        (
            "Planes bombed the regime's 155th Brigade [base] in Qutayfa.",
            ["Planes bombed the regime's 155th Brigade [base] in Qutayfa."],
        ),
        (
            "Maj. Gen. Ali Rahman met Lt. Col. J. B. Stone in the U.S. on Jan. 5.",
            ["Maj. Gen. Ali Rahman met Lt. Col. J. B. Stone in the U.S. on Jan. 5."],
        ),
    ],
)
def test_sentences_end_where_they_should(text: str, expected: list[str]) -> None:
    """A closing quotation mark stays with its sentence; titles, brackets and exclamations inside do not end one."""
    assert sentences(text) == expected


def test_an_article_without_words_has_no_sentences() -> None:
    """Marks alone are parsed to nothing, without failing."""
    assert parsed("... --- ...").tokens == ()


def test_a_parser_that_is_not_installed_is_told() -> None:
    """The error names the model and what to do."""
    with pytest.raises(KgError, match=r"no_such_model: .*start\.py"):
        load_parser.__wrapped__("no_such_model")


def test_a_rank_ends_no_sentence() -> None:
    """ "Brig." and "Lt. Col." stand before a name, not before a new sentence."""
    assert len(sentences("A spokesman for the army, Brig. Gen. Lawal Adeku, left. He met Lt. Col. Ana Prado.")) == 2
