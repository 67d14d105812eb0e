"""What an unnamed actor is called, what makes two phrases for it one, and what it is a part of."""

from __future__ import annotations

from kg.extract.coined import Coined
from kg.extract.entity import Entity, main_forces, singular
from kg.extract.names import Name
from kg.extract.nominals import Nominal
from kg.extract.persons import People
from kg.lexicon import Lexicon
from kg.model import ActorKind
from kg.syntax import ParsedArticle

_SINGLE = (
    *("man", "woman", "officer", "soldier", "commander", "fighter", "rebel", "militant", "guerrilla", "insurgent"),
    *("general", "colonel", "pilot", "recruit", "sniper", "bomber", "sergeant", "captain", "chief", "adviser"),
)
_COLLECTIVE = frozenset(
    """
    group wing cartel cell faction gang insurgency militia mob resistance band movement army force alliance coalition
    syndicate side party team unit
    """.split()
)


_ARMED = frozenset(("army", "force", "group"))


class Naming:
    """Names, keys and owners of the nominals of one article; the casting adds the rest."""

    parsed: ParsedArticle
    lexicon: Lexicon
    entities: dict[str, Entity]
    people: People
    coined: Coined

    def _label(self, nominal: Nominal) -> str:
        text = nominal.text
        head = self.parsed.tokens[nominal.head]
        if head.dep in ("compound", "nmod") and nominal.noun.group == "group" and not nominal.noun.plural:
            text = text if text.endswith("s") or head.lower in ("resistance", "insurgency") else f"{text}s"
        if nominal.owner_text and text.lower().startswith(nominal.owner_text):
            return text
        tail = ""
        head = self.parsed.tokens[nominal.head]
        if (
            nominal.noun.group in ("official", "people", "human")
            and nominal.owner is not None
            and nominal.owner.first > nominal.head
        ):
            tail = self.parsed.clean_text(self.parsed.tokens[nominal.last : nominal.owner.last])
        elif head.lower in ("source", "sources") and (nominal.last < len(self.parsed.tokens)):
            close = [c for c in self.parsed.children(head, "amod", "prep", "acl") if c.i > head.i]
            if close:
                last = max(t.i for t in self.parsed.subtree(close[0]))
                if last - head.i < 9:
                    tail = self.parsed.clean_text(self.parsed.tokens[nominal.last : last + 1])
        return f"{text} {tail}".strip()

    def _key(self, nominal: Nominal, owner: Name | None) -> str:
        group = nominal.noun.group
        stem = singular(self.parsed.tokens[nominal.head].lower)
        whose = self._owner_key(owner) or nominal.owner_text
        if group == "army" and owner is not None and owner.kind in ("state", "population"):
            return f"forces:{whose}"
        if owner is not None and owner.kind == "organization" and nominal.noun.plural and group in _ARMED:
            return f"men:{whose}"  # "Islah's fighters", "Islah's units" are the same
        if group == "force" and "security force" in nominal.noun.name and owner is not None and owner.kind == "state":
            return f"forces:{whose}"
        descriptors = [d for d in nominal.descriptors if d not in ("armed", "military") or group != "army"]
        if (
            group in ("people", "human", "official")
            and not nominal.noun.plural
            and not nominal.definite
            and owner is None
        ):
            return f"one:{whose}:{' '.join(descriptors)}:{stem}:{nominal.head}"
        if group in ("official", "people", "human") and not nominal.noun.plural:
            return f"one:{whose}:{' '.join(descriptors)}:{stem}"
        if stem == "source":
            return f"source:{self._label(nominal).lower()}"
        return f"{group}:{whose}:{' '.join(descriptors)}:{stem}"

    def _bare(self, nominal: Nominal, key: str) -> str:
        """ "the rebels" are the rebels spoken of before, where only one kind was."""
        stem = singular(self.parsed.tokens[nominal.head].lower)
        if nominal.descriptors and nominal.descriptors != ("government",):
            return key
        if nominal.noun.group == "army" or (nominal.noun.group == "force" and stem == "force"):
            known = set(main_forces().values())
            options = [k for k in self.entities if k.startswith("forces:") or k in known]
            wanted = [k for k in options if (self.entities[k].owner or "").startswith("state")]
            if len(wanted) == 1 and (nominal.definite or nominal.descriptors == ("government",)):
                return wanted[0]
            if nominal.count is not None:
                return f"army:::{stem}"
            return f"forces:?{'government' if nominal.descriptors or 'force' in stem else stem}"
        options = [
            k
            for k, e in self.entities.items()
            if k.split(":")[0] == nominal.noun.group
            and k.rsplit(":", 1)[-1] == stem
            and e.plural == nominal.noun.plural
        ]
        if nominal.noun.group in ("group", "army", "force") and options:
            return options[-1] if len(options) == 1 or nominal.definite else key
        if nominal.noun.group in ("official", "people") and nominal.definite and options:
            return options[-1]
        return key

    def _main_force(self, nominal: Nominal, owner: Name | None) -> str | None:
        """The lexicon's entry for the forces of a state, where it has one ("Israeli troops": the IDF)."""
        if owner is None or owner.kind != "state" or not self._key(nominal, owner).startswith("forces:"):
            return None
        return main_forces().get(owner.entry or "")

    def _owner_key(self, owner: Name | None) -> str | None:
        if owner is None:
            return None
        if owner.kind == "person":
            return self.people.key_at.get(owner.first)
        return owner.key

    def _whole(self, nominal: Nominal) -> str | None:
        """What the actor is a part of: a state has forces and officials, but no rebels; a people has none."""
        owner = nominal.owner
        if owner is None or owner.kind == "population":
            return None
        if owner.kind == "state" and nominal.noun.group not in ("army", "force", "official", "body", "people"):
            return None
        if nominal.noun.name in ("source", "sources") or (owner.kind == "state" and nominal.noun.group == "people"):
            return None
        return self._owner_key(owner)

    def _force_name(self, nominal: Nominal, owner: Name | None) -> str | None:
        if owner is None or owner.kind not in ("state", "population"):
            return None
        if not self._key(nominal, owner).startswith("forces:"):
            return None
        return f"{self._adjective(owner)} forces"

    def _adjective(self, name: Name) -> str:
        if name.kind == "armed-group":
            return name.text
        entry = self.lexicon.get(name.entry)
        if name.entry == "state/united-states":
            return "US"
        if entry is None:
            return self.coined.adjectives.get(name.key, name.text)
        return entry.adjectives[0] if entry.adjectives else name.text

    @staticmethod
    def _is_one(noun: str, group: str) -> bool:
        """Whether a singular noun means one person: "a gunman", "a soldier"; not "a militia", "an army"."""
        if group == "group":
            return noun.split()[-1] not in _COLLECTIVE
        return group in ("army", "force") and noun.endswith(_SINGLE)

    def _kind(self, nominal: Nominal) -> ActorKind:
        group = nominal.noun.group
        whose = self.parsed.tokens[nominal.head].dep in ("compound", "nmod", "amod")
        if not nominal.noun.plural and not whose and self._is_one(nominal.noun.name, group):
            return "person"
        if group in ("army", "force", "group"):
            return "armed-group"
        if group == "media":
            return "media"
        if group == "body":
            return "organization"
        return "population" if nominal.noun.plural else "person"
