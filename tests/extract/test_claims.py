"""Who says what: sources, relays, content, stance, denials, and what being said does to events."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest

from benchmarks import denials
from kg.extract import EXTRACTORS, extract
from kg.extract.claims import claims
from kg.extract.claims.lexicon import sayings
from kg.extract.claims.quotes import find_quotes
from kg.model import Actor, Article, ArticleHead, Claim, Event, Facts, Span, replace
from kg.parse import parse
from kg.syntax import CleanText, ParsedArticle

STANCES = {"asserts", "denies", "accuses", "calls", "promises"}


@lru_cache(maxsize=256)
def read(text: str) -> ParsedArticle:
    return parse(CleanText.verbatim(Article(text=text, sha256="0" * 64)))


def facts_of(text: str, *, before: Facts | None = None) -> Facts:
    """The facts of *text*: by the actors extractor where there is one, then the claims."""
    parsed = read(text)
    facts = before or Facts(article=ArticleHead.of(parsed.article))
    for name, extractor in EXTRACTORS:
        if name == "actors" and before is None:
            facts = extractor(parsed, facts)
    return claims(parsed, facts)


def only(facts: Facts) -> Claim:
    assert len(facts.claims) == 1, [c.rule for c in facts.claims]
    return facts.claims[0]


def name(facts: Facts, actor_id: str | None) -> str | None:
    return next((a.name for a in facts.actors if a.id == actor_id), None)


def says(text: str) -> list[tuple[str | None, str, str]]:
    """(source, stance, content) of each claim of *text*."""
    facts = facts_of(text)
    return [(name(facts, c.source), c.stance, " ... ".join(text[b:e] for b, e in c.content)) for c in facts.claims]


def overlaps(spans: tuple[Span, ...], begin: int, end: int) -> bool:
    return any(b < end and begin < e for b, e in spans)


@pytest.mark.parametrize(
    ("text", "source", "stance", "content"),
    [
        ("The mayor said the bridge was open.", "mayor", "asserts", "the bridge was open"),
        ("The bridge was open, the mayor said.", "mayor", "asserts", "The bridge was open"),
        ("The bridge, the mayor said, was open.", "mayor", "asserts", "The bridge ... was open"),
        ("The bridge was open, according to the mayor.", "mayor", "asserts", "The bridge was open"),
        ("The mayor urged residents to leave the town.", "mayor", "calls", "residents to leave the town"),
        ("The mayor called on the army to withdraw.", "mayor", "calls", "on the army to withdraw"),
        ("The mayor called for an inquiry.", "mayor", "calls", "for an inquiry"),
        ("The mayor vowed to rebuild the bridge.", "mayor", "promises", "to rebuild the bridge"),
        ("The mayor accused the army of looting.", "mayor", "accuses", "the army of looting"),
        ("The mayor condemned the raid.", "mayor", "accuses", "the raid"),
        ("The mayor ruled out a truce.", "mayor", "denies", "a truce"),
        ("The mayor renewed his plea for calm.", "mayor", "calls", "his ... for calm"),
        ("The mayor described the raid as a crime.", "mayor", "asserts", "the raid as a crime"),
        ("The mayor called the raid a crime.", "mayor", "asserts", "the raid a crime"),
        ("The mayor denied that the bridge was mined.", "mayor", "denies", "that the bridge was mined"),
        ("The mayor denied mining the bridge.", "mayor", "denies", "mining the bridge"),
        ("The mayor believes that the war is over.", "mayor", "asserts", "that the war is over"),
        ('"The war is over," the mayor said.', "mayor", "asserts", "The war is over"),
        ('The mayor said: "The war is over."', "mayor", "asserts", "The war is over"),
        ('The mayor told reporters, "The war is over."', "mayor", "asserts", "The war is over"),
        ("The front left, a senior commander said on Friday.", "senior commander", "asserts", "The front left"),
        ("The rebels agreed to talks, mediators announced.", "mediators", "asserts", "The rebels agreed to talks"),
        ("The mayor admitted for the first time that guns were sold.", "mayor", "asserts", "that guns were sold"),
        ("The mayor issued a statement saying the war was over.", "mayor", "asserts", "the war was over"),
        ("The mayor was certain that the war was over.", "mayor", "asserts", "that the war was over"),
        ("The mayor claimed responsibility for the raid.", "mayor", "asserts", "responsibility for the raid"),
        ("The mayor voiced outrage at the raid.", "mayor", "asserts", "outrage"),
        ('"We deny the charge," the mayor said.', "mayor", "denies", "the charge"),
        ("The guards were denounced by the mayor.", "mayor", "accuses", "The guards"),
    ],
)  # fmt: skip
def test_words_of_saying_give_source_stance_and_content(text: str, source: str, stance: str, content: str) -> None:
    """Each construction of saying yields one claim with who says it, how, and what."""
    assert (source, stance, content) in says(text)


@pytest.mark.parametrize(
    "text",
    [
        "The leader is said to have approved the raid.",
        "The village is reported to have fallen.",
        "The envoy was believed to be in hiding.",
        "There were reports of looting in the port.",
    ],
)
def test_hearsay_has_no_source(text: str) -> None:
    """Where the text names nobody who says it, the claim has no source and its chain is the article alone."""
    claim = only(facts_of(text))
    assert claim.source is None
    assert claim.chain == ("article",)


@pytest.mark.parametrize(
    "text",
    [
        "The mayor did not say who mined the bridge.",
        "The mayor may say more on Monday.",
        "The mayor would not confirm or deny the report.",
        "Everything went according to plan.",
        "Israel denied the convoy access to the strip.",
        "The army shelled the port and took the bridge.",
        "A boat called Sea Star sank.",
        "The Pentagon has neither confirmed nor denied the report.",
        "Colonel Orla Brandt commands the brigade.",
        "The junta declared a curfew.",
        "The junta recalled its ambassador.",
        "The general ordered his men to fire.",
        "No group has claimed responsibility.",
        "Both found themselves on one side since the rebels surged.",
    ],
)
def test_what_was_not_said_is_no_claim(text: str) -> None:
    """Negated, merely possible and other uses of a word of saying make no claim."""
    assert facts_of(text).claims == ()


def test_a_cited_source_comes_first_in_the_chain() -> None:
    """The outlet is the source of what it reports, whom it cites stands before it, and the article last."""
    text = "The dam has burst, according to a report by Radio Veldania, citing officials in Orvale."
    facts = facts_of(text)
    claim = only(facts)
    assert name(facts, claim.source) == "Radio Veldania"
    assert [name(facts, i) or i for i in claim.chain] == ["officials in Orvale", "Radio Veldania", "article"]
    assert [name(facts, i) for i in claim.via] == ["officials in Orvale"]


def test_a_claim_within_a_claim_has_its_teller_in_the_chain() -> None:
    """What the outlet reports somebody to have said is that person's claim, passed on by the outlet."""
    facts = facts_of("Radio Veldania reported that villagers said the dam had burst.")
    outer, inner = facts.claims
    assert name(facts, inner.source) == "villagers"
    assert inner.chain == (inner.source, outer.source, "article")
    assert [about.claim for about in outer.about] == [inner.id]


def test_quoted_as_saying_makes_the_quoted_one_the_source() -> None:
    """ "X quoted Y as saying" is Y's claim, relayed by X."""
    facts = facts_of("Radio Veldania quoted the governor as saying that the dam had burst.")
    claim = only(facts)
    assert name(facts, claim.source) == "governor"
    assert [name(facts, i) for i in claim.via] == ["Radio Veldania"]


def test_the_us_is_not_us() -> None:
    """The state "US" speaks, the pronoun "us" does not."""
    actor = Actor(id="u", name="United States", kind="state", mentions=((4, 6),))
    before = Facts(article=ArticleHead(sha256="0" * 64), actors=(actor,))
    assert only(facts_of("The US said the treaty was broken.", before=before)).source == "u"


def test_a_denied_report_has_no_teller_in_the_denier() -> None:
    """The claim that a denial names is not passed on by the denier."""
    report, denial = sorted(
        facts_of("The army denied reports that a bridge fell.").claims, key=lambda c: c.act != "asserts"
    )
    assert denial.denies == report.id
    assert (report.source, report.chain) == (None, ("article",))


def test_told_names_the_addressee() -> None:
    """The object of "told" is whom it was said to."""
    before = Facts(
        article=ArticleHead(sha256="0" * 64),
        actors=(Actor(id="r", name="Reuters", kind="media", mentions=((34, 41),)),),
    )
    facts = facts_of("The dam has burst, a villager told Reuters.", before=before)
    claim = only(facts)
    assert claim.to == ("r",)
    assert claim.chain == (claim.source, "r", "article")


def test_an_outlet_that_nobody_knows_is_addressed_all_the_same() -> None:
    """The name behind "told" becomes a medium where it ends as names of media do."""
    facts = facts_of('"The bridge is ours," Captain Orla Brandt told the Lisk Courier.')
    claim = only(facts)
    assert [name(facts, i) for i in claim.to] == ["Lisk Courier"]
    assert [a.kind for a in facts.actors if a.id in claim.to] == ["media"]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The Grey Front left the port. Its spokesman said the war was over.", "Grey Front spokesman"),
        ("Ann Lee flew home. Her office said she was ill.", "Ann Lee's office"),
    ],
)
def test_a_possessive_gives_way_to_the_owners_name(text: str, who: str) -> None:
    """ "Its spokesman" is called by whose spokesman it is."""
    assert [s for s, _, _ in says(text)] == [who]


def test_the_ministry_is_the_ministry_named_before() -> None:
    """A bare "the ministry" takes up the last actor whose name ends so."""
    facts = facts_of("The health ministry said the ward was hit. Nine died, according to the ministry.")
    first, second = facts.claims
    assert first.source == second.source


def test_a_body_goes_on_speaking_as_it() -> None:
    """ "It" that heads the next sentence is the body that spoke last, not the last group mentioned."""
    facts = facts_of("Rebels moved on the dam, the border guard service said. It reported nine raids on the road.")
    first, second = facts.claims
    assert first.source == second.source


def test_a_name_right_behind_a_noun_names_it() -> None:
    """ "The lawyers' group Open Bar" is called Open Bar."""
    facts = facts_of("Three were beaten, according to the lawyers' group Open Bar.")
    assert name(facts, only(facts).source) == "Open Bar"


def test_the_speaker_before_a_late_verb_is_found() -> None:
    """A name set between commas before "told" speaks, though the parser ties it to the words before."""
    text = "We want to protect the harbour from the enemy, Tomas Ilk, the head of the guard, told the Harbour Courier."
    assert ("Tomas Ilk", "We want to protect the harbour from the enemy") in [
        (s, c.rstrip(", ")) for s, _, c in says(text)
    ]


def test_a_quotation_that_goes_on_belongs_to_the_same_claim() -> None:
    """A second quotation of the paragraph, and one that opens the next, are content of the claim before."""
    text = '"We left the town," the commander said. "We had no water."\n"We will come back."'
    claim = only(facts_of(text))
    assert [text[b:e] for b, e in claim.content] == ["We left the town", "We had no water", "We will come back"]


def test_evidence_is_never_more_than_two_sentences() -> None:
    """A long quotation has all its sentences as content and at most two as evidence."""
    text = '"One went. Two went. Three went. Four went," the mayor said.'
    claim = only(facts_of(text))
    assert len(claim.evidence) <= 2
    assert overlaps(claim.evidence, *claim.cue)


def test_an_unnamed_speaker_becomes_an_unnamed_actor() -> None:
    """A noun phrase that speaks is an actor of this article: plural a population, singular a person."""
    nobody = Facts(article=ArticleHead(sha256="0" * 64))
    facts = facts_of("Residents said the bridge fell. A policeman denied the report.", before=nobody)
    kinds = {a.name: (a.kind, a.unnamed) for a in facts.actors}
    assert kinds == {"Residents": ("population", True), "policeman": ("person", True)}


def test_everybody_is_no_speaker() -> None:
    """What "everybody knew" is no actor's claim: the word names nobody whom a reader could find again."""
    facts = facts_of("The militia took its wages, as everybody knew, from the capital.")
    assert "everybody" not in {actor.name for actor in facts.actors}


def test_a_pronoun_speaks_for_the_last_speaker() -> None:
    """ "They" after residents is the residents."""
    facts = facts_of("Residents said the bridge fell. They said nobody died.")
    first, second = facts.claims
    assert first.source == second.source


def test_an_event_inside_a_claim_is_reported() -> None:
    """An actual event that stands within what is said is the holder's; one told by the outlet stays its own."""
    text = "The bridge fell. The mayor said rebels shelled the port."
    shelled = text.index("shelled")
    events = (
        Event(id="e1", type="ASSAULT", trigger=(11, 15), evidence=((0, 16),)),
        Event(id="e2", type="ASSAULT", trigger=(shelled, shelled + 7), evidence=((17, len(text)),)),
    )
    facts = facts_of(text, before=Facts(article=ArticleHead(sha256="0" * 64), events=events))
    assert [(e.voice, e.status) for e in facts.events] == [("article", "actual"), ("claim", "reported")]
    assert only(facts).events == ("e2",)


def test_a_planned_event_inside_a_claim_stays_planned() -> None:
    """Being said does not change the reading of what is planned, hypothetical or negated."""
    text = "The mayor said rebels will shell the port."
    begin = text.index("shell")
    event = Event(id="e1", type="ASSAULT", trigger=(begin, begin + 5), status="planned")
    facts = facts_of(text, before=Facts(article=ArticleHead(sha256="0" * 64), events=(event,)))
    assert [(e.voice, e.status) for e in facts.events] == [("claim", "planned")]


def test_what_is_condemned_is_not_put_in_doubt() -> None:
    """The object of blame is a fact of the article, not of the one who condemns it."""
    text = "The mayor condemned the shelling."
    begin = text.index("shelling")
    event = Event(id="e1", type="ASSAULT", trigger=(begin, begin + 8))
    facts = facts_of(text, before=Facts(article=ArticleHead(sha256="0" * 64), events=(event,)))
    assert facts.events == (event,)


def test_a_signed_quotation_is_the_signers() -> None:
    """A quotation above a dash and a name is said by that name."""
    assert ("Jarek Moll", "asserts", "We left on Tuesday") in says('"We left on Tuesday."\n\u2014 Jarek Moll')


@pytest.mark.parametrize(
    ("text", "denied"),
    [
        ("The navy said it sank two boats. The rebels dismissed that as propaganda.", "it sank two boats"),
        (
            "The army said sixteen gunmen were killed. A mayor said the road was shut. "
            "The rebels disputed the army's count.",
            "sixteen gunmen were killed",
        ),
        ("The army said its men had retaken the town. A rebel denied that the town had fallen.", "its men had retaken"),
        ("A lawyer said police arrested two envoys. A minister said no one had been detained.", "police arrested"),
        (
            "The rebels said a pilot bombed a school. The ministry insists that no school stood there.",
            "a pilot bombed a school",
        ),
        (
            "Villagers said Sendal shelled the ridge. An aide said the fire was heavy. Sendal rejected the charge.",
            "Sendal shelled the ridge",
        ),
        ("The rebels said they took the bridge. The army said it did not lose the bridge.", "they took the bridge"),
    ],
)  # fmt: skip
def test_a_denial_finds_what_another_holder_told(text: str, denied: str) -> None:
    """By the holder it names, by the sort of event, or by saying the opposite, the denied claim is found."""
    facts = facts_of(text)
    target = facts.claims[-1].denies
    contents = {c.id: " ".join(text[b:e] for b, e in c.content) for c in facts.claims}
    assert target is not None
    assert denied in contents[target]


@pytest.mark.parametrize(
    "text",
    [
        "The police said nine were killed. The mayor said no child was killed.",
        "The army said it held talks. A diplomat said his country wants peace and nothing else.",
        "The police said a raid killed nine. The cleric said God has told us not to kill.",
    ],
)
def test_a_negative_word_alone_denies_nothing(text: str) -> None:
    """A negation of something else is no denial of what was told before."""
    assert [c.denies for c in facts_of(text).claims] == [None, None]


@pytest.mark.parametrize(
    ("text", "trigger", "actor"),
    [
        ("Rebels captured the town of Orvale on Monday. The army denied that the town had fallen.", "captured", None),
        (
            "A bomb attack killed nine in Orvale. The Grey Front denied involvement in the bombing.",
            "attack",
            "Grey Front",
        ),
    ],
)
def test_a_denial_of_what_the_outlet_told_is_about_its_event(text: str, trigger: str, actor: str | None) -> None:
    """Where no holder told it, the denial is negatively about the event, or about the denier's part in it."""
    begin = text.index(trigger)
    event = Event(id="e1", type="ASSAULT", trigger=(begin, begin + len(trigger)))
    facts = facts_of(text, before=Facts(article=ArticleHead(sha256="0" * 64), events=(event,)))
    claim = only(facts)
    assert claim.denies is None
    assert [(a.event, a.polarity, name(facts, a.actor)) for a in claim.about] == [("e1", "negative", actor)]


def test_words_quoted_by_an_outlet_are_relayed_by_it() -> None:
    """ "Witnesses quoted by X said" is one claim of the witnesses, passed on by X."""
    facts = facts_of("Witnesses quoted by the Lisk Courier said they saw two planes.")
    claim = only(facts)
    assert [name(facts, i) for i in (claim.source, *claim.via)] == ["Witnesses", "Lisk Courier"]


def test_who_has_seen_a_report_is_not_its_author() -> None:
    """ "A UN report seen by Reuters" speaks for the UN."""
    facts = facts_of("According to a UN report seen by Reuters, the dam has burst.")
    assert name(facts, only(facts).source) == "United Nations"


def test_an_unknown_he_is_told_from_hearsay() -> None:
    """A claim of a pronoun that nobody can resolve says so in its rule; hearsay does not."""
    unknown, hearsay = facts_of("He said the dam had burst."), facts_of("The dam is said to have burst.")
    assert [only(f).source for f in (unknown, hearsay)] == [None, None]
    assert [str(only(f).rule).endswith(":unknown-speaker") for f in (unknown, hearsay)] == [True, False]


def test_losing_a_place_is_disputed_as_having_happened() -> None:
    """ "Denied losing the town" disputes that it happened, not who did it."""
    facts = facts_of("An army envoy said the rebels withdrew from Orvale. A rebel denied losing the town.")
    assert facts.claims[-1].disputes == "occurrence"


@pytest.mark.parametrize(
    "text",
    [
        "An official, who declined to give his name, said the dam had burst.",
        "An official, asking not to be identified, said the dam had burst.",
    ],
)
def test_asking_not_to_be_named_is_no_claim(text: str) -> None:
    """How a source hides its name is not something it tells."""
    assert [c for _, _, c in says(text)] == ["the dam had burst"]


def test_a_participle_behind_a_denial_is_the_deniers() -> None:
    """In "a charge that X denies, saying ...", X says it."""
    text = "Kuria accuses Sendal of arming rebels, a charge that Sendal denies, saying it gives only food."
    assert ("Sendal", "asserts", "it gives only food") in says(text)


@pytest.mark.parametrize(
    ("text", "holder"),
    [
        ("The envoy denied a report on Radio Libre that she had offered the men an amnesty.", "Radio Libre"),
        ("Rebels held the dam. The minister denied rebel claims that soldiers had fled.", "Rebels"),
    ],
)
def test_a_denied_statement_belongs_to_who_stands_beside_it(text: str, holder: str) -> None:
    """ "A report on X", "rebel claims": the outlet or the group is the holder of what is denied."""
    facts = facts_of(text)
    denial = next(c for c in facts.claims if c.act == "denies")
    assert [name(facts, c.source) for c in facts.claims if c.id == denial.denies] == [holder]


def test_an_echo_of_a_denial_denies_the_same() -> None:
    """Who echoes a denial denies what it denied, and answers it."""
    facts = facts_of(
        "Radio Veldania reported that the dam had burst. A spokesman denied the report. Ministers echoed the denial."
    )
    report, denial, echo = facts.claims
    assert (denial.denies, echo.denies) == (report.id, report.id)
    assert (echo.act, [(r.claim, r.how) for r in echo.responds]) == ("echoes", [(denial.id, "echoes")])


@pytest.mark.parametrize(
    ("text", "disputes"),
    [
        ("Villagers said soldiers burned the mill. The army denied the report.", "report"),
        (
            "Villagers said soldiers burned the mill. The army denied that the mill was burned by soldiers.",
            "occurrence",
        ),
        ("Villagers said soldiers burned the mill. The army denied involvement.", "agent"),
        ("Villagers said 30 people died. The army disputed the figure.", "quantity"),
        ("The general said the war was lost, an aide said. The general denied saying so.", "utterance"),
    ],
)
def test_a_denial_says_what_it_disputes(text: str, disputes: str) -> None:
    """Denying a report, that it happened, who did it, how many, and having said it are told apart."""
    assert facts_of(text).claims[-1].disputes == disputes


def test_denials_find_the_denier_and_what_is_denied() -> None:
    """Of our denials for development six in seven have the right denier and target; refusals are not taken for one."""
    counts = denials.score(denials.passages(held_out=False))
    shares = {name: c["tp"] / c.total() for name, c in counts.items()}
    assert counts["denier"].total() >= 60
    assert shares["denier"] >= 0.85
    assert shares["denied"] >= 0.85
    assert shares["no denial"] == 1


def test_the_lexicon_of_saying_is_of_the_model() -> None:
    """Every row has a stance of the model, a frame, and stands once."""
    rows = [row for rows in sayings().values() for row in rows]
    assert {row.stance for row in rows} <= STANCES
    assert all(row.frames for row in rows)
    assert len({(r.word, r.kind, r.group, r.stance, r.act, r.frames) for r in rows}) == len(rows)


def test_quotation_marks_pair_by_their_spacing() -> None:
    """A straight mark close to the next word opens, one close to the last word closes, whatever is missing."""
    parsed = read('He said "we left" and "we lost.')
    assert [parsed.clean_text(parsed.tokens[q.first : q.last]) for q in find_quotes(parsed)] == [
        '"we left"',
        '"we lost.',
    ]


SAMPLES = sorted((Path(__file__).parents[2] / "samples").glob("*.txt"))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_claims_of_the_samples_are_whole(path: Path) -> None:
    """One claim a cue, evidence of at most two sentences, chains that end in the article, no dangling id."""
    text = path.read_text("utf-8")
    facts = facts_of(text)
    assert len({c.cue for c in facts.claims}) == len(facts.claims) > 0
    actors, ids = {a.id for a in facts.actors}, {c.id for c in facts.claims}
    for claim in facts.claims:
        assert 1 <= len(claim.evidence) <= 2
        assert claim.chain[-1] == "article"
        assert len(set(claim.chain)) == len(claim.chain)
        assert {*claim.chain[:-1], *claim.via, *claim.to, *filter(None, [claim.source])} <= actors
        assert {r.claim for r in claim.responds} | set(filter(None, [claim.denies])) <= ids - {claim.id}
        assert all(0 <= begin < end <= len(text) for begin, end in (claim.cue, *claim.content, *claim.evidence))


def test_the_same_text_gives_the_same_claims() -> None:
    """Reading twice yields equal facts, and claims are numbered in text order."""
    text = 'Residents said the bridge fell. "It was old," the mayor said.'
    facts = facts_of(text)
    assert facts == facts_of(text)
    assert [c.id for c in facts.claims] == ["c1", "c2"]
    assert replace(facts.claims[0]) == facts.claims[0]


def test_a_denial_leaves_alone_what_its_words_take_as_given() -> None:
    """Events in a relative clause or a participle are presupposed; the claim's own event is what is denied."""
    text = "The ministry denied that troops battling the rebels had withdrawn from Bria."
    facts = extract(parse(CleanText.verbatim(Article(text=text, sha256="0" * 64))))
    trigger = {e.id: text[slice(*e.trigger)] for e in facts.events if e.trigger}
    about = {trigger[a.event]: (a.polarity, a.presupposed) for c in facts.claims for a in c.about if a.event}
    assert about == {"battling": ("positive", True), "withdrawn": ("negative", False)}


def test_a_state_before_a_colon_in_a_headline_says_nothing() -> None:
    """ "DR Congo: rebels seize town" tells where."""
    assert says("DR Congo: rebels seize road town. The army fled.") == []


@pytest.mark.parametrize(
    "denial",
    [
        '"Lies," said army spokesman Nabil Osman.',
        "Army spokesman Nabil Osman said nothing of the sort had happened.",
        "The army contested the claim.",
        "The army brushed aside the claim.",
        'The army called it "ludicrous".',
        "The army rejected what it called a fabrication.",
        "Contrary to the rebels' claim, the army said it held the town.",
    ],
)
def test_a_denial_in_other_words_is_linked_to_what_it_denies(denial: str) -> None:
    """What is called lies, contested, brushed aside or said to be contrary is the claim made just before."""
    found = facts_of(f"Rebels claimed to have captured Tawila on Monday. {denial}")
    assert [c.denies for c in found.claims if c.stance == "denies"] == [found.claims[0].id]


def test_a_document_that_nobody_signed_makes_no_actor() -> None:
    """ "A military statement" is the military's where the article names it; else nobody is said to speak."""
    owned = facts_of("The military shelled the port. A military statement said the port was empty.")
    assert [next(a.name for a in owned.actors if a.id == c.source) for c in owned.claims] == ["military"]
    unsigned = facts_of("The statement said the port was empty.")
    assert [c.source for c in unsigned.claims] == [None]
    assert not unsigned.actors


def test_who_calls_an_allegation_absurd_denies_what_is_alleged() -> None:
    """Also where the clause about the allegation has no "that": the accusation is contested, not told once."""
    text = "Ethiopia accuses Eritrea of arming rebels, an allegation Eritrean minister Yemane Ali called absurd."
    accusation, denial = facts_of(text).claims
    assert (denial.act, denial.denies) == ("denies", accusation.id)
