"""What is done by saying so, on sentences of our own."""

from __future__ import annotations

from tests.extract.test_events import one, told


def test_who_will_not_do_something_refuses_to() -> None:
    """Whatever the verb, "said it would not" refuses; the refusal is actual though the deed is not."""
    event = one("Ghana's government said it would not refuel the plane.", "REJECT")
    assert event.rule == "event/refusal"
    assert told("The trade unions announced that they would not work for soldiers.")[0] == (
        "REJECT", {"trade unions"}, {"soldiers"},
    )  # fmt: skip


def test_who_will_not_speak_refuses_nothing() -> None:
    """How a statement came about, and what is not known, is no refusal."""
    assert told("The minister said she would not comment.") == []
    assert told("Kenya said it would not know the result before Monday.") == []


def test_it_in_what_somebody_says_is_the_speaker() -> None:
    """ "It" under "said" takes up who says so, not who was named last."""
    text = "Kenya met the United States in March. The Syrian army said it will fight the Nusra Front."
    assert ("ASSAULT", {"Syrian Arab Army"}, {"Nusra Front"}) in told(text)
