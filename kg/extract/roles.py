"""What a noun does in its clause, and whether a state's name acts or only says where."""

from __future__ import annotations

from collections.abc import Mapping

from kg.extract.index import LOOK_THROUGH
from kg.extract.names import Name
from kg.extract.places import PLACE_NOUNS
from kg.lexicon import lexicon
from kg.syntax import ParsedArticle, Token

PLACE_PREPS = frozenset(
    """
    in into at near across through throughout inside outside within around along via beyond past toward towards
    off onto above under over
    """.split()
)
_MOTION = frozenset(
    """
    travel fly flee return withdraw arrive come go move send deploy trip visit export flight head drive walk march
    withdrawal pullout pull leave cross emigrate escape import deployment arrival departure journey transfer transport
    ship smuggle enter evacuate retreat refugee flow border road way route infiltrate fire rocket launch
    """.split()
)
_PARTS = frozenset("northern southern eastern western central north south west east".split())
_LEAVING = frozenset("leave enter reach cross flee exit quit tour roam overrun".split())
_GEOGRAPHIC = PLACE_NOUNS | frozenset(
    """
    seaport airspace territory soil neighbour neighbor north south east west northeast northwest southeast southwest
    centre center outskirts streets street countryside suburbs prison prisons hospital hospitals road roads highway
    waters
    neighbourhoods neighborhoods districts villages towns cities half borders provinces regions mountains
    population capital mosque hotel square airport
    """.split()
)
ACTION_NOUNS = frozenset(
    """
    attack attacks raid raids strike strikes airstrike airstrikes offensive offensives operation operations incursion
    incursions invasion bombing bombings bombardment shelling fire assault assaults campaign siege blockade occupation
    aggression ultimatum proposal proposals offer demand demands call calls appeal plan sanctions aid support assistance
    pressure mediation sponsorship intervention troops presence withdrawal pullout retreat report reports statement
    accusation accusations claim claims threat threats warning denial policy policies protest protests war threat
    decision rocket rockets missile missiles mortar artillery ceasefire truce talks negotiations advance
    counteroffensive
    crackdown ambush ambushes bid move visit request backing rule coup cooperation drills exercises maneuvers
    manoeuvres coordination ties relations alliance dispute hostility tensions rivalry
    riots riot unrest uprising demonstration demonstrations rally strikes boycott changes change side sides request
    """.split()
)
HELD = frozenset(
    """
    position positions base bases stronghold strongholds checkpoint checkpoints camp camps convoy convoys outpost
    outposts
    line lines trenches bunkers barracks hideouts post posts headquarters fighters
    """.split()
)
_GIVING = frozenset("provide give grant send deliver offer supply donate aid assistance help hand distribute".split())
CONFLICT_VERBS = frozenset(
    """
    kill wound injure arrest detain capture attack hit shoot bomb abduct kidnap torture execute evict displace release
    rescue expel target behead assassinate murder slaughter massacre rape beat strike shell injure seize free hold jail
    imprison sentence convict fire deport protect evacuate disperse ban prevent harass threaten warn urge ask tell order
    accuse meet blame force train arm help support advise guide host receive send recruit poison ambush
    """.split()
)


SPEECH = frozenset(
    """
    say tell report announce claim state write deny confirm note accuse warn declare insist admit argue call suggest
    speak ask reply respond acknowledge add describe explain stress believe think vow pledge promise threaten demand
    urge
    condemn criticize criticise praise reject denounce welcome echo reiterate estimate reveal
    """.split()
)


class Roles:
    """The parts that the nouns of *parsed* play; *names* says which name each word is in (it may grow)."""

    def __init__(self, parsed: ParsedArticle, names: Mapping[int, Name]) -> None:
        self.parsed = parsed
        self.by_token = names
        self.lexicon = lexicon()

    def role(self, token: Token) -> str | None:
        """What part a noun has in its clause: agent, patient, party (with, against ...), source, or none."""
        chief = token
        while chief.dep == "conj":
            chief = self.parsed.head(chief)
        above = self.parsed.head(chief)
        if chief.dep == "nsubj" and above.pos in ("VERB", "AUX"):
            return "agent"
        if chief.dep == "nsubjpass":
            return "patient" if above.lemma in CONFLICT_VERBS else "subject"
        if chief.dep in ("dobj", "dative") and above.pos in ("VERB", "AUX"):
            return "patient" if above.lemma in CONFLICT_VERBS else "object"
        if chief.dep == "pobj":
            ruler = self.parsed.head(above)
            if above.dep == "agent" or above.lower == "by":
                return "agent"
            if above.lower in ("to", "for") and ruler.lemma in _GIVING:
                return "patient"
            if above.lower == "of" and ruler.lower in LOOK_THROUGH:
                return self.role(ruler)
            if above.lower == "to" and (ruler.lower == "according" or ruler.lemma in SPEECH):
                return "source"
            if above.lower in ("against", "between", "with", "on", "among") or (
                above.lower in ("of", "to", "from") and ruler.lower in ACTION_NOUNS
            ):
                return "party"
            if above.lower == "of" and ruler.lemma in (
                "kill",
                "death",
                "killing",
                "execution",
                "assassination",
                "arrest",
                "murder",
                "detention",
                "number",
                "group",
                "dozen",
                "hundred",
                "thousand",
                "score",
                "capture",
                "abduction",
                "massacre",
                "release",
            ):
                deeper = self.role(ruler)
                return deeper or (
                    "patient"
                    if ruler.lemma not in ("number", "group", "dozen", "hundred", "thousand", "score")
                    else None
                )
        return None

    def locates(self, name: Name, head: Token) -> bool:
        """Whether a state's name or its capital only says where."""
        capital = name.form == "capital"
        above = self.parsed.head(head)
        first = self.parsed.tokens[name.first]
        before = self.parsed.tokens[name.first - 1] if name.first else None
        if before is not None and before.sent == first.sent and before.lower in _PARTS:
            return True
        chief = head
        while chief.dep == "conj":
            chief = self.parsed.head(chief)
        above = self.parsed.head(chief)
        dep = chief.dep
        if dep in ("nsubj", "nsubjpass"):
            if dep == "nsubjpass" and capital:
                return above.lemma not in ("expect", "accuse", "blame", "warn", "urge", "force", "ask", "invite")
            return (
                capital
                and above.lemma in ("be", "see", "remain", "lie", "become", "fall", "have")
                and name.form == "capital"
            )
        if dep == "poss":
            return above.lower in _GEOGRAPHIC or (capital and self._poss_locates(above))
        if dep in ("compound", "nmod", "amod"):
            while above.i in self.by_token and above.dep in ("compound", "nmod", "amod") and above.head > above.i:
                above = self.parsed.head(above)
            if above.lower in _GEOGRAPHIC or (above.lower in self.lexicon.offices and capital):
                return True
            if capital:
                return True
            return not self.modifies_actor(above)
        if dep == "pobj":
            return self._prep_locates(chief, above, capital)
        if dep in ("dobj", "dative"):
            if above.lemma in _LEAVING:
                return True
            return capital and above.lemma in (
                "visit",
                "capture",
                "take",
                "seize",
                "attack",
                "shell",
                "bomb",
                "hit",
                "enter",
                "control",
                "retake",
                "surround",
                "storm",
                "besiege",
                "include",
                "hold",
                "defend",
            )
        if dep == "npadvmod":
            return not (head.i + 2 < len(self.parsed.tokens) and self.parsed.tokens[head.i + 1].text in "-‐")
        if dep == "appos":
            outer = self.by_token.get(above.i)
            return (
                capital
                or above.lower in _GEOGRAPHIC
                or (outer is None and above.pos == "PROPN")
                or (
                    outer is not None and outer.form == "capital" and self.locates(outer, above)
                    if outer is not name
                    else True
                )
            )
        if dep in ("ROOT", "dep", "attr", "oprd", "nounmod", "meta", "intj"):
            return (
                capital
                or dep in ("dep", "meta", "intj")
                or (dep == "ROOT" and head.i == first.i and len(self.parsed.words(self.parsed.sentence(head))) < 6)
            )
        return capital

    def _poss_locates(self, above: Token) -> bool:
        return (
            self.lexicon.nouns.get(above.lower) is None
            and above.lower not in ACTION_NOUNS
            and above.lower
            not in (
                "account",
                "version",
                "reckoning",
                "ties",
                "relations",
                "interests",
                "position",
                "role",
                "stance",
                "hand",
                "allies",
                "ally",
                "nuclear",
                "efforts",
            )
        )

    def _prep_locates(self, head: Token, prep: Token, capital: bool) -> bool:
        word = prep.lower
        ruler = self.parsed.head(prep)
        while ruler.dep == "prep" and ruler.i != ruler.head:
            ruler = self.parsed.head(ruler)
        if word in PLACE_PREPS:
            return not (word in ("over", "toward", "towards") and not capital and ruler.lower not in _GEOGRAPHIC)
        if word in ("to", "from"):
            if ruler.lemma in _MOTION or ruler.lower in _GEOGRAPHIC:
                return True
            noun = self.lexicon.nouns.get(ruler.lower)
            objects = self.parsed.children(ruler, "dobj")
            if any(o.lemma in _MOTION for o in objects):
                return True
            if noun is not None and word == "from":
                return True
            return (
                capital
                and ruler.lemma not in SPEECH
                and ruler.pos == "VERB"
                and not self.parsed.children(ruler, "dobj")
            )
        if word == "of":
            held = self.by_token.get(ruler.i)
            if held is not None and held.kind == "person":
                return False
            if ruler.lower in _GEOGRAPHIC or ruler.lower in (
                "part",
                "parts",
                "most",
                "areas",
                "rest",
                "map",
                "heart",
                "edge",
            ):
                return True
            office = ruler.lower in self.lexicon.offices or ruler.lower in self.lexicon.nouns
            return not (office or ruler.lower in ACTION_NOUNS or ruler.lemma in CONFLICT_VERBS) and (
                capital
                or (ruler.pos != "VERB" and ruler.lower not in ("behalf", "ally", "allies", "side", "invasion", "hand"))
            )
        if word == "on":
            return capital and ruler.lower not in ACTION_NOUNS
        if word == "for":
            return capital and ruler.lemma in ("leave", "depart", "head", "bind", "set")
        if word in (
            "with",
            "against",
            "by",
            "between",
            "among",
            "about",
            "like",
            "upon",
            "versus",
            "without",
            "behind",
            "despite",
            "after",
            "before",
            "as",
            "including",
            "than",
        ):
            if word in ("after", "before", "including"):
                return capital
            return capital and word in ("with", "about", "like", "between") and ruler.lower in _GEOGRAPHIC
        return True

    def adjective_acts(self, name: Name, head: Token) -> bool:
        """ "Iraqi" names the state where it modifies its forces, officials, deeds; not its salesmen or restaurants."""
        above = self.parsed.head(head)
        chief = head
        while chief.dep == "conj":
            chief = self.parsed.head(chief)
            above = self.parsed.head(chief)
        if head.dep == "npadvmod" or (
            name.last < len(self.parsed.tokens) and self.parsed.tokens[name.last].text in "-‐"
        ):
            after = self.parsed.tokens[name.last + 1 : name.last + 2]
            return (
                bool(after)
                and after[0].lower in ("backed", "led", "brokered", "sponsored", "supported", "occupied", "made")[:5]
            )
        return self.modifies_actor(above)

    def modifies_actor(self, noun: Token) -> bool:
        if any(c.lower == "retired" for c in self.parsed.children(noun, "amod")):
            return False
        if noun.lower in ACTION_NOUNS or noun.lower in HELD or noun.lower in self.lexicon.offices:
            return True
        entry = self.lexicon.nouns.get(noun.lower) or self.lexicon.nouns.get(noun.lemma)
        if entry is not None:
            return entry.group in ("army", "force", "official", "body")
        name = self.by_token.get(noun.i)
        if name is not None and name.kind == "person":
            titles = [
                c
                for c in self.parsed.children(noun, "compound", "nmod", "amod")
                if c.lower in self.lexicon.offices or c.text in self.lexicon.titles
            ]
            return bool(titles)
        return False
