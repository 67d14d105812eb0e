"""The claims of an article: what holders say, and what the outlet says in its own voice."""

from __future__ import annotations

from kg import ids
from kg.model import Claim, Span
from kg.terms import Iri
from kg.to_rdf.contents import CERTAINTIES_OF, MODALITIES_OF, Content, Contents
from kg.to_rdf.sheet import Key
from kg.to_rdf.things import Part, Things
from kg.vocab import ACT, CERTAINTY, DISPUTE, KG, MODALITY, RDFS, STANCE, TARGET_ROLES


class Claims(Things):
    """Writes things and then the claims about them."""

    def write(self) -> None:
        """Everything, things before the claims about them."""
        super().write()
        self._write_claims()

    def _write_claims(self) -> None:
        contents = Contents(self.facts)
        for claim in self.facts.claims:
            self._write_claim(claim, contents)
        self._write_outlet_claims(contents)

    def _write_claim(self, claim: Claim, contents: Contents) -> None:
        me, node = self.nodes["claim", claim.id], None
        for modality, content in contents.by_modality(claim):
            first = node is None
            node = me if first else self.free(f"{me}/{modality}")
            self._write_claim_node(node, claim, modality, content, contents)

    def _write_claim_node(self, me: Iri, claim: Claim, modality: str, content: Content, contents: Contents) -> None:
        holder = self.actor(claim.source) if claim.source else None
        name = self.names.get(claim.source or "", "it is said")
        self.node(me, KG.Claim)
        self.add(me, RDFS.label, f"{name}: {claim.act}")
        self.add(me, KG.holder, holder)
        self.add(me, KG.noHolder, holder is None)
        self.add(me, KG.outlet, False)
        self.add(me, KG.stance, Iri(STANCE[claim.stance]))
        self.add(me, KG.act, Iri(ACT[claim.act]))
        self.add(me, KG.certainty, Iri(CERTAINTY[contents.certainty(claim)]))
        self.add(me, KG.modality, Iri(MODALITY[modality]))
        self.add(me, KG.cue, self.span(claim.cue))
        self.add(me, KG.contentSpan, *(self.span(s) for s in claim.content))
        self.add(me, KG.addressee, *(self.actor(a) for a in claim.to))
        if claim.time:
            self.add(me, KG.time, self._time(claim.time, me))
        self.evidence(me, claim.evidence)
        self.made_by(me, claim)
        self._write_content(me, content)
        self._write_responses(me, claim)
        self._write_chain(me, _chain(claim))

    def _write_content(self, me: Iri, content: Content) -> None:
        for predicate, keys in ((KG.affirms, content.affirms), (KG.negates, content.negates)):
            self.add(me, predicate, *(self._thing(k) for k in keys))
            self.add(me, predicate, *(o for k in keys if k[0] == "side" for o in self.against[k[1]].values()))

    def _thing(self, key: Key) -> Iri | None:
        """The node of *key*; a participation that the event itself lacks is written as one that is only spoken of."""
        if key not in self.nodes and key[0] == "participation" and ("event", key[1]) in self.nodes:
            _, event_id, actor, role = key
            account = self.nodes["event", event_id]
            if actor not in self.names:
                return None
            me = self.nodes[key] = self.free(ids.spoken_participation(account, self.nodes["actor", actor], role))
            function = "target" if role in TARGET_ROLES else "agent"
            self._write_participation(me, account, Part(actor, role or "acts", function, None, ()))
        return self.nodes.get(key)

    def _write_responses(self, me: Iri, claim: Claim) -> None:
        disputed = {claim.denies} if claim.denies else set()
        disputed |= {r.claim for r in claim.responds if r.how == "denies"}
        others = sorted(n for d in disputed if (n := self.nodes.get(("claim", d))) is not None)
        self.add(me, KG.disputes, *others)
        if others or claim.disputes:
            self.add(me, KG.disputeKind, Iri(DISPUTE[claim.disputes or "report"]))
        for r in claim.responds:
            if r.how != "denies":
                self.add(me, KG[r.how], self.nodes.get(("claim", r.claim)))

    def _write_chain(self, me: Iri, chain: tuple[str, ...]) -> None:
        for position, voice in enumerate(chain):
            link = Iri(ids.chain_link(me, position))
            self.add(me, KG.chain, link)
            self.node(link, KG.ChainLink)
            self.add(link, KG.position, position)
            self.add(link, KG.voice, self.article if voice == "article" else self.actor(voice))

    def _write_outlet_claims(self, contents: Contents) -> None:
        """What the outlet says itself: one claim for each span, modality, certainty and polarity."""
        told: dict[tuple[Span, str, str, bool], list[Key]] = {}
        for key, status, spans in contents.outlet():
            manner = (MODALITIES_OF.get(status, "fact"), CERTAINTIES_OF.get(status, "unknown"), status == "negated")
            for at in spans:
                told.setdefault((at, *manner), []).append(key)
        for (at, modality, certainty, negated), keys in sorted(told.items()):
            odd = [x for x in (modality, certainty) if x not in ("fact", "certain")]
            me = self.free(ids.outlet_claim(self.base, self.v, at, *odd, *(["negated"] if negated else [])))
            self.node(me, KG.Claim)
            self.add(me, RDFS.label, f"{self.head.publisher or 'the article'}: asserts")
            self.add(me, KG.holder, self.publisher)
            self.add(me, KG.noHolder, False)
            self.add(me, KG.outlet, True)
            self.add(me, KG.voiceOf, "outlet")
            self.add(me, KG.stance, Iri(STANCE.asserts))
            self.add(me, KG.act, Iri(ACT.asserts))
            self.add(me, KG.certainty, Iri(CERTAINTY[certainty]))
            self.add(me, KG.modality, Iri(MODALITY[modality]))
            self.evidence(me, [at])
            content = Content((), tuple(keys)) if negated else Content(tuple(keys))
            self._write_content(me, content)
            self._write_chain(me, ("article",))


def _chain(claim: Claim) -> tuple[str, ...]:
    """The voices from the origin to the article, which always comes last."""
    voices = [v for v in claim.chain if v != "article"]
    if not voices and claim.source:
        voices = [claim.source]
    return (*voices, "article")
