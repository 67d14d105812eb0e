"""Words as questions and articles use them for one thing: stems, and families of words that tell of the same.

``FAMILIES`` is a table: on each line words that a question may use for each other and, after a colon, narrower ones
that answer to them ("attacked" is told by "bombed", not the other way round). A word more is one edit here. What is in
none of its lines has for its family the words that by themselves tell of the same event type (:data:`_KINDRED`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import Final

from kg.ask.labels import plain
from kg.event_types import load_event_types

# the event types whose words say much the same; of the others ("ASSAULT", "COERCE") they say different things
_KINDRED: Final = frozenset(
    """ACCUSE ACCUSE-investigate AGREE-promise AGREE-sign AID-advise AID-military ASSAULT-airstrike ASSAULT-bombing
    ASSAULT-capture ASSAULT-clash ASSAULT-kill ASSAULT-shelling COERCE-abduct COERCE-detain COERCE-siege
    CONCEDE-release CONSULT-host CONSULT-mediate CONSULT-negotiate CONSULT-visit PROTEST PROTEST-riot REQUEST
    RETREAT-ceasefire RETREAT-surrender SUPPORT SUPPORT-apologize THREATEN""".split()
)
FAMILIES: Final = """
    kill murder assassinate slay
    die death dead fatality perish toll: kill
    wound injure hurt casualty
    displace uproot homeless: flee force leave
    bomb bombard airstrike airraid: raid warplane
    shell mortar rocket artillery missile: fire
    fire shoot: shell
    attack assault strike raid offensive hit invade invasion ambush: bomb shell fire airstrike storm revolt target
    fight battle clash combat war struggle skirmish: battlefield
    join enter
    advance edge approach: push
    capture seize retake recapture take conquer overrun: gain control
    control hold: gain occupy seize detain
    occupy occupation
    spread extend reach
    destroy demolish blow wreck sever
    leave withdraw withdrawal retreat pull pullout abandon exit evacuate: back
    surrender submit hand yield: lay
    give: surrender submit hand yield provide deliver supply arm
    turn hand transfer
    besiege siege blockade block encircle surround
    break lift end: relieve
    advise guide train counsel advice advisor adviser
    arm supply provide deliver send equip give: helps buy transport
    arms weapon armament gun: ammunition munition material
    equipment material supply
    buy purchase pay spend
    help aid assist assistance: back support provide guide supply
    back support endorse favour favor: welcome help backing supportive
    meet talk speak converse conversation consult consultation visit meeting discuss: negotiate
    negotiate negotiation talk: meet
    broker arrange mediate sponsor negotiate: sponsorship
    warn threaten threat warning
    ultimatum deadline: threaten
    urge call ask demand request appeal order want insist require: must should encourage press
    sentence convict imprison jail prison: arrest
    detain arrest imprison jail captive detention prison custody prisoner: sentence
    call label brand describe consider term dub regard view: refer
    accuse blame condemn denounce criticise criticize decry fault responsible
    say tell claim report state announce declare assert argue comment add explain allege
    believe think expect say: see
    publish post print release: show
    photograph photo picture image
    promise pledge vow: answer commit say
    begin start launch commence: open
    end finish stop halt cease expire over conclude call: cancel
    ceasefire truce lull armistice calm pact
    protest demonstrate demonstration rally march: revolt
    rule govern lead head run command
    sanction embargo ban: freeze punish resolution
    impose adopt: target
    exchange swap trade
    declare announce proclaim
    reject refuse oppose opposition oppose: agree accept
    deny denial disavow reject: dispute
    agree agreement accord sign treaty pact deal
    recruit enlist mobilise mobilize volunteer
    deploy send mobilise mobilize put place: station post
    patrol guard
    mock ridicule deride
    kidnap abduct
    free release
    cite quote
    rely depend
    child kid
    ruler leader head chief
    sponsor backer
    coordinate cooperate cooperation coordination collaborate
    approve approval authorise authorize permit allow
    town village city
    troops soldier force army military
    combat fight
    roof rooftop
    world international global
    dig entrench
    blast explosion explode
    alert ready readiness
"""
IRREGULAR: Final = """fought:fight struck:strike broke:break broken:break took:take taken:take retook:retake gave:give
    given:give held:hold led:lead left:leave met:meet sent:send told:tell said:say began:begin begun:begin shot:shoot
    won:win lost:lose fled:flee blew:blow blown:blow withdrew:withdraw withdrawn:withdraw drove:drive driven:drive
    threw:throw thrown:throw spoke:speak spoken:speak sold:sell bought:buy brought:bring fell:fall fallen:fall
    overran:overrun paid:pay rose:rise sank:sink sought:seek stole:steal stolen:steal swore:swear sworn:swear
    thought:think wrote:write written:write chose:choose chosen:choose built:build caught:catch hid:hide fed:feed
    saw:see seen:see made:make hung:hang laid:lay dealt:deal drew:draw flew:fly got:get grew:grow kept:keep knew:know
    known:know spent:spend stood:stand froze:freeze frozen:freeze men:man women:woman children:child ran:run
    men:man deaths:death died:die dies:die dying:die lying:lie ties:tie programme:program programmes:program""".split()
_COMPOUNDS: Final = re.compile(
    r"\b(air)[ -](strikes?|raids?)\b|\b(cease)[ -](fires?)\b|\b(peace)[ -](keepers?)\b", re.I
)
_FORMS: Final = dict(pair.split(":") for pair in IRREGULAR)
_NUMBERS: Final = {
    word: str(n) for n, word in enumerate("two three four five six seven eight nine ten eleven twelve".split(), start=2)
}
_ENDINGS: Final = re.compile(
    r"(i[sz]ations?|i[sz]ed|i[sz]es?|i[sz]ing|ations?|at(e|ed|es|ing)|ing|ions?|ed|es|s|ly|ments?)$"
)


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """*word*, plain, without its ending: "authorised" meets "authorization", "fought" meets "fights".

    >>> stem("authorised") == stem("authorization"), stem("fought") == stem("fights"), stem("denied") == stem("deny")
    (True, True, True)
    """
    word = _NUMBERS.get(word) or _FORMS.get(word, word)
    bare = _ENDINGS.sub("", word)
    bare = bare if len(bare) >= 3 else word
    if re.search(r"([bdgmnprt])\1$", bare):
        bare = bare[:-1]
    if len(bare) > 3 and bare.endswith("e"):
        bare = bare[:-1]
    return f"{bare[:-1]}y" if bare.endswith("i") and len(bare) > 3 else bare


def tokens(text: str) -> list[str]:
    """The words of *text*, plain, compounds as one word.

    >>> tokens("U.S. air strikes")
    ['us', 'airstrikes']
    """
    return plain(compounded(text)).split()


def compounded(text: str) -> str:
    """*text* with words that are written apart or as one written as one.

    >>> compounded("Air strikes broke the cease-fire.")
    'Airstrikes broke the ceasefire.'
    """
    return _COMPOUNDS.sub(lambda m: "".join(part for part in m.groups() if part), text)


def stems(text: str) -> frozenset[str]:
    """The stems of the words of *text*."""
    return frozenset(stem(word) for word in tokens(text))


@lru_cache(maxsize=1)
def _families() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for line in FAMILIES.strip().splitlines():
        heads, _, narrower = line.partition(":")
        together = {stem(word) for word in heads.split()}
        for head in together:
            found[head] |= together | {stem(word) for word in narrower.split()}
    by_hand = frozenset(found)
    for together in _told_by_type().values():
        for word in together - by_hand:
            found[word] |= together
    return {head: frozenset(members) for head, members in found.items()}


def _told_by_type() -> dict[str, set[str]]:
    """The stems of the words that need no other word to tell of a type, by type."""
    types = load_event_types()
    found: defaultdict[str, set[str]] = defaultdict(set)
    for word, patterns in (*types.verbs.items(), *types.nouns.items()):
        for pattern in patterns:
            if pattern.type in _KINDRED and pattern.weight == 0:
                found[pattern.type].add(stem(plain(word).replace(" ", "")))
    return found


@lru_cache(maxsize=65536)
def family(word: str) -> frozenset[str]:
    """The stems that tell of *word*: its own, and those of its family.

    >>> "bomb" in family("attacked"), "attack" in family("bombed")
    (True, False)
    """
    own = stem(word)
    return _families().get(own, frozenset()) | {own}
