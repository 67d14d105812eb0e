"""Reading of corpora: packed lines, archives, feeds, lists of addresses; a broken place is named, the rest read."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from kg.errors import UnreadableArticle
from kg.model import Article
from kg.read import read_articles

TEXT = "The army said that it had left the town of Amra, and that the rebels were there on Friday."


def page(n: int) -> bytes:
    return (
        f"<html><head><title>Army leaves Amra {n}</title></head><body><article><p>{TEXT} Report {n}.</p>"
        "<p>The rebels denied that report, and said that the soldiers were still in the hills above it.</p>"
        "</article></body></html>"
    ).encode()


def record(url: str, content: bytes, status: str = "200 OK", kind: str = "text/html") -> bytes:
    """A record of an archive: the answer of a server."""
    http = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + content
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2012-03-05T10:00:00Z\r\n"
        "WARC-Record-ID: <urn:uuid:12345678-1234-1234-1234-123456789abc>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return head.encode() + http + b"\r\n\r\n"


def archive(path: Path, count: int = 3, *, status: str = "200 OK", kind: str = "text/html") -> list[int]:
    """A WARC file of *count* pages; the offset of each record."""
    offsets, content = [], b""
    for n in range(count):
        offsets.append(len(content))
        made = record(f"https://example.org/2012/03/02/amra-{n}", page(n), status, kind)
        content += gzip.compress(made) if path.name.endswith(".gz") else made
    path.write_bytes(content)
    return offsets


def split(path: Path) -> tuple[list[Article], list[UnreadableArticle]]:
    found = list(read_articles(path))
    return [a for a in found if isinstance(a, Article)], [e for e in found if isinstance(e, UnreadableArticle)]


def lines(count: int) -> bytes:
    return b"".join(json.dumps({"text": f"{TEXT} No {n}."}).encode() + b"\n" for n in range(count))


def test_packed_lines_are_read(tmp_path: Path) -> None:
    """A .jsonl.gz is read as the .jsonl in it; each article is named by its line."""
    path = tmp_path / "news.jsonl.gz"
    path.write_bytes(gzip.compress(lines(3)))
    articles, errors = split(path)
    assert ([a.where for a in articles], errors) == ([f"{path}:{n}" for n in (1, 2, 3)], [])


def test_a_packed_file_that_is_cut_off_is_named_with_its_line(tmp_path: Path) -> None:
    """What stands before the cut is read; the error names the line at which the file ends."""
    path = tmp_path / "news.jsonl.gz"
    whole = gzip.compress(b"".join(json.dumps({"text": f"{TEXT} {n * 7919:x}"}).encode() + b"\n" for n in range(3000)))
    path.write_bytes(whole[: len(whole) // 2])
    articles, errors = split(path)
    assert 100 < len(articles) < 3000
    assert [e.where for e in errors] == [f"{path}:{len(articles) + 1}"]
    assert "cut off" in errors[0].message


@pytest.mark.parametrize("bad", [b"{broken\n", b'{"text": ""}\n', b'"words"\n', b"\xff\xfe\n"])
def test_a_bad_line_among_good_ones_is_named(tmp_path: Path, bad: bytes) -> None:
    """A line that is no article is an error with file and line; the lines around it are articles."""
    path = tmp_path / "news.jsonl"
    path.write_bytes(lines(2) + bad + lines(1))
    articles, errors = split(path)
    assert len(articles) == 3
    assert [e.where for e in errors] == [f"{path}:3"]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_an_archive_gives_its_pages(tmp_path: Path, name: str) -> None:
    """Each page answered with 200 is an article with its address; it is named by file and offset."""
    offsets = archive(tmp_path / name)
    articles, errors = split(tmp_path / name)
    assert errors == []
    assert [a.where for a in articles] == [f"{tmp_path / name}@{at}" for at in offsets]
    assert articles[1].url == "https://example.org/2012/03/02/amra-1"
    assert str(articles[1].published) == "2012-03-02"


def test_what_is_no_page_in_an_archive_is_passed_over(tmp_path: Path) -> None:
    """Answers that are no pages, and pages that were not there, are no articles and no errors."""
    archive(tmp_path / "missing.warc.gz", status="404 Not Found")
    archive(tmp_path / "pictures.warc.gz", kind="image/png")
    assert [split(tmp_path / name) for name in ("missing.warc.gz", "pictures.warc.gz")] == [([], []), ([], [])]


@pytest.mark.parametrize("name", ["crawl.warc", "crawl.warc.gz"])
def test_a_broken_record_is_named_and_the_next_is_read(tmp_path: Path, name: str) -> None:
    """Damage in the middle of an archive costs its record alone."""
    path = tmp_path / name
    offsets = archive(path, 4)
    content = bytearray(path.read_bytes())
    content[offsets[1] : offsets[1] + 60] = b"\x00" * 60
    path.write_bytes(content)
    articles, errors = split(path)
    assert {a.where for a in articles} >= {f"{path}@{offsets[n]}" for n in (0, 2, 3)}
    assert errors
    assert all(str(e.where).startswith(f"{path}@") for e in errors)


def test_an_archive_that_is_cut_off_gives_what_is_whole(tmp_path: Path) -> None:
    """Of an archive that ends in a record, the records before it are read, and the error names the offset."""
    path = tmp_path / "crawl.warc.gz"
    offsets = archive(path)
    path.write_bytes(path.read_bytes()[: offsets[2] + 120])
    articles, errors = split(path)
    assert [a.where for a in articles] == [f"{path}@{at}" for at in offsets[:2]]
    assert len(errors) == 1


RSS = f"""<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Example Wire</title><item><title>Army leaves Amra</title><link>https://wire.example/1</link>
<pubDate>Fri, 02 Mar 2012 23:30:00 -0500</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>{TEXT}</p><p>It denied more.<script>x()</script></p>]]>
</content:encoded></item>
<item><title>Second</title><link>https://wire.example/2</link><description>{TEXT}</description></item>
<item><title>Nothing</title><link>https://wire.example/3</link></item></channel></rss>"""
ATOM = f"""<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom Post</title><entry><title>Army leaves</title>
<link href="https://post.example/1"/><updated>2012-03-02T10:00:00Z</updated>
<content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;</content>
</entry></feed>"""


def test_a_feed_gives_its_entries(tmp_path: Path) -> None:
    """An entry with a text is an article of the feed's outlet, with its day in UTC; one without a text is an error."""
    (tmp_path / "wire.rss").write_text(RSS)
    articles, errors = split(tmp_path / "wire.rss")
    assert [(a.title, a.publisher, a.url) for a in articles] == [
        ("Army leaves Amra", "Example Wire", "https://wire.example/1"),
        ("Second", "Example Wire", "https://wire.example/2"),
    ]
    assert articles[0].text == f"{TEXT}\nIt denied more."
    assert str(articles[0].published) == "2012-03-03"
    assert any("summary" in w for w in articles[1].warnings)
    assert [e.where for e in errors] == [f"{tmp_path / 'wire.rss'}, entry 3"]
    (tmp_path / "post.xml").write_text(ATOM)
    (article,), errors = split(tmp_path / "post.xml")
    assert (article.publisher, str(article.published), article.text, errors) == ("Atom Post", "2012-03-02", TEXT, [])


def test_what_is_no_feed_is_refused(tmp_path: Path) -> None:
    """XML that is something else is named, not read as news."""
    (tmp_path / "other.xml").write_text("<bill><sum>12</sum></bill>")
    articles, errors = split(tmp_path / "other.xml")
    assert (articles, [e.message for e in errors]) == ([], ["this is no RSS or Atom feed."])


def test_a_list_gives_the_pages_at_hand(tmp_path: Path) -> None:
    """Each address of a table once, with what the table says of it; a file that is missing is named with its line."""
    (tmp_path / "a.html").write_bytes(page(1))
    (tmp_path / "list.csv").write_text(
        "url,file,publisher,published\n"
        "https://example.org/a,a.html,Example Times,2012-03-02\n"
        "https://example.org/a,a.html,Example Times,2012-03-02\n"
        "https://example.org/b,b.html,Example Times,2012-03-02\n"
        "https://example.org/c,../../etc/passwd,Example Times,2012-03-02\n"
        "no address,a.html,,\n"
    )
    (article,), errors = split(tmp_path / "list.csv")
    assert (article.url, article.publisher, str(article.published)) == (
        "https://example.org/a", "Example Times", "2012-03-02"
    )  # fmt: skip
    assert [str(e.where).rpartition(":")[2] for e in errors] == ["4", "5", "6"]
    assert "leads out" in errors[1].message


def test_a_table_of_gdelt_finds_its_pages_in_the_archives_beside_it(tmp_path: Path) -> None:
    """GDELT's events name addresses; the pages come from WARC files, dated by GDELT where they have no date."""
    (tmp_path / "crawl.warc.gz").write_bytes(gzip.compress(record("https://example.org/amra", page(1))))
    rows = [["1"] * 59 + ["20120303101500", url] for url in ("https://example.org/amra", "https://example.org/none")]
    (tmp_path / "20120303.export.CSV").write_text("".join("\t".join(row) + "\n" for row in rows))
    (article,), errors = split(tmp_path / "20120303.export.CSV")
    assert (article.url, str(article.published)) == ("https://example.org/amra", "2012-03-03")
    assert any("GDELT" in w for w in article.warnings)
    assert [str(e.where).rpartition(":")[2] for e in errors] == ["2"]
    assert "https://example.org/none" in errors[0].message


def test_a_folder_holds_all_of_these(tmp_path: Path) -> None:
    """Packed lines, archives and feeds in a folder are read like articles; tables only where they are named."""
    (tmp_path / "news.jsonl.gz").write_bytes(gzip.compress(lines(2)))
    archive(tmp_path / "crawl.warc.gz", 1)
    (tmp_path / "wire.rss").write_text(RSS)
    (tmp_path / "numbers.csv").write_text("a,b\n1,2\n")
    articles, _ = split(tmp_path)
    assert len(articles) == 5
