"""Words that the parser hangs wrongly hang where they belong once an article is parsed."""

from __future__ import annotations

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from kg.attachment import mend
from kg.model import Article
from kg.parse import parse
from kg.syntax import CleanText, ParsedArticle, Token


def read(text: str) -> ParsedArticle:
    return parse(CleanText.verbatim(Article(text=text, sha256="0" * 64)))


def word(parsed: ParsedArticle, text: str) -> Token:
    return next(t for t in parsed.tokens if t.text == text)


def test_who_said_it_at_the_end_of_the_sentence_is_the_subject_of_saying() -> None:
    """A source and residents behind the last comma speak; they are no further items of what stands before."""
    parsed = read(
        "Ethnic armed groups seized a beach resort in the west of the country and launched dawn attacks on army "
        "positions in the north, a military source and residents told AFP."
    )
    told = word(parsed, "told")
    assert [t.text for t in parsed.children(told, "nsubj")] == ["source"]
    assert told.dep == "ROOT"
    assert [t.text for t in parsed.children(told, "ccomp")] == ["seized"]


def test_a_list_of_speakers_keeps_its_first_as_the_subject() -> None:
    """Where the verb of saying has a subject, nothing is hung elsewhere."""
    parsed = read("Officials, diplomats and residents said the road was open.")
    assert [t.text for t in parsed.children(word(parsed, "said"), "nsubj")] == ["Officials"]


def test_what_goes_on_behind_who_said_it_belongs_to_what_is_said() -> None:
    """Of "fighting flared, residents said, killing ten" the fighting killed, not the residents."""
    parsed = read("Russian jets bombed a market in Idlib, monitors said, killing ten people.")
    assert parsed.head(word(parsed, "killing")).text == "bombed"
    parsed = read("Fighting flared around the town on Sunday, residents said, killing ten people.")
    assert parsed.head(word(parsed, "killing")).text == "Fighting"


def test_who_goes_on_speaking_goes_on_with_the_saying() -> None:
    """Of "the army withdrew, a spokesman said, adding that" the spokesman adds."""
    parsed = read("The army shelled the camp, a spokesman said, adding that rebels had fled.")
    assert parsed.head(word(parsed, "adding")).text == "said"


def test_a_gerund_between_two_parties_is_a_noun() -> None:
    """ "Fighting between the army and the militia" names a fight; "fighting the army" is what somebody does."""
    assert word(read("Fighting between the army and the militia flared on Sunday."), "Fighting").pos == "NOUN"
    assert word(read("Fighting the army has cost the militia much."), "Fighting").pos == "VERB"


def test_who_answers_an_allegation_in_a_clause_without_that_is_its_subject() -> None:
    """Of ", an allegation minister X called absurd" the minister calls, and the allegation is what he answers."""
    parsed = read(
        "Ethiopia accuses Eritrea of arming Fano, an allegation Eritrean Information Minister Yemane Gebremeskel "
        'called "absurd".'
    )
    called = word(parsed, "called")
    assert [t.text for t in parsed.children(called, "nsubj")] == ["Gebremeskel"]
    assert (called.dep, parsed.head(called).text) == ("relcl", "allegation")


def test_no_word_hangs_on_itself_where_the_clause_about_the_claim_was_the_root() -> None:
    """The main clause becomes the root where the parser took "an allegation ... called absurd" for it."""
    text = "Ethiopia accuses Eritrea of arming rebels, an allegation Eritrean minister Yemane Ali called absurd."
    parsed = read(text)
    for token in parsed.tokens:
        assert sum(1 for _ in islice(parsed.ancestors(token), len(parsed.tokens))) < len(parsed.tokens)


@st.composite
def sentences(draw: st.DrawFn) -> list[Token]:
    """A sentence of words that the mending looks for, hung on one another in any tree."""
    words = draw(st.lists(st.sampled_from(WORDS), min_size=5, max_size=16))
    order = draw(st.permutations(range(len(words))))
    heads = {order[0]: order[0]}
    for n, i in enumerate(order[1:], 1):
        heads[i] = order[draw(st.integers(0, n - 1))]
    dep = st.sampled_from(["nsubj", "dobj", "appos", "conj", "ccomp", "advcl", "parataxis", "punct"])
    found = []
    for i, (text, lemma, pos, tag) in enumerate(words):
        label = "ROOT" if heads[i] == i else draw(dep)
        found.append(Token(i, text, text.lower(), lemma, pos, tag, label, heads[i], 0, 0, 0, "", False, True))
    return found


WORDS = [
    ("said", "say", "VERB", "VBD"), ("denied", "deny", "VERB", "VBD"), ("killing", "kill", "VERB", "VBG"),
    (",", ",", "PUNCT", ","), ("a", "a", "DET", "DT"), ("claim", "claim", "NOUN", "NN"),
    ("residents", "resident", "NOUN", "NNS"), ("Goma", "Goma", "PROPN", "NNP"), ("between", "between", "ADP", "IN"),
]  # fmt: skip


@given(sentences())
@settings(max_examples=300, deadline=None)
def test_mended_words_hang_on_one_root(words: list[Token]) -> None:
    """However a sentence is hung, mending leaves a tree: nobody who climbs it goes round in a ring."""
    mended = mend(words, 0, len(words))
    for word in mended:
        above = word
        for _ in mended:
            above = mended[above.head]
        assert above.head == above.i
