"""Denials that no verb of denying makes, and what is none."""

from __future__ import annotations

import pytest

from kg.extract import extract
from kg.model import Article, Facts
from kg.parse import parse
from kg.syntax import CleanText


def read(text: str) -> Facts:
    """The facts of *text*."""
    return extract(parse(CleanText.verbatim(Article(text=text, sha256="0" * 64))))


def links(text: str) -> list[tuple[str, str]]:
    """The words of each claim that denies another, and of that other."""
    facts = read(text)
    said = {c.id: " ".join(text[b:e] for b, e in c.content) for c in facts.claims}
    return [(said[c.id], said[c.denies]) for c in facts.claims if c.denies]


SHELLED = "A priest said that soldiers had shelled the chapel. "


@pytest.mark.parametrize(
    "answer",
    [
        "The army called the report ridiculous.",
        "The army said the story was invented.",
        "The army said the report was not true.",
        "The army said that was not the case.",
        "The army said it had not.",
        '"No such thing happened," a general said.',
        "The army said there was no truth in the claim.",
        "The army called the accusation groundless.",
        "The army branded the claims propaganda.",
        "The army said that there had been no shelling.",
        "The army said its guns had not shelled the chapel.",
    ],
)
def test_an_answer_that_negates_a_claim_denies_it(answer: str) -> None:
    """What is called false, is not so, or did not happen is denied, whatever the verb of saying."""
    assert [denied for _, denied in links(SHELLED + answer)] == ["that soldiers had shelled the chapel"]


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("Rebels said they had shot down two jets. Oslo said it had lost no aircraft.", "they had shot down two jets"),
        ("A nurse said chlorine was used. The regime said there was no gas attack.", "chlorine was used"),
        ("A website said the envoy had been killed. His office said he was alive.", "the envoy had been killed"),
        ("The mayor said the siege had ended. Residents said soldiers were still there.", "the siege had ended"),
        (
            "The minister accused the militia of arson. The militia said its men were nowhere near the barn.",
            "the militia of arson",
        ),
        ("Doctors said 40 people had died. The ministry said the toll was inflated.", "40 people had died"),
        ("The army said it killed five gunmen. Villagers said they were farmers, not gunmen.", "it killed five gunmen"),
    ],
)
def test_a_denial_may_use_other_words(text: str, denied: str) -> None:
    """Jets are aircraft, chlorine is gas, who is alive was not killed, who is still there did not leave."""
    assert [d for _, d in links(text)] == [denied]


@pytest.mark.parametrize(
    "answer",
    [
        "The bishop said that he had not slept for a week.",
        "The army said no road to the town was open.",
        "The bishop said it was a terrible day.",
        "The bishop said that the soldiers had no excuse.",
        "The army said it would answer on Monday.",
    ],
)
def test_a_negation_of_something_else_denies_nothing(answer: str) -> None:
    """A "no" or "not" denies only what was told before."""
    assert links(SHELLED + answer) == []


def test_asked_whether_and_answering_no_denies_without_a_claim() -> None:
    """ "Asked whether ..., he said it had not" is a denial of what was asked, and of no claim."""
    facts = read("Asked whether troops had crossed the border, the minister said they had not.")
    assert [(c.act, c.denies) for c in facts.claims][-1] == ("denies", None)


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        (SHELLED + "Orvale accused Zarnia of looting a mill. The army denied both.", "Zarnia of looting a mill"),
        (
            "A clerk said he had paid the spy. His chief denied that any such payment had been made.",
            "he had paid the spy",
        ),
        (
            "Soldiers executed nine men in Dembe, a rights group said in a report. A nurse said she had hidden. "
            "The minister dismissed accounts of a massacre in Dembe.",
            "Soldiers executed nine men in Dembe",
        ),
        (
            "The rebels seized a mine and sold the gold, a panel says in a report. A miner said he had seen it. "
            "The government rejected the report.",
            "The rebels seized a mine and sold the gold",
        ),
        (
            "The deputy said that bandits, by the army's account, broke through the wall. "
            '"There is no breakthrough," a captain said.',
            "that bandits broke through the wall",
        ),
    ],
)
def test_what_is_denied_is_found_by_what_it_is_about(text: str, denied: str) -> None:
    """ "Both", "such", a name with the sort of event, the kind of text, or the verb's noun say which claim it is."""
    assert denied in [d for _, d in links(text)]


@pytest.mark.parametrize(
    "text",
    [
        "The minister accused Zarnia of staging provocations; Zarnia replied that the only provocation was his.",
        "The army said rebels had burned the schools. A teacher said the schools had been set alight by soldiers.",
    ],
)
def test_who_tells_that_another_did_it_denies_and_still_tells(text: str) -> None:
    """A counter-charge denies the charge, but what it tells instead is no denied content."""
    facts = read(text)
    answers = [c for c in facts.claims if c.denies]
    assert [(c.stance, c.disputes) for c in answers] == [("asserts", "agent")]


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said talks would go on in May. The union replied that talks would need a chair.",
        "The army said rebels had burned the schools. A teacher said the schools had been burned by rebels at dawn.",
        "The aide said Ann Holt was ill. Her staff insisted that Ann Holt would not give up.",
        "The mayor praised the plan, a phrase which the paper printed the same night.",
    ],
)
def test_an_answer_that_agrees_or_turns_to_something_else_denies_nothing(text: str) -> None:
    """A reply, the same doer told again and a promise deny nothing."""
    assert links(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "The daily wrote that an envoy had been sent to Tehran. There was no truth in it, the foreign ministry said.",
        "Local media said the minister had been given shelter by the French. On Monday the embassy issued a denial.",
        "Prosecutors say Harun Tesfa paid the gunmen. Tesfa has pleaded not guilty.",
        "The paper said the sheikh called for a holy war. The sheikh said he had been misquoted.",
        "The army said his men had looted the bank. Asked about it, the general called it a fairy tale.",
        "Villagers said the mayor had fled the town. The mayor said he had never left.",
    ],
)
def test_denials_in_other_words(text: str) -> None:
    """No truth in it, a denial issued, a plea of not guilty, a misquotation, a tale: each denies what was told."""
    assert len(links(text)) == 1


def test_what_is_said_not_to_be_true_is_denied_though_nobody_is_quoted_for_it() -> None:
    """ "It was not true that ..." is a denial by itself."""
    facts = read("The spokesman said it was not true that they plan to withdraw from the ridge.")
    assert [(c.stance, c.denies) for c in facts.claims] == [("denies", None)]
