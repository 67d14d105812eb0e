"""Dates: the days that words stand for, where they stand, and which event they belong to."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.extract.date_words import Direction
from kg.extract.dates import find_times, resolve_date, time_of
from kg.model import Article, TimeSpan
from kg.parse import parse
from kg.syntax import CleanText, ParsedArticle

FRIDAY = date(2014, 9, 5)


def days(span: TimeSpan) -> tuple[str | None, str | None]:
    return (str(span.start) if span.start else None, str(span.end) if span.end else None)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("today", "2014-09-05", "2014-09-05"),
        ("yesterday evening", "2014-09-04", "2014-09-04"),
        ("the day before yesterday", "2014-09-03", "2014-09-03"),
        ("tomorrow", "2014-09-06", "2014-09-06"),
        ("overnight", "2014-09-04", "2014-09-05"),
        ("Friday", "2014-09-05", "2014-09-05"),
        ("Saturday", "2014-08-30", "2014-08-30"),
        ("late on Thursday", "2014-09-04", "2014-09-04"),
        ("last Friday", "2014-08-29", "2014-08-29"),
        ("next Friday", "2014-09-12", "2014-09-12"),
        ("last weekend", "2014-08-30", "2014-08-31"),
        ("this weekend", "2014-09-06", "2014-09-07"),
        ("this week", "2014-09-01", "2014-09-07"),
        ("earlier this week", "2014-09-01", "2014-09-05"),
        ("later this month", "2014-09-05", "2014-09-30"),
        ("last month", "2014-08-01", "2014-08-31"),
        ("next year", "2015-01-01", "2015-12-31"),
        ("in the coming week", "2014-09-06", "2014-09-12"),
        ("two months ago", "2014-07-01", "2014-07-31"),
        ("three days ago", "2014-09-02", "2014-09-02"),
        ("over the past six months", "2014-03-05", "2014-09-05"),
        ("recent months", "2014-03-05", "2014-09-05"),
        ("in June", "2014-06-01", "2014-06-30"),
        ("in November last year", "2013-11-01", "2013-11-30"),
        ("last December", "2013-12-01", "2013-12-31"),
        ("a November deadline", "2014-11-01", "2014-11-30"),
        ("mid-August", "2014-08-11", "2014-08-20"),
        ("early August 2012", "2012-08-01", "2012-08-10"),
        ("late 2013", "2013-09-01", "2013-12-31"),
        ("in 2002", "2002-01-01", "2002-12-31"),
        ("the 1990s", "1990-01-01", "1999-12-31"),
        ("the early 1980s", "1980-01-01", "1983-12-31"),
        ("March 3, 2011", "2011-03-03", "2011-03-03"),
        ("on the 3rd of March, 2011", "2011-03-03", "2011-03-03"),
        ("Thursday, 3 March 2011", "2011-03-03", "2011-03-03"),
        ("Sept. 2", "2014-09-02", "2014-09-02"),
        ("June 16th of last year", "2013-06-16", "2013-06-16"),
        ("December of 2007", "2007-12-01", "2007-12-31"),
        ("2011-03-03", "2011-03-03", "2011-03-03"),
        ("16/12/2008", "2008-12-16", "2008-12-16"),
        ("9/11", "2001-09-11", "2001-09-11"),
        ("the September 11 attacks", "2001-09-11", "2001-09-11"),
        ("last summer", "2014-06-01", "2014-08-31"),
        ("the winter of 2010", "2010-12-01", "2011-02-28"),
        ("the end of last year", "2013-09-01", "2013-12-31"),
        ("March 3-5, 2011", "2011-03-03", "2011-03-05"),
        ("from November 3 to January 9, 2008", "2007-11-03", "2008-01-09"),
        ("between 2003 and 2006", "2003-01-01", "2006-12-31"),
        ("2003-06", "2003-01-01", "2006-12-31"),
        ("within four months", "2014-09-05", "2015-01-05"),
        ("for more than 45 days", "2014-07-22", "2014-09-05"),
        ("New Year's Eve 2012", "2012-12-31", "2012-12-31"),
    ],
)
def test_words_stand_for_days(words: str, start: str, end: str) -> None:
    """Each way of writing a date gives whole days, first and last included."""
    assert days(resolve_date(words, FRIDAY)) == (start, end)


@pytest.mark.parametrize(
    ("words", "start", "end", "holds"),
    [
        ("since Monday", "2014-09-01", None, "since"),
        ("after 9/11", "2001-09-11", None, "since"),
        ("after 2003", "2003-12-31", None, "since"),
        ("until April 8", None, "2014-04-08", "until"),
        ("before 2003", None, "2002-12-31", "until"),
        ("by the end of 2015", None, "2015-12-31", "until"),
        ("throughout 2007", "2007-01-01", "2007-12-31", "throughout"),
        ("in 2007", "2007-01-01", "2007-12-31", "within"),
    ],
)
def test_the_word_before_says_how_it_holds(words: str, start: str | None, end: str | None, holds: str) -> None:
    """Since and after have a start, until and by an end, throughout both, and the whole of it."""
    span = resolve_date(words, FRIDAY)
    assert (*days(span), span.holds) == (start, end, holds)


@pytest.mark.parametrize(
    ("words", "duration"),
    [("a two-month siege", "P2M"), ("a 72-hour ultimatum", "PT72H"), ("five days of talks", "P5D"),
     ("a decade-long war", None), ("for twenty-one years", "P21Y"), ("half a year", "P6M"), ("a 28-year-old", None)],
)  # fmt: skip
def test_a_length_is_a_duration(words: str, duration: str | None) -> None:
    """A length of time is kept as ISO 8601; an age is none."""
    assert resolve_date(words, None).duration == duration


@pytest.mark.parametrize(
    ("words", "direction", "start"),
    [
        ("Monday", "past", "2014-09-01"),
        ("Monday", "future", "2014-09-08"),
        ("November", "past", "2013-11-01"),
        ("November", "future", "2014-11-01"),
        ("April 8", "past", "2014-04-08"),
        ("April 8", "future", "2015-04-08"),
        ("September 1", "future", "2014-09-01"),
        ("the weekend", "future", "2014-09-06"),
    ],
)
def test_the_direction_chooses_the_day(words: str, direction: Direction, start: str) -> None:
    """A day without a year is the last or the next one; what was four days ago is not a year ahead."""
    assert days(resolve_date(words, FRIDAY, direction=direction))[0] == start


@pytest.mark.parametrize("words", ["Monday", "last weekend", "two months ago", "in June", "April 8", "recent years"])
def test_without_publication_date_relative_words_have_no_day(words: str) -> None:
    """Nothing is invented: the words are kept."""
    span = resolve_date(words, None)
    assert (span.text, *days(span)) == (words, None, None)


@pytest.mark.parametrize("words", ["in 2002", "March 3, 2011", "the 1990s", "between 2003 and 2006"])
def test_without_publication_date_full_dates_have_their_days(words: str) -> None:
    """What names its year needs no anchor."""
    assert resolve_date(words, None).start is not None


@pytest.mark.parametrize("words", ["31 June 2012", "the 3/4/2012 note", "no date at all", "", "May I", "99/9/2001"])
def test_what_is_no_day_gives_none_that_is_wrong(words: str) -> None:
    """A day that no calendar has, or month and day that may be exchanged, are left open."""
    span = resolve_date(words, None)
    assert span.start is None or span.precision in ("month", "year")


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            "since until from to between and last next this the early mid late Monday Friday June 3 31 2011 1999s 45"
            " days weeks two months ago weekend yesterday before after for within summer end of - / , recent".split()
        ),
        max_size=8,
    ).map(" ".join),
    st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    st.sampled_from(["past", "present", "future", None]),
)
def test_an_interval_never_ends_before_it_begins(words: str, published: date, direction: Direction | None) -> None:
    """Whatever the words, start <= end, and no day makes the reader fail."""
    span = resolve_date(words, published, direction=direction)
    assert span.start is None or span.end is None or span.start <= span.end


@given(st.dates(date(1950, 1, 1), date(2050, 1, 1)), st.sampled_from("Monday Tuesday Sunday".split()))
def test_a_bare_weekday_is_the_latest_one(published: date, weekday: str) -> None:
    """A weekday lies within the seven days that end with the day of publication."""
    start = resolve_date(weekday, published).start
    assert start is not None
    assert timedelta(0) <= published - start < timedelta(days=7)
    assert start.strftime("%A") == weekday


# In an article


def read(text: str, published: date | None = FRIDAY) -> ParsedArticle:
    return parse(CleanText.verbatim(Article(text=text, sha256="0" * 64, published=published)))


def found(text: str, published: date | None = FRIDAY) -> list[tuple[str, str | None, str | None]]:
    return [(span.text, *days(span)) for span in find_times(read(text, published))]


def test_a_mention_cuts_its_words_out_of_the_article() -> None:
    """The span of an expression holds its words as they came, with the word that governs them."""
    text = "The envoy has been in Aden since Monday. He met rebels in March 2013."
    spans = [span.mention for span in find_times(read(text))]
    assert [text[m[0] : m[1]] for m in spans if m] == ["since Monday", "March 2013"]


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("Troops will leave the town on Monday.", "2014-09-08"),
        ("Troops left the town on Monday.", "2014-09-01"),
        ("The army ordered the rebels to surrender by Monday.", None),
        ("The parties failed to agree on a truce Monday.", "2014-09-01"),
        ("The minister is to meet the envoy on Monday.", "2014-09-08"),
        ("The army gave the militia until Monday to leave.", None),
        ("The two sides want to meet a November deadline.", "2014-11-01"),
        ("The army fought there in November.", "2013-11-01"),
        ("Rebels rioted on Monday to protest against the verdict.", "2014-09-01"),
    ],
)
def test_the_verb_tells_which_monday(text: str, start: str | None) -> None:
    """Tense, auxiliaries and the verb above an infinitive choose between the last and the next."""
    assert found(text)[0][1] == start


def test_a_term_ends_on_the_day_to_come() -> None:
    """A deadline granted until Monday is the next Monday."""
    assert found("The army gave the militia until Monday to leave.")[0][2] == "2014-09-08"


def test_what_still_lasts_ends_with_the_publication() -> None:
    """ "Have been held for 45 days" is an interval; "were held for 45 days" a length only."""
    assert found("They have been held for more than 45 days.")[0][1:] == ("2014-07-22", "2014-09-05")
    assert found("They were held for more than 45 days.")[0][1:] == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "The leader may march on.",
        "Some 2000 soldiers marched 1950 km.",
        "They remember Bloody Sunday.",
        "Theresa May met April Jones.",
        "The Sunday Times reported it.",
        "A 28-year-old man died in a fall.",
    ],
)
def test_other_words_are_no_dates(text: str) -> None:
    """Modal verbs, counts, names and ages are not taken for dates."""
    assert found(text) == []


def event_time(text: str, trigger: str, published: date | None = FRIDAY) -> str | None:
    parsed = read(text, published)
    token = next(t for t in parsed.tokens if t.text == trigger)
    span = time_of(parsed, token, find_times(parsed))
    return span.text if span else None


@pytest.mark.parametrize(
    ("text", "trigger", "words"),
    [
        ("Rebels shelled the port on Sunday.", "shelled", "Sunday"),
        ("Officials said on Tuesday that rebels had shelled the port.", "shelled", None),
        ("Officials said on Tuesday that rebels had shelled the port.", "said", "Tuesday"),
        ("Officials said on Tuesday that rebels shelled the port last week.", "shelled", "last week"),
        ("Officials said on Tuesday that rebels shelled the port last week.", "said", "Tuesday"),
        ("Planes launched airstrikes on the port on Sunday.", "airstrikes", "Sunday"),
        ("Troops joined the battle on Sunday, firing rockets.", "firing", "Sunday"),
        ("The truce, which was signed in May, still holds.", "truce", "May"),
        ("Peace talks that began in March have failed.", "talks", "March"),
        ("Planes launched airstrikes on positions that broke the siege on Sunday.", "launched", "Sunday"),
        ("The leader spoke in a video broadcast late yesterday.", "spoke", "late yesterday"),
        ("He fled after the attack on the town in June.", "attack", "June"),
        ("The army broke a two-month siege last weekend.", "siege", "last weekend"),
        ("The army began a two-month siege.", "siege", "two-month"),
    ],
)
def test_an_event_has_the_time_of_its_own_clause(text: str, trigger: str, words: str | None) -> None:
    """An expression belongs to the event of its clause, not to that of another."""
    assert event_time(text, trigger) == words


def at(text: str, trigger: str, published: date = date(2022, 8, 25)) -> tuple[str | None, str | None]:
    """The days of the event of the word *trigger* in *text*."""
    parsed = parse(CleanText.verbatim(Article(text=text, sha256="0" * 64, published=published)))
    token = next(t for t in parsed.tokens if t.text == trigger)
    found = time_of(parsed, token, find_times(parsed))
    return days(found) if found is not None else (None, None)


@pytest.mark.parametrize(
    ("text", "trigger", "day"),
    [
        ("On 7 August the governor left. The rebels attacked the base the next day.", "attacked", "2022-08-08"),
        ("The town fell on 7 August. The rebels burned it the same evening.", "burned", "2022-08-07"),
        ("On Monday a jet bombed the bridge, and rebels shelled the port.", "shelled", "2022-08-22"),
        ("They fled on 9 March, when rebels captured the town.", "captured", "2022-03-09"),
        ("Gunmen ambushed a convoy carrying food to the town on Sunday.", "ambushed", "2022-08-21"),
    ],
)
def test_a_time_reaches_the_events_that_share_it(text: str, trigger: str, day: str) -> None:
    """The next day counts from the day told before; a day at the opening, or before "when", is that of what follows."""
    assert at(text, trigger) == (day, day)
