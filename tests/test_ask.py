"""Questions in plain English over the sample articles, from facts written by hand."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from kg.ask import Answer, ask, kinds
from kg.ask.days import days_in
from kg.ask.labels import Entity, LabelIndex, Office, words_of
from kg.ask.reading import read
from kg.ask.sentences import Sentences
from kg.ask.wording import worded
from kg.corpus import build_corpus
from kg.store import EmbeddedReader, open_reader
from tests.sample_graph import build, sample_facts


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedReader]:
    with open_reader(build(tmp_path_factory.mktemp("ask") / "store")) as opened:
        yield opened


def names(answer: Answer) -> set[str]:
    return {str(a.get("name")) for a in answer.answers}


AT_AMERLI = {"Iranian military advisors", "Iraqi Army", "Kurdish peshmerga", "Shiite militias", "United States"}


@pytest.mark.parametrize(
    "question",
    [
        "Which actors fought on the same side at Amerli?",
        "which groups fought together in amirli?",
        "Who fought side by side near Amerli",
        "Tell me who sided with whom at Amerli.",
    ],
)
def test_the_same_side_at_a_place_is_found_in_free_wording(reader: EmbeddedReader, question: str) -> None:
    """However it is worded, and misspelt, the actors of the winning side at Amerli are the answer."""
    answer = ask(reader, question)
    assert answer.intent == "same-side"
    assert names(answer) == AT_AMERLI
    assert {a["side"] for a in answer.answers} == {1}


@pytest.mark.parametrize(
    ("question", "intent", "expected"),
    [
        ("Who fought alongside the US at Amerli?", "same-side", AT_AMERLI - {"United States"}),
        ("Who fought against the Red Banner Front?", "opposed", {"Marin People's Militia", "Veldanian army"}),
        ("Who commands the Quds Force?", "who-commands", {"Qassem Soleimani"}),
        ("Whom does Qassem Soleimani command?", "who-commands", {"Quds Force"}),
        ("What did Tomas Ilk deny?", "denied-claims", {"Tomas Ilk"}),
        ("Who denies the military cooperation?", "denied-claims", {"source close to Khamenei", "government officials"}),
        ("Who is detained in Iran?", "detained", {"Jason Rezaian", "Yeganeh Salehi"}),
        ("Who launched airstrikes at Amerli?", "who-did-what", {"United States"}),
        ("Who accused Iran?", "statements-about", {"George W. Bush", "United States"}),
        ("Who says that the militia retook Orvale?", "who-says", {"defence ministry"}),
        ("Who is allied with Veldania?", "allies", {"Sorland"}),
        ("Who is the Supreme Leader of Iran?", "offices", {"Ali Khamenei"}),
        ("What do you know about Qassem Soleimani?", "about", {"Qassem Soleimani"}),
        ("Qassem Soleimani: who is he?", "about", {"Qassem Soleimani"}),
        ("Whom did Asghar Zarean tell?", "told-to", {"Associated Press"}),
        ("Who told the Associated Press?", "told-to", {"Asghar Zarean"}),
    ],
)
def test_questions_of_many_kinds_are_answered(
    reader: EmbeddedReader, question: str, intent: str, expected: set[str]
) -> None:
    """The kind of question is read from its words, and its answer comes from the query for that kind."""
    answer = ask(reader, question)
    assert (answer.intent, answer.found) == (intent, True)
    assert names(answer) <= expected or expected <= names(answer)
    assert names(answer) & expected


def test_what_ended_the_siege_is_an_event(reader: EmbeddedReader) -> None:
    """The answer to "what ended the siege" tells of the airstrikes."""
    answer = ask(reader, "What ended the siege of Amerli?")
    assert "airstrike" in answer.answers[0]["text"]


def test_counts_stand_with_the_source_that_gives_them(reader: EmbeddedReader) -> None:
    """Two sources give two numbers of the killed, and both are told with their source."""
    answer = ask(reader, "How many were killed at Orvale?")
    assert {a.get("source_name") for a in answer.answers} >= {"defence ministry", "Jarek Moll"}


@pytest.mark.parametrize(
    ("question", "verdict"),
    [
        ("Did Iran and the United States fight on the same side?", "yes"),
        ("Did the Red Banner Front and the Veldanian army fight on opposing sides?", "yes"),
        ("Does Qassem Soleimani command the Quds Force?", "yes"),
    ],
)
def test_a_question_for_yes_or_no_gets_a_verdict(reader: EmbeddedReader, question: str, verdict: str) -> None:
    """A question that begins with "did" or "is" is answered by a verdict alone."""
    assert ask(reader, question).answers == ({"verdict": verdict},)


@pytest.mark.parametrize(
    ("question", "intent", "expected"),
    [
        ("By whom was Islamic State bombed?", "who-did-what", "United States"),
        ("Please tell me who carried out air strikes on IS", "who-did-what", "United States"),
        ("Whom did the Iranian military advisors guide?", "who-did-what", "Shiite militias"),
        ("Name the enemy of the Red Banner Front.", "opposed", "Veldanian army"),
        ("quds force commander", "who-commands", "Qassem Soleimani"),
        ("Number of people killed at Orvale", "casualties", "killed"),
        ("What happened to Jason Rezaian?", "what-befell", "Washington Posts"),
        ("What did the Iranian military advisors do?", "what-they-did", "guiding"),
        ("How are Qassem Soleimani and Iran connected?", "path-between", "Quds Force"),
        ("When did Iran and the United States last cooperate?", "first-last-together", "2014"),
    ],
)
def test_active_passive_and_imperative_wordings_are_read(
    reader: EmbeddedReader, question: str, intent: str, expected: str
) -> None:
    """Who acts and who is acted on is told by the order of the words, whichever form the question has."""
    answer = ask(reader, question)
    assert answer.intent == intent
    assert any(expected in f"{a.get('name')} {a.get('text')}" for a in answer.answers)


@pytest.mark.parametrize(
    "question",
    [
        "Did the US and Islamic State fight on the same side?",
        "Are Iran and the United States allies?",
        "Who commands Boko Haram?",
        "Did the Veldanian army lose Orvale?",
        "Who is detained in Veldania?",
        "Who denies the siege of Amerli?",
        "Did Jason Rezaian arrest Iran?",
        "Who fought at Stalingrad?",
        "Who commands the zorblat brigade?",
        "What is the GDP of Iran?",
        "Who won the battle of Amerli?",
        "Should the US have bombed Islamic State?",
        "Was the siege of Amerli justified?",
        "Why did the US launch airstrikes at Amerli?",
        "Which actors fought on the same side in the desert?",
        "Wer kommandiert die Quds-Brigaden?",
        "SELECT * WHERE { ?s ?p ?o }",
        "<script>alert(1)</script>",
        "",
        "x" * 10_000,
    ],
)
def test_what_the_graph_does_not_say_is_not_answered(reader: EmbeddedReader, question: str) -> None:
    """What cannot be read, or has no report, gets no answer and a sentence that says so; never a "no"."""
    answer = ask(reader, question)
    assert not answer.found
    assert answer.answers == ()
    assert len(answer.sentence) > 20


def test_a_name_that_no_article_holds_is_named(reader: EmbeddedReader) -> None:
    """The answer says which name is not in the dataset."""
    assert "Boko Haram" in ask(reader, "Who commands Boko Haram?").sentence


def test_the_json_has_the_keys_of_the_design(reader: EmbeddedReader) -> None:
    """The JSON form has six keys, and each evidence cuts exactly its text out of the article."""
    found = json.loads(json.dumps(ask(reader, "Which actors fought on the same side at Amerli?").to_json()))
    assert list(found) == ["question", "reading", "answers", "evidence", "sparql", "dataset_version"]
    assert found["dataset_version"] == reader.version
    texts = {article.sha256: article.text for article, _ in sample_facts().values()}
    for evidence in found["evidence"]:
        v = evidence["article"].rpartition("/")[2]
        assert (reader.article_text(v) or "")[evidence["begin"] : evidence["end"]] == evidence["text"]
        assert any(evidence["text"] in text for text in texts.values())


def test_the_sparql_of_an_answer_gives_the_answer(reader: EmbeddedReader) -> None:
    """The query that is shown can be run as it stands, and names the same actors."""
    answer = ask(reader, "Which actors fought on the same side at Amerli?")
    rows = list(reader.query(answer.sparql))  # type: ignore[arg-type]
    assert {r["name_a"].value for r in rows} | {r["name_b"].value for r in rows} == AT_AMERLI


def test_the_text_counts_reports_and_quotes(reader: EmbeddedReader) -> None:
    """The printed answer says how many reports it rests on and quotes the sentences with their offsets."""
    text = ask(reader, "Which actors fought on the same side at Amerli?").to_text()
    assert "According to 1 report" in text
    assert "characters 911-1028" in text


def test_every_kind_of_question_is_read_as_its_kind(reader: EmbeddedReader) -> None:
    """The example of each kind, as `kg ask --list` prints it, is read as that kind, unless another has its answer."""
    from kg.ask.intents import INTENTS

    read_as = {intent.name: ask(reader, intent.example).intent for intent in INTENTS if intent.is_worded}
    assert {name: found for name, found in read_as.items() if name != found} == {}
    assert len(kinds()) == len(INTENTS)


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Hi, quick question: I'd like to know who Soleimani is in command of, thanks!", "Quds Force"),
        ("Could you please remind me who commands the Quds Force?", "Qassem Soleimani"),
        ("Wich forces fougth togehter at Amerli?", "Shiite militias"),
        ("Islamic State was bombed by whom?", "United States"),
        ("Rezaian employer", "Washington Post"),
        ("Jason Rezaian wife", "Yeganeh Salehi"),
        ("What did Iran's supreme leader approve?", "cooperation"),
        ("Who commands the Quds Force? And who pays for it?", "Qassem Soleimani"),
        ("Has the report of BBC Persian been denied?", "contested"),
        ("What happened at Amerli before 5 September 2014?", "airstrike"),
        ("What happened at Amerli since August 2014?", "airstrike"),
    ],
)
def test_users_type_as_they_speak(reader: EmbeddedReader, question: str, expected: str) -> None:
    """Politeness, slips, keywords, an office for its holder, what is asked put last, and open days are read."""
    answer = ask(reader, question)
    told = [f"{a.get('name')} {a.get('text')} {a.get('verdict')}".lower() for a in answer.answers]
    assert any(expected.lower() in said for said in told), answer


@pytest.mark.parametrize(
    ("question", "plainly"),
    [
        ("Curious whether Iran fought", "Iran fought"),
        ("who fell out with Maliki", "who broke with Maliki"),
        ("which men handed in their weapons", "which men surrender their weapons"),
        ("who claimed the Orvale attack", "who claimed responsibility for the Orvale attack"),
        ("what is the deal between A and B", "what is the relationship between A and B"),
        ("The rebels fought against which government?", "against which government did The rebels fought"),
        ("The town was captured when?", "when The town was captured"),
        ("Did North and South Korea fight?", "Did North Korea and South Korea fight?"),
    ],
)
def test_idioms_and_order_are_made_plain(question: str, plainly: str) -> None:
    """What is said around a question goes, turns of phrase become plain words, what is asked comes first."""
    assert worded(question).text == plainly


def test_a_capital_that_acts_is_its_government() -> None:
    """Tehran is Iran where it acts or stands beside another, and a place after "in"."""
    iran, tehran = Entity("http://x/id/actor/state/iran", "Iran", "actor"), Entity("p", "Tehran", "place")
    index = LabelIndex([("Iran", iran), ("Tehran", tehran)], seats=[("Tehran", iran)])
    assert read("Did Tehran help the rebels?", index).actors() == [(iran,)]
    assert read("Who fought in Tehran?", index).actors() == []
    assert read("Who bombed Tehran?", index).actors() == []


def test_who_holds_an_office_stands_for_it() -> None:
    """ "Iraq's prime minister" is who holds the office, unless the office is what is asked for."""
    iraq, maliki = Entity("i", "Iraq", "actor"), Entity("m", "Nouri al-Maliki", "actor")
    index = LabelIndex([("Iraq", iraq)], offices=[Office("Prime Minister", "i", maliki)])
    assert read("What did Iraq's prime minister say?", index).actors() == [(maliki,)]
    assert read("Whom did the prime minister of Iraq warn?", index).actors() == [(maliki,)]
    assert read("Who is the prime minister of Iraq?", index).actors() == [(iraq,)]
    assert read("Iraq prime minister", index).actors() == [(iraq,)]


def test_a_state_answers_for_what_is_called_after_it() -> None:
    """Its ministry's spokesman speaks for it; its citizens do not."""
    russia = Entity("r", "Russia", "actor")
    spokesman, citizens = Entity("s", "Russia's spokesman", "actor"), Entity("c", "Russia's citizens", "actor")
    index = LabelIndex([(e.name, e) for e in (russia, spokesman, citizens)])
    assert index.with_parts([russia]) == {"r", "s"}


def test_small_words_are_no_acronyms() -> None:
    """ "US" in capitals is a state, "us" is a pronoun."""
    index = LabelIndex([("US", Entity("i", "United States", "actor"))])
    assert [m.text for m in index.mentions(words_of("tell us who helped the US"))] == ["US"]


def test_the_place_is_what_stands_after_a_preposition() -> None:
    """A name of both a state and a place is the place after "in", the actor elsewhere."""
    iraq = [("Iraq", Entity("a", "Iraq", "actor")), ("Iraq", Entity("p", "Iraq", "place"))]
    index = LabelIndex(iraq)
    assert read("Who fought in Iraq?", index).place()[0].iri == "p"
    assert read("Who fought against Iraq?", index).place() == ()


def test_days_that_do_not_exist_are_not_read() -> None:
    """The 31st of February is no day."""
    assert days_in("on 31 February 2014") == [] or days_in("on 31 February 2014")[0].first.month != 2


def test_asking_does_not_load_the_parser(root: Path) -> None:
    """A question is answered without the parser, which takes seconds to load."""
    import subprocess
    import sys

    code = "import sys, kg.ask, kg.cli; sys.exit('spacy' in sys.modules or 'rdflib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=root).returncode == 0


def test_no_cache_of_suggestions_keeps_a_version_open(tmp_path: Path) -> None:
    """A reader that suggested questions is free as soon as nobody holds it: an old version takes no memory."""
    reader = open_reader(build(tmp_path / "store"), in_memory=True)
    assert ask(reader, "Who fought against the Atlanteans at Amerli?").nearest
    held = weakref.ref(reader)
    reader.close()
    del reader
    gc.collect()
    assert held() is None


def test_what_an_outlet_says_is_what_it_tells_in_its_own_voice(reader: EmbeddedReader) -> None:
    """Asked what an outlet reports, the answer is its own sentences, of somebody or of all; not those it relays."""
    answer = ask(reader, "What did Northern Wire report?")
    assert answer.intent == "claims-by"
    assert names(answer) == {"Northern Wire"}
    about = ask(reader, "What does Northern Wire say about the Red Banner Front?")
    assert about.intent == "statements-about"
    assert names(about) == {"Northern Wire"}
    assert len(about.answers) < len(answer.answers)


def test_what_a_report_only_passes_on_is_put_as_the_words_of_who_says_so(tmp_path: Path) -> None:
    """A yes that rests on an accusation names the accuser, in the sentence, in each quotation and in the JSON."""
    (tmp_path / "arms.txt").write_text(
        "Turkey accused Syria of arming Hezbollah. Iran armed Hezbollah in May. France accused Chad of arming Hamas, a "
        "charge Chad denied.\n"
    )
    build_corpus([tmp_path / "arms.txt"], tmp_path / "store", published=date(2024, 3, 4))
    with open_reader(tmp_path / "store") as reader:
        passed_on, own = ask(reader, "Did Syria arm Hezbollah?"), ask(reader, "Did Iran arm Hezbollah?")
        denied = ask(reader, "Did Chad arm Hamas?")
    assert passed_on.sentence.startswith("Yes, as said by Turkey, according to 1 report")
    assert denied.sentence.startswith("It is contested: said by France, denied by Chad, according to 1 report")
    assert denied.to_json()["evidence"][0]["denied_by"] == ["Chad"]
    assert passed_on.to_json()["evidence"][0]["said_by"] == ["Turkey"]
    assert "as said by Turkey" in passed_on.to_text()
    assert own.sentence.startswith("Yes, according to 1 report")
    assert "said_by" not in own.to_json()["evidence"][0]


def test_what_is_negated_where_it_is_told_is_no_yes(tmp_path: Path) -> None:
    """A sentence that says "not" before the deed answers a question of whether it is so with no, never with yes."""
    text = "KARDAL, 5 June 2025 (Harbour Courier) - Sorland said that the Red Banner Front did not attack Kardal."
    (tmp_path / "a.txt").write_text(text, encoding="utf-8")
    build_corpus([tmp_path / "a.txt"], tmp_path / "store", published=date(2025, 6, 5), publisher="Harbour Courier")
    with open_reader(tmp_path / "store") as opened:
        assert ask(opened, "Did the Red Banner Front attack Kardal?").verdict in ("no", "")


def test_why_is_answered_by_a_reason_alone(reader: EmbeddedReader) -> None:
    """A sentence that tells the deed and no reason for it does not answer why."""
    assert ask(reader, "When did the US launch airstrikes at Amerli?").found
    assert not ask(reader, "Why did the US launch airstrikes at Amerli?").found


def test_sentences_hold_the_deed_and_most_of_the_rest() -> None:
    """The last resort quotes what holds the first word and most of the others by weight, the fullest first."""
    index = Sentences([("s1", "Ann bombed the old town."), ("s2", "Ann bombed the old harbour."), ("s3", "Bo slept.")])
    assert index.speaking(["bombed", "town", "harbour"], [], [], 0.3) == ["s1", "s2"]
    assert index.speaking(["bombed", "town"], [], [], 0.9) == ["s1"]
    assert index.naming([{"bo"}]) == ["s3"]


@pytest.mark.parametrize("verb", ["flew", "mounted", "staged", "carried out"])
def test_an_attack_is_asked_for_with_any_verb_that_goes_with_it(reader: EmbeddedReader, verb: str) -> None:
    """Strikes are flown, mounted, staged or carried out: the same is asked."""
    assert "United States" in names(ask(reader, f"Who {verb} airstrikes near Amerli?"))
