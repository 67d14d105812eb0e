"""Reading: what becomes an article, and what each thing that is none is told."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
from datetime import date
from pathlib import Path

import pytest

from kg.errors import UnreadableArticle
from kg.model import Article
from kg.read import files, read_article, read_articles, records

TEXT = "The army said that it had left the town of Amra, and that the rebels were there on Friday."
STORY = f"Army leaves Amra\n\nFriday, March 2, 2012\n\n{TEXT}\n"
PAGE = f"""<html><head><title>Army leaves Amra</title>
<meta property="article:published_time" content="2012-03-02T10:00:00Z">
<meta property="og:site_name" content="Example News"><link rel="canonical" href="https://example.org/amra">
</head><body><nav>Home</nav><article><h1>Army leaves Amra</h1><p>{TEXT}</p>
<p>The rebels denied that report, and said that the soldiers were still in the hills above the town.</p>
</article></body></html>"""


def put(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(UnreadableArticle) as caught:
        read_article(path)
    assert str(path) in str(caught.value), "the message names the file"
    assert str(caught.value).endswith("."), "the message is a sentence"
    return str(caught.value)


# What is read


def test_a_text_file_is_its_text_untouched(tmp_path: Path) -> None:
    """Text, hash of the bytes, headline, and the day of the date line."""
    article = read_article(put(tmp_path / "a.txt", STORY))
    assert article.text == STORY
    assert article.sha256 == hashlib.sha256(STORY.encode()).hexdigest()
    assert (article.title, article.published, article.language) == ("Army leaves Amra", date(2012, 3, 2), "en")
    assert any("date line" in warning for warning in article.warnings)


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    """Offsets count the characters of the file as they are."""
    raw = b"\xef\xbb\xbf" + STORY.replace("\n", "\r\n").encode()
    article = read_article(put(tmp_path / "a.txt", raw))
    assert article.text == raw.decode("utf-8")
    assert article.title == "Army leaves Amra"


def test_without_any_date_there_is_a_warning(tmp_path: Path) -> None:
    """The warning says what is lost and what to give."""
    article = read_article(put(tmp_path / "a.txt", TEXT))
    assert article.published is None
    assert "--published YYYY-MM-DD" in article.warnings[-1]


def test_what_is_given_holds_before_the_sidecar_and_that_before_the_file(tmp_path: Path) -> None:
    """An option beats NAME.meta.json, NAME.meta.json beats what was read out of the text."""
    path = put(tmp_path / "a.txt", STORY)
    put(tmp_path / "a.meta.json", json.dumps({"published": "2012-03-03", "publisher": "Example News", "other": 1}))
    article = read_article(path, publisher="The Other")
    assert (article.published, article.publisher) == (date(2012, 3, 3), "The Other")
    assert article.title == "Army leaves Amra"


def test_a_broken_sidecar_is_a_warning(tmp_path: Path) -> None:
    """The article is read all the same."""
    path = put(tmp_path / "a.txt", STORY)
    put(tmp_path / "a.meta.json", "{")
    assert any("a.meta.json" in warning for warning in read_article(path).warnings)


def test_a_page_gives_its_story_and_metadata(tmp_path: Path) -> None:
    """Title, day, publisher and address are read out of the page; the menu is not the story."""
    article = read_article(put(tmp_path / "a.html", PAGE))
    assert TEXT in article.text
    assert "Home" not in article.text
    assert (article.published, article.publisher, article.url) == (
        date(2012, 3, 2), "Example News", "https://example.org/amra",
    )  # fmt: skip


def test_a_json_article_is_its_text(tmp_path: Path) -> None:
    """All five keys are read, others ignored, and the hash is that of the text."""
    record = {"text": TEXT, "title": "T", "published": "Fri, 02 Mar 2012 23:30:00 -0500", "publisher": "P",
              "url": "https://example.org/a", "mood": "grim"}  # fmt: skip
    article = read_article(put(tmp_path / "a.json", json.dumps(record)))
    assert (article.text, article.title, article.publisher) == (TEXT, "T", "P")
    assert (article.url, article.published) == ("https://example.org/a", date(2012, 3, 3))
    assert article.sha256 == hashlib.sha256(TEXT.encode()).hexdigest()


@pytest.mark.parametrize("name", ["a.jsonl", "a.json"])
def test_a_bad_one_among_good_ones_stops_nothing(tmp_path: Path, name: str) -> None:
    """Each article of a list or of lines is read; the bad one is an error that says which."""
    good, bad = json.dumps({"text": TEXT}), json.dumps({"title": "no text"})
    content = "\n".join([good, bad, "", good]) if name == "a.jsonl" else f"[{good},{bad},{good}]"
    found = list(read_articles(put(tmp_path / name, content)))
    assert [isinstance(one, Article) for one in found] == [True, False, True]
    assert ("a.jsonl:2" if name == "a.jsonl" else "a.json, article 2") in str(found[1])


def test_a_folder_is_read_in_order_and_only_what_is_an_article(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Folders inside too; annotations and sidecars beside a text, hidden files and other endings are not articles."""
    for name in ("b.txt", "a.txt", "sub/c.txt", ".hidden.txt"):
        put(tmp_path / name, STORY)
    put(tmp_path / "a.json", '{"actors": []}')
    put(tmp_path / "b.meta.json", '{"publisher": "P"}')
    put(tmp_path / "picture.png", b"\x89PNG")
    put(tmp_path / "bad.txt", b"")
    with caplog.at_level(logging.WARNING):
        found = list(read_articles(tmp_path))
    names = [Path(str(one.where)).name for one in found]
    assert names == ["a.txt", "b.txt", "bad.txt", "c.txt"]
    assert [isinstance(one, UnreadableArticle) for one in found] == [False, False, True, False]
    assert ".png" in caplog.text


@pytest.mark.parametrize(
    ("raw", "count"),
    [
        (STORY.encode(), 1),
        (json.dumps({"text": TEXT}).encode(), 1),
        (json.dumps([{"text": TEXT}, {"text": TEXT}]).encode(), 2),
        (json.dumps({"text": TEXT}, indent=1).encode(), 1),
        ((json.dumps({"text": TEXT}) + "\n").encode() * 3, 3),
        (PAGE.encode(), 1),
    ],
)
def test_standard_input_is_text_json_lines_or_a_page(raw: bytes, count: int) -> None:
    """What comes in is told by how it begins."""
    found = list(read_articles("-", stdin=io.BytesIO(raw)))
    assert all(isinstance(one, Article) and TEXT in one.text for one in found)
    assert len(found) == count


def test_the_day_is_read_from_the_address(tmp_path: Path) -> None:
    """An address with its day in it dates the article where nothing else does, with a warning."""
    record = {"text": TEXT, "url": "https://example.org/2012/03/02/amra"}
    article = read_article(put(tmp_path / "a.json", json.dumps(record)))
    assert article.published == date(2012, 3, 2)
    assert any("address" in warning for warning in article.warnings)


@pytest.mark.parametrize(("encoding", "named"), [("cp1252", "cp1252"), ("utf-16", "utf-16")])
def test_another_encoding_is_assumed_and_named(tmp_path: Path, encoding: str, named: str) -> None:
    """Text that is not UTF-8 is read, and the warning says as what."""
    article = read_article(put(tmp_path / "a.txt", STORY.replace("rebels", "rebels’ men").encode(encoding)))
    assert "rebels’ men" in article.text
    assert named in article.warnings[0]


def test_control_characters_and_lone_surrogates_keep_their_places(tmp_path: Path) -> None:
    """Each becomes U+FFFD, so that offsets stay and every format can hold the text."""
    article = read_article(put(tmp_path / "a.json", json.dumps({"text": TEXT + "\ud800 \x07."})))
    assert article.text == f"{TEXT}\ufffd \ufffd."
    assert any("2 control characters" in warning for warning in article.warnings)


@pytest.mark.parametrize(
    ("key", "value"), [("published", "soonish"), ("url", "javascript:alert(1)"), ("title", 5), ("url", "http://a b")]
)
def test_metadata_that_is_no_use_is_a_warning(tmp_path: Path, key: str, value: object) -> None:
    """The value is left out, the article read."""
    article = read_article(put(tmp_path / "a.json", json.dumps({"text": TEXT, key: value})))
    assert getattr(article, key) is None
    assert any(f'"{key}"' in warning for warning in article.warnings)


# What is refused, and how


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t\r\n", "empty"),
        ("a.json", b"", "empty"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.json", b"[]", "empty"),
        ("a.txt", b"text\x00with nul", "NUL"),
        ("a.txt", b"%PDF-1.4 ...", "PDF"),
        ("a.html", b"\x89PNG\r\n", "picture"),
        ("a.txt", b"\x07\x08\x01 word " * 20, "control characters"),
        ("a.html", b"<html><body><nav>Home</nav></body></html>", "no article"),
        ("a.json", b"{", "not JSON"),
        ("a.json", b"[" * 100_000, "nested"),
        ("a.json", b'{"text": 5}', '"text"'),
        ("a.json", b'"text"', "JSON object"),
        ("a.json", b'{"text": "\xff"}', "UTF-8"),
        ("a.json", b'{"n": ' + b"9" * 6000 + b"}", "JSON"),
        ("a.pdf", b"%PDF", ".pdf"),
    ],
)
def test_what_is_no_article_is_told_why(tmp_path: Path, name: str, content: bytes, says: str) -> None:
    """Every refusal is a sentence that names the file and the fault."""
    assert says in refusal(put(tmp_path / name, content))


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Les rebelles ont pris la ville vendredi, selon des sources militaires.", "French"),
        ("Die Armee hat am Montag die Stadt eingenommen, sagte ein Sprecher der Regierung.", "German"),
        ("قالت مصادر عسكرية إن القوات دخلت المدينة يوم الجمعة", "Arabic"),
    ],
)
def test_another_language_is_refused_by_name(tmp_path: Path, text: str, language: str) -> None:
    """Only English is read, and the message says what the text seems to be."""
    assert language in refusal(put(tmp_path / "a.txt", text))


def test_a_text_over_the_limit_is_refused(tmp_path: Path) -> None:
    """The message says the size, the limit, and what to do."""
    message = refusal(put(tmp_path / "a.txt", "The army left. " * 400_000))
    assert "1,000,000" in message
    assert "Split" in message


def test_a_huge_file_is_not_taken_into_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more than the limit is read; a line over it is skipped and the next one read."""
    monkeypatch.setattr(files, "MAX_FILE_BYTES", 2_000)
    monkeypatch.setattr(records, "MAX_FILE_BYTES", 2_000)
    assert "2,000 bytes" in refusal(put(tmp_path / "a.txt", "word " * 1_000))
    good = json.dumps({"text": TEXT})
    found = list(read_articles(put(tmp_path / "a.jsonl", f'{good}\n{{"text": "{"x" * 9_000}"}}\n{good}\n')))
    assert [isinstance(one, Article) for one in found] == [True, False, True]


def test_links_out_of_a_folder_and_pipes_are_not_followed(tmp_path: Path) -> None:
    """A folder gives what is in it and nothing else, and never waits for a pipe."""
    outside = put(tmp_path / "outside" / "secret.txt", STORY)
    inside = put(tmp_path / "in" / "a.txt", STORY)
    (inside.parent / "b.txt").symlink_to(outside)
    (inside.parent / "c").symlink_to(outside.parent)
    (inside.parent / "d.txt").symlink_to(inside)
    os.mkfifo(inside.parent / "e.txt")
    (inside.parent / "f.txt").symlink_to("nowhere.txt")
    found = list(read_articles(inside.parent))
    told = {Path(str(one.where)).name: isinstance(one, Article) for one in found}
    assert told == {"a.txt": True, "b.txt": False, "d.txt": True, "e.txt": False, "f.txt": False}


def test_a_missing_file_and_an_empty_folder_are_told(tmp_path: Path) -> None:
    """Both are error values, not exceptions, to who reads many."""
    assert "no such file" in str(next(read_articles(tmp_path / "none.txt")))
    (tmp_path / "empty").mkdir()
    assert "no articles" in str(next(read_articles(tmp_path / "empty")))


def test_one_article_is_asked_for(tmp_path: Path) -> None:
    """A file of two is refused where one is wanted."""
    two = json.dumps({"text": TEXT}) + "\n" + json.dumps({"text": TEXT})
    assert "holds 2 articles" in refusal(put(tmp_path / "a.jsonl", two))
