"""Cleaning: what is repaired, what is left out, and that every character finds its way back."""

from __future__ import annotations

import hashlib
import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.clean import SUBSTITUTIONS, clean
from kg.model import Article
from kg.syntax import CleanText
from tests.conftest import SHARED, needs


def cleaned(text: str, title: str | None = None) -> CleanText:
    return clean(Article(text=text, title=title, sha256=hashlib.sha256(text.encode("utf-8")).hexdigest()))


@pytest.mark.parametrize(
    ("glued", "split"),
    [
        ("The envoy spokewith reporters.", "The envoy spoke with reporters."),
        ("Rebels left theSyrian town.", "Rebels left the Syrian town."),
        ("TheUN sent monitors.", "The UN sent monitors."),
        ("NATOforces withdrew.", "NATO forces withdrew."),
        ("They fled toTurkey.Others stayed.", "They fled to Turkey. Others stayed."),
        ("Convoys,trucks and cars left", "Convoys, trucks and cars left"),
        ("The armyquicklydenied it.", "The army quickly denied it."),
        ("The fighting ofthe past week", "The fighting of the past week"),
        ("Soldiers(some wounded)crossed", "Soldiers (some wounded) crossed"),
        ("It ended in 1991after talks.", "It ended in 1991 after talks."),
        ("Lebanonhas closed its border.", "Lebanon has closed its border."),
        ("the Gulf Times'Doha office", "the Gulf Times' Doha office"),
        ("SaudiArabia agreed.", "Saudi Arabia agreed."),
        ("They wouldn'tleave Yemen's capital.", "They wouldn't leave Yemen's capital."),
        ('He said "we fight"and left', 'He said "we fight" and left'),
    ],
)
def test_words_run_together_are_split(glued: str, split: str) -> None:
    """A space is set wherever words stand as one."""
    assert cleaned(glued).text == split


@pytest.mark.parametrize(
    "text",
    [
        "The upstart general outspent a statehouse rival and amassed troops.",
        "WikiLeaks, YouTube and BuzzFeed carried what McCain and DeVos said.",
        "Mr. Nuaeimi, Mr. Barhoum, Ms. Yeganeh and Kosachev met near Tuz Khurmatu.",
        "Planes hit 25km north at 4:30 a.m. on the 10th in the 1990s, the U.S.-led force said.",
        "See https://example.org/News.Story,1 or write to press.Office@example.org today.",
        "NGOs and MPs in Al-Hasakah, e.g. doctor(s), used 72-hour truces.",
        "The counterinsurgency, the peshmerga and the ex-rebels' ceasefire.",
        "Israelis, Saudis, Houthis and Yazidis met in the two Koreas.",
    ],
)
def test_good_text_stays_as_it_is(text: str) -> None:
    """Compounds, brands, rare names, addresses and numbers are not taken apart."""
    assert cleaned(text).text == text


@pytest.mark.parametrize(
    ("lost", "found"),
    [
        ("Syrias army shelled the town.", "Syria's army shelled the town."),
        ("Putins forces crossed the river.", "Putin's forces crossed the river."),
        ("the Washington Posts correspondent", "the Washington Post's correspondent"),
        ("Troops didnt leave.", "Troops didn't leave."),
        ("Iran\ufffds army", "Iran's army"),
        ("Iranâ€™s army", "Iran's army"),
    ],
)
def test_lost_apostrophes_are_set(lost: str, found: str) -> None:
    """The genitive of a known name and a negated verb get their apostrophe back."""
    assert cleaned(lost).text == found


def test_quotes_and_spaces_are_exchanged_one_for_one() -> None:
    """Curly quotes and odd spaces become plain ones at the same place."""
    result = cleaned("“Yes”, said Iran’s\u00a0envoy.")
    assert result.text == '"Yes", said Iran\'s envoy.'
    assert result.origin == tuple(range(len(result.text)))


def test_a_word_of_a_repaired_text_is_cut_out_of_the_original() -> None:
    """The span of repaired words holds exactly the characters that they were read from."""
    result = cleaned("TheUS struckIS positions.")
    begin = result.text.index("struck")
    assert result.original_span(begin, begin + len("struck IS")) == (6, 14)


STORY = "The army took the town of Amra on Friday after a week of fighting, two officers said in the capital."


def test_the_headline_repeated_at_the_end_is_left_out() -> None:
    """A tail that points at the source and says the headline again is not read twice."""
    result = cleaned(f"Army takes Amra after siege\n{STORY}\nThe rest is here:\nArmy takes Amra after siege")
    assert result.text == f"Army takes Amra after siege\n{STORY}\n"


@pytest.mark.parametrize(
    "line",
    ["Read more: Troops enter Amra", "Image: A. Photographer.", "Advertisement", "By Jane Doe", "Friday, March 2, 2012",
     "(Reporting by Jane Doe; Editing by John Roe)", "2009 file photo of the minister.", "© 2012 Example News"],
)  # fmt: skip
def test_lines_that_are_not_the_story_are_left_out(line: str) -> None:
    """Credits, bylines, the date alone and pointers are left out, and named among the repairs."""
    result = cleaned(f"Army takes Amra\n\n{line}\n\n{STORY}\n")
    assert line not in result.text
    assert STORY in result.text
    assert any("left out" in repair for repair in result.repairs)


def test_a_comment_box_is_left_out() -> None:
    """The lines of a comment box go with its heading; the story after it stays."""
    result = cleaned(
        f"Army takes Amra\n\n{STORY}\n\nHAVE YOUR SAY\nWas it right?\nAdd or view comments\n\n{STORY} It ended."
    )
    assert "right" not in result.text
    assert result.text.endswith("It ended.")


@pytest.mark.parametrize(
    "dateline",
    ["BAGHDAD (Reuters) - ", "KABUL, Afghanistan (AP) — ", "MOGADISHU, March 3 — ", "Beirut (AFP) - ", "TRIPOLI - ",
     "GAZA CITY, Gaza Strip -- ", "(CNN) -- ", "Istanbul "],
)  # fmt: skip
def test_the_dateline_is_kept_out_of_the_first_sentence(dateline: str) -> None:
    """Place and agency before the story are left out, marked off or not."""
    assert cleaned(f"Army takes Amra\n{dateline}{STORY}").text == f"Army takes Amra\n{STORY}"


def test_a_place_that_is_the_subject_is_no_dateline() -> None:
    """ "Moscow police said" and "Beirut is calm" keep their place."""
    for opening in ("Moscow police said that troops left.", "Beirut is calm - The army left."):
        assert cleaned(f"Army takes Amra\n{opening} {STORY}").text.splitlines()[1].startswith(opening)


def test_lines_of_a_fixed_width_become_paragraphs() -> None:
    """A line end within a sentence becomes a space; a blank line still ends a paragraph."""
    wrapped = (
        "The army took the town of Amra on Friday after a week of fighting,\n"
        "two officers said in the capital, and its commander promised that\n"
        "the people of the town would be free to leave for the river plain.\n\n"
        "A spokesman for the rebels said that their fighters had withdrawn\n"
        "to the hills before the troops came, and that no one was captured.\n"
    )
    assert cleaned(wrapped).text == wrapped.replace(",\ntwo", ", two").replace("that\nthe", "that the").replace(
        "withdrawn\nto", "withdrawn to"
    )


@needs("gold")
def test_the_sample_article_is_repaired_whole() -> None:
    """35 missing spaces and 6 lost apostrophes are put back, the repeated tail and the dateline left out."""
    result = cleaned((SHARED / "gold" / "amerli.txt").read_text("utf-8"))
    inserted = "".join(result.text[i] for i in result.inserted)
    assert (inserted.count(" "), inserted.count("'")) == (35, 6)
    assert "The rest is here" not in result.text
    assert result.text.splitlines()[1].startswith("Iran's top commander")
    for words in ("the Washington Post's Tehran correspondent", "Kurdish peshmerga forces", "Amerli last weekend. Con"):
        assert words in result.text


WORDS = st.sampled_from(
    "The army said Iran Irans Syria US theUS of ofthe in town.Then U.S. left,and don't didnt “no” BAGHDAD (Reuters) - "
    "— 9/11 2003after Amra \n \n\n \r\n \u00a0 \u200b ' \" . , ; : http://x.org Read more: By Jane \x00 \ufffd".split(
        " "
    )
)
TEXTS = st.one_of(
    st.text(max_size=120), st.lists(WORDS, max_size=40).map(" ".join), st.lists(WORDS, max_size=20).map("".join)
)


OTHERS = {("\n", " "), ("'", '"'), ("`", '"'), ("\ufffd", "'"), ("â", "'"), ("â", '"'), ("â", "–"), ("â", "—")}


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_every_kept_character_is_that_of_the_original(text: str) -> None:
    """The map is monotone, one place for each character, and exchanges only what is named."""
    result = cleaned_any(text)
    assert len(result.origin) == len(result.text)
    kept = [(i, o) for i, o in enumerate(result.origin) if i not in result.inserted]
    assert all(a < b for (_, a), (_, b) in itertools.pairwise(kept))
    for i, origin in kept:
        was, now = text[origin], result.text[i]
        assert now == was or SUBSTITUTIONS.get(was) == now or (was, now) in OTHERS
    assert all(result.text[i] in " '" for i in result.inserted)


@settings(max_examples=150, deadline=None)
@given(TEXTS)
def test_cleaning_twice_is_the_same(text: str) -> None:
    """What has been cleaned needs no cleaning."""
    once = cleaned_any(text).text
    assert cleaned_any(once).text == once


def cleaned_any(text: str) -> CleanText:
    return clean(Article(text=text, sha256="0" * 64))


@pytest.mark.parametrize("text", ["Prince Andor met the envoy.", "They left Geneina at dawn.", "TamilNet said so."])
def test_a_rare_name_stays_whole_where_nothing_else_is_stuck_together(text: str) -> None:
    """A capitalised run is taken apart only in a text that shows other glue."""
    assert cleaned(text).text == text
