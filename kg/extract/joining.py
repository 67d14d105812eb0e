"""Which phrases of an article mean one actor: bare words for who was named, forces of the state it speaks from.

"the army" is that of the one state whose forces act, "the rebels" the one armed group that is named, "the attackers"
the gunmen told of before, "the Peterson Institute" the one whose long name begins so.
"""

from __future__ import annotations

from collections.abc import Sequence

from kg.extract.entity import Entity, main_forces
from kg.extract.nominals import Nominal
from kg.lexicon import lexicon

_REBELS = frozenset("rebel guerrilla insurgent separatist insurgency secessionist jihadist jihadi".split())
_ATTACKERS = frozenset("attacker assailant raider".split())
_ATTACKING = ("gunman", "militant", "rebel", "bandit", "insurgent", "guerrilla", "fighter")
_BARE_FORCES = frozenset("army military troop garrison armie soldier serviceman".split())
_BRANCHES = frozenset(("navy", "air force", "coast guard", "national guard"))
_SORTS = frozenset("terror terrorist militant extremist rebel jihadist islamist insurgent armed".split())
_WHOLE = frozenset("army military".split())
_INSURGENTS = frozenset("rebel insurgent guerrilla separatist secessionist".split())
_FIGHTERS = frozenset("militant fighter extremist jihadist jihadi terrorist".split())


class Joining:
    """Joins the *entities* of one article; *home* is the state that it is written from, where that is plain."""

    def __init__(self, entities: dict[str, Entity], home: str | None) -> None:
        self.entities = entities
        self.home = home

    def join_all(self, governments: Sequence[Nominal]) -> None:
        """Join what is one, then give the bare *governments* to their state."""
        self._forces()
        self._groups()
        self._insurgents()
        self._rebels()
        self._common_nouns()
        self._attackers()
        self._governments(governments)
        self._organizations()
        self._qualified()

    def _join(self, key: str, into: str) -> None:
        gone, kept = self.entities.pop(key), self.entities[into]
        kept.take(gone)

    # ------------------------------------------------------------------ forces

    def _forces(self) -> None:
        """Bare "government forces" are those of the one state whose forces the article speaks of."""
        options = self._state_forces()
        for key in [k for k in self.entities if k.startswith("forces:?")]:
            bare = key.removeprefix("forces:?") in _BARE_FORCES and "armies" not in self.entities[key].texts
            own = [k for k in options if self.home and self.entities[k].owner == self.home] if bare else []
            if len(options) == 1 and (self.home is None or not bare or len(self.entities[options[0]].mentions) > 1):
                own = options
            if len(own) == 1 and ("government" in key or bare):
                self._join(key, own[0])
        for key in [k for k in self.entities if k.startswith("force:") and "security" in k]:
            own = [k for k in options if self.home in (None, self.entities[k].owner)]
            if self.entities[key].owner is None and len(own) == 1:
                self._join(key, own[0])
        if len(self._state_forces()) == 1 and "force:::garrison" in self.entities:
            self._join("force:::garrison", self._state_forces()[0])
        if not self._state_forces():
            self._home_forces()

    def _state_forces(self) -> list[str]:
        return [
            k for k, e in self.entities.items() if k.startswith("forces:state") or e.lexicon in main_forces().values()
        ]

    def _home_forces(self) -> None:
        """The army, the military and troops are one army where no state's forces are named."""
        bare = [k for k in self.entities if k.startswith("forces:?") and k.removeprefix("forces:?") in _BARE_FORCES]
        bare = [k for k in bare if "armies" not in self.entities[k].texts]
        bare.sort(key=lambda k: k.removeprefix("forces:?") not in _WHOLE)
        for key in bare[1:]:
            self._join(key, bare[0])

    # ------------------------------------------------------------------ groups

    def _groups(self) -> None:
        """ "rebels" and "Libyan rebels" are the same where the article has one kind of rebels."""
        for kind in ("group", "force"):
            stems: dict[str, list[str]] = {}
            for key in self.entities:
                parts = key.split(":")
                if parts[0] == kind and (len(parts) == 4 or "state/" in key or ":state:" in key):
                    stems.setdefault(key.rsplit(":", 1)[-1], []).append(key)
            for keys in stems.values():
                self._same_stem(keys)
        leaders = [k for k, e in self.entities.items() if k.startswith("army:") and "pro-" in e.name]
        bare = [k for k in self.entities if k == "forces:?government"]
        if len(leaders) == 1 and bare:
            self._join(leaders[0], bare[0])

    def _same_stem(self, keys: Sequence[str]) -> None:
        bare = [k for k in keys if k.split(":")[1:-1] in ([], ["", ""])]
        full = [k for k in keys if k not in bare]
        full = [k for k in full if not bare or self.entities[k].plural == self.entities[bare[0]].plural]
        local = [k for k in full if self.entities[k].local]
        if len(full) == 2 and len(local) == 1:
            self._join(local[0], next(k for k in full if k not in local))
            full = [k for k in full if k not in local]
        if bare and len(full) == 1:
            self._join(bare[0], full[0])

    def named_groups(self) -> list[str]:
        """The armed groups that the article names, no state's forces among them."""
        found = []
        for key, entity in self.entities.items():
            entry = lexicon().get(entity.lexicon)
            own = entry is not None and entry.subkind in ("state-force", "mercenary")
            if entity.kind == "armed-group" and not entity.unnamed and not own and not key.startswith("forces:"):
                found.append(key)
        return found

    def _insurgents(self) -> None:
        """ "rebels" and "insurgents", each without a word that tells which, are the same."""
        bare = [k for k in self.entities if k.startswith("group:::") and k.removeprefix("group:::") in _INSURGENTS]
        bare = [k for k in bare if self.entities[k].plural]
        for key in bare[1:]:
            self._join(key, bare[0])

    def _rebels(self) -> None:
        """ "the rebels", "Nepal rebels", "the militants": the one armed group that the article names."""
        named = self.named_groups()
        if len(named) > 1:
            self._called()
        if len(named) != 1:
            return
        group = self.entities[named[0]]
        entry = lexicon().get(group.lexicon)
        elsewhere = entry is not None and self.home is not None and self.home not in entry.states
        if elsewhere or len(group.mentions) < 2:
            return
        for key in list(self.entities):
            parts = key.split(":")
            stem = parts[-1]
            entity = self.entities[key]
            fighters = (stem in _FIGHTERS or stem == "group") and entity.definite
            if stem == "group" and parts[-2] in _SORTS:
                parts[-2] = ""
            several = entity.plural or stem in ("insurgency", "group")
            if parts[0] != "group" or not (stem in _REBELS or fighters) or not several:
                continue
            plain = not parts[-2] and entity.count is None
            owned = entity.owner is None and (len(parts) == 4 or "state" in key)
            if plain and owned and key in self.entities and named[0] != key:
                self._join(key, named[0])

    def _called(self) -> None:
        """ "the rebels" are the M23 where of several groups that one alone is called "M23 rebels"."""
        for key in [k for k in self.entities if k.startswith("group:::") and self.entities[k].plural]:
            stem = key.removeprefix("group:::")
            called = [k for k in self.named_groups() if any(t.endswith(f" {stem}s") for t in self.entities[k].texts)]
            if len(called) == 1 and (stem in _REBELS or (stem in _FIGHTERS and self.entities[key].definite)):
                self._join(key, called[0])

    def _common_nouns(self) -> None:
        """ "the militia" is the Harbour People's Militia, where that is the one militia named."""
        named = self.named_groups()
        for key in [k for k in self.entities if k.startswith(("group:::", "force:::", "body:::"))]:
            stem = key.rsplit(":", 1)[-1]
            fits = [k for k in named if stem in self.entities[k].name.lower().replace(",", "").split()]
            fits = fits or [k for k in named if self._is_called(k, stem)]
            fits = fits or self._branches(stem)
            if len(fits) == 1 and not self.entities[key].plural and stem not in ("force", "group", "commander"):
                self._join(key, fits[0])

    def _is_called(self, key: str, stem: str) -> bool:
        """Whether the article calls the group so: "Fano militiamen" for "the militia"."""
        return any(t.lower().endswith((f" {stem}", f" {stem}s", f" {stem}men")) for t in self.entities[key].texts)

    def _branches(self, stem: str) -> list[str]:
        """ "the navy", "the coast guard": the named forces of a state that are called so."""
        forces = [k for k, e in self.entities.items() if e.kind == "armed-group" and e.lexicon]
        return [k for k in forces if stem in _BRANCHES and self.entities[k].name.lower().endswith(f" {stem}")]

    def _attackers(self) -> None:
        """ "the attackers" are the gunmen told of before, or the one armed group that is named."""
        for key in [k for k in self.entities if k.startswith("group:::") and k.rsplit(":", 1)[-1] in _ATTACKERS]:
            first = min(self.entities[key].mentions)
            before = [
                k
                for k, e in self.entities.items()
                if k.startswith("group:") and k.rsplit(":", 1)[-1] in _ATTACKING and min(e.mentions) < first
            ]
            named = self.named_groups()
            options = before[-1:] or (named if len(named) == 1 else [])
            if options:
                self._join(key, options[0])

    # ------------------------------------------------------------------ governments, organizations

    def _governments(self, governments: Sequence[Nominal]) -> None:
        """Bare "the government" is that of the state whose government is spoken of, or of the one chief state."""
        states = [e for e in self.entities.values() if e.kind == "state"]
        named = [e for e in states if any("overnment" in t or "uthorit" in t or "egime" in t for t in e.texts)]
        ranked = sorted(states, key=lambda e: -len(e.mentions))
        chief = (
            ranked[0]
            if ranked and (len(ranked) == 1 or len(ranked[0].mentions) > 2 * len(ranked[1].mentions))
            else None
        )
        state = named[0] if len(named) == 1 else chief if not named else None
        home = self.entities.get(self.home or "")
        if home is not None and len(named) != 1:
            state = home
        if state is not None:
            for nominal in governments:
                state.mentions.setdefault((nominal.first, nominal.last), "nominal")
                state.texts[nominal.text] += 1

    def _qualified(self) -> None:
        """ "National Liberation Army" beside "ELN": the one that the lexicon tells from others by its country."""
        for key in [k for k, e in self.entities.items() if e.lexicon and e.name.endswith(")")]:
            bare = self.entities[key].name.rsplit(" (", 1)[0].lower()
            same = [k for k, e in self.entities.items() if e.rule == "label" and e.name.lower() == bare]
            if len(same) == 1:
                self._join(same[0], key)

    def _organizations(self) -> None:
        """ "the Peterson Institute" is the one whose long name begins or ends so, where only one does."""
        labelled = [k for k, e in self.entities.items() if e.rule in ("label", "coined") and e.kind != "state"]
        for key in sorted(labelled, key=lambda k: self.entities[k].name.isupper(), reverse=True):
            name = self.entities[key].name.lower()
            left = [(k, self.entities[k].name.lower()) for k in labelled if k != key and k in self.entities]
            same = [k for k, n in left if n == name]
            longer = [k for k, n in left if n.startswith(f"{name} ") or n.endswith(f" {name}")]
            if len(same or longer) == 1 and len(name.split()) > 1:
                self._join(key, (same or longer)[0])
