"""Files, JSON, YAML and RDF from elsewhere stay as small as they look, and ask for nothing."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hndigital.cli.base import Output
from hndigital.cli.main import run
from hndigital.dcat.parsing import Budget, parse_rdf
from hndigital.errors import ExportError, PackageError, SourceError
from hndigital.export.configuration import read_settings
from hndigital.outside import Limits, json_document, printable, read_file, shown, yaml_document
from hndigital.package import PackageSettings
from hndigital.publisher.plan import SavedPlan
from hndigital.sources.meta import read_meta

SMALL = Limits(1000, 0.5)


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/urandom", "/dev/full", "/dev/tty0"])
def test_a_device_is_no_file(device: str) -> None:
    """A device is refused as such, however much would come of it."""
    if not os.path.exists(device):
        pytest.skip(f"{device} is not here")
    with pytest.raises(SourceError, match="no file but a device"):
        read_file(device, SMALL)


def test_a_named_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """A pipe that nobody writes to does not hold the command up."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(SourceError, match="no file but a device or a pipe"):
        read_file(tmp_path / "pipe", SMALL)


@pytest.mark.parametrize("name", ["/dev/fd/{}", "/proc/self/fd/{}"])
def test_a_pipe_of_the_shell(name: str) -> None:
    """What the shell hands over (`<(command)`, `/dev/stdin`) is read to its end or the limit."""
    for content, right in ((b"x" * 999, True), (b"x" * 1001, False)):
        reading, writing = os.pipe()
        os.write(writing, content)
        os.close(writing)
        if right:
            assert read_file(name.format(reading), SMALL) == content
        else:
            with pytest.raises(SourceError, match="larger than 1 kB"):
                read_file(name.format(reading), SMALL)
        os.close(reading)


def test_a_pipe_that_says_nothing() -> None:
    """A pipe that stays open and empty is waited for as long as was given."""
    reading, writing = os.pipe()
    with pytest.raises(SourceError, match=r"after 0\.5 seconds"):
        read_file(f"/dev/fd/{reading}", SMALL)
    os.close(writing)
    os.close(reading)


def test_a_large_file_is_not_read(tmp_path: Path) -> None:
    """A file beyond the limit is refused by its size (a sparse one of a terabyte, too)."""
    file = tmp_path / "large"
    with file.open("wb") as stream:
        stream.truncate(1 << 40)
    with pytest.raises(SourceError, match="larger than"):
        read_file(file, SMALL)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        "[" * 500 + "]" * 500,
        '{"a":' * 500 + "1" + "}" * 500,
        "9" * 5000,
        "{",
        "\ud800",
        "[" + "0," * 10_000_001 + "0]",
    ],
    ids=["open", "lists", "objects", "number", "broken", "surrogate", "values"],
)
def test_json_beyond_a_limit(text: str) -> None:
    """JSON that is deep, broken or stands for more than it says is an error that names the place."""
    with pytest.raises(SourceError, match="^antwort: |^antwort is") as caught:
        json_document(text.encode("utf-8", "surrogatepass"), "antwort")
    assert len(caught.value.message("de")) < 500


LAUGHS = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "text",
    [
        LAUGHS,
        "a: &a\n  b: *a\n",
        "a: {<<: &m {x: 1}}\nb: *m\n",
        "[" * 50_000,
        "- " * 2000 + "x",
        "stichtag: 2021-99-99\n",
        f"titel: {'9' * 5000}\n",
        "a: !!python/object/apply:os.system [id]\n",
        "a: !!binary '\xff'\n",
    ],
    ids=["laughs", "itself", "merge", "flow", "block", "day", "number", "object", "binary"],
)
def test_yaml_that_is_more_than_it_says(tmp_path: Path, text: str) -> None:
    """Statements, settings of an export and of a package are refused by the file's name."""
    with pytest.raises(SourceError, match="angaben"):
        yaml_document(text, "angaben")
    source = tmp_path / "bericht.txt"
    file = Path(f"{source}.meta.yaml")
    file.write_text(text, encoding="utf-8")
    for kind, read in (
        (SourceError, lambda: read_meta(source)),
        (ExportError, lambda: read_settings(file)),
        (PackageError, lambda: PackageSettings.load(file)),
    ):
        with pytest.raises(kind, match="meta.yaml"):
            read()


def test_statements_of_any_length(tmp_path: Path) -> None:
    """Statements beyond their limit are an error: half of them could say something else."""
    Path(f"{tmp_path / 'x'}.meta.yaml").write_text("# " + "x" * 200_000, encoding="utf-8")
    with pytest.raises(SourceError, match="larger than 100 kB"):
        read_meta(tmp_path / "x")


@pytest.mark.parametrize("text", ["[" * 5000, '{"paket": 1}', "[]", "x"])
def test_what_is_no_plan(tmp_path: Path, text: str) -> None:
    """A plan that is none is told as such."""
    file = tmp_path / "plan.json"
    file.write_text(text)
    with pytest.raises(PackageError, match=r"plan\.json"):
        SavedPlan.load(file)


RDF_XML = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:d="http://purl.org/dc/terms/">'
)
ENTITIES = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))


def _xml(dtd: str, title: str = "&l9;") -> bytes:
    return (
        f'<?xml version="1.0"?><!DOCTYPE x {dtd}>{RDF_XML}<rdf:Description rdf:about="http://x/">'
        f"<d:title>{title}</d:title></rdf:Description></rdf:RDF>"
    ).encode()


def _jsonld(**more: Any) -> bytes:
    return json.dumps({"@id": "http://x/", "http://purl.org/dc/terms/title": "T", **more}).encode()


LONG, MANY = "a" * 50_000, [f"p{number}" for number in range(200)]
REMOTE = "http://127.0.0.1:9/kontext.jsonld"
HOSTILE = {
    "laughs": (_xml(f'[<!ENTITY l0 "">{ENTITIES}]'), "xml"),
    "one large entity": (_xml(f'[<!ENTITY l9 "{"x" * 1000}">]', "&l9;" * 1000), "xml"),
    "entity in a file": (_xml('[<!ENTITY l9 SYSTEM "file:///etc/passwd">]'), "xml"),
    "entity on the web": (_xml('[<!ENTITY l9 SYSTEM "http://127.0.0.1:9/">]'), "xml"),
    "parameter entity": (_xml('[<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd">%p;]'), "xml"),
    "context": (_jsonld(**{"@context": REMOTE}), "json-ld"),
    "context in a file": (_jsonld(**{"@context": "file:///etc/passwd"}), "json-ld"),
    "relative context": (_jsonld(**{"@context": "kontext.jsonld"}), "json-ld"),
    "context in a list": (_jsonld(**{"@context": [{}, [REMOTE]]}), "json-ld"),
    "context of a term": (
        _jsonld(**{"@context": {"p": {"@id": "http://p/", "@context": REMOTE}}, "p": {}}),
        "json-ld",
    ),
    "context within": (_jsonld(**{"http://p/": [{"@context": [REMOTE], "@id": "http://y/"}]}), "json-ld"),
    "import": (_jsonld(**{"@context": {"@version": 1.1, "@import": REMOTE}}), "json-ld"),
    "escaped": (_jsonld(**{"@context": REMOTE}).replace(b"@context", b"\\u0040context"), "json-ld"),
    "deep JSON": (b'{"@graph":' * 3000 + b"1" + b"}" * 3000, "json-ld"),
    "deep Turtle": (
        b"<http://a> <http://b> " + b"[ <http://b> " * 20000 + b"1" + b"]" * 20000 + b" .",
        "turtle",
    ),
    "deep list": (b"<http://a> <http://b> " + b"(" * 20000 + b")" * 20000 + b" .", "turtle"),
    "long prefix": (b"@prefix p: <http://x/" + b"a" * 50_000 + b"> .\n" + b"p:a p:b p:c .\n" * 200, "turtle"),
    "long base": (b"@base <http://x/" + b"a" * 50_000 + b"/> .\n" + b"<a> <b> <c> .\n" * 200, "turtle"),
    "long vocabulary": (
        _jsonld(**{"@context": {"@vocab": f"h:{LONG}"}, **dict.fromkeys(MANY, "x")}),
        "json-ld",
    ),
    "long namespace": (
        RDF_XML.replace(">", f' xmlns:p="h:{LONG}"><p:a rdf:about="h:x">').encode()
        + "".join(f"<p:{name}>x</p:{name}>" for name in MANY).encode()
        + b"</p:a></rdf:RDF>",
        "xml",
    ),
    "many statements": (
        b"@prefix : <h:> .\n:a :b " + b",".join(b"%d" % n for n in range(50_000)) + b" .",
        "turtle",
    ),
}
"""Documents that want something or stand for far more than they are."""


@pytest.mark.parametrize("name", HOSTILE)
def test_rdf_that_means_no_good(tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`validate` refuses it in a sentence that names the file, and asks for no other."""
    content, rdf_format = HOSTILE[name]
    suffix = {"xml": "rdf", "json-ld": "jsonld", "turtle": "ttl"}[rdf_format]
    file = tmp_path / f"katalog.{suffix}"
    file.write_bytes(content)
    with _watched() as seen:
        assert run(["validate", str(file), "--max-mb", "1"]) == 2
    said = capsys.readouterr().err
    assert "katalog" in said
    assert "Traceback" not in said
    assert not seen


_seen: list[str] | None = None


def _note(event: str, args: tuple[Any, ...]) -> None:
    if _seen is not None and (
        event in ("socket.connect", "socket.getaddrinfo", "urllib.Request")
        or (event == "open" and str(args[0]).startswith("/etc/"))
    ):
        _seen.append(f"{event} {args}")


sys.addaudithook(_note)  # there is no way to take it away again


@contextmanager
def _watched() -> Iterator[list[str]]:
    """Yield what is noted while it lasts: every connection, every file of the system that is opened."""
    global _seen  # noqa: PLW0603 - the hook is as global
    _seen = []
    try:
        yield _seen
    finally:
        _seen = None


def test_shapes_and_queries_of_the_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What a catalogue brings along of shapes, imports and queries is data: none of it is run or loaded."""
    file = tmp_path / "katalog.ttl"
    file.write_text(
        """
        @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .
        <http://127.0.0.1:9/o> a owl:Ontology ; owl:imports <http://127.0.0.1:9/i>, <file:///etc/passwd> .
        <h:s> a sh:NodeShape ; sh:targetClass dcat:Dataset ; sh:sparql [
            sh:message "ran" ;
            sh:select "SELECT $this WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }" ] ;
          sh:rule [ a sh:SPARQLRule ; sh:construct "CONSTRUCT { $this a <h:x> } WHERE { }" ] ;
          sh:js [ a sh:JSConstraint ; sh:jsLibrary [ sh:jsLibraryURL "http://127.0.0.1:9/x.js" ] ] ;
          sh:shapesGraph <http://127.0.0.1:9/shapes> .
        <h:d> a dcat:Dataset ; dct:title "T" ; sh:shapesGraph <http://127.0.0.1:9/shapes> .
        """
    )
    with _watched() as seen:
        assert run(["validate", str(file)]) == 1
    assert not seen
    assert "ran" not in capsys.readouterr().out.split()


def test_a_context_within_the_document() -> None:
    """A context that the document brings along is used; an address in it is a term's, not a context's."""
    data = _jsonld(**{"@context": {"p": {"@id": "http://p/", "@type": "@id"}}, "p": REMOTE})
    graph = parse_rdf(data, "json-ld", "katalog", None, Budget())
    assert {str(o) for o in graph.objects()} == {"T", REMOTE}


def test_a_refused_context_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The sentence says which context is not loaded and what to do, in both languages."""
    file = tmp_path / "katalog.jsonld"
    file.write_bytes(HOSTILE["context"][0])
    for lang, words in (("de", "nicht nachgeladen"), ("en", "not loaded")):
        run(["validate", str(file), "--lang", lang])
        said = capsys.readouterr().err
        assert words in said
        assert REMOTE in said


@pytest.mark.parametrize(
    "literal",
    [
        '"1e999999999"^^<http://www.w3.org/2001/XMLSchema#decimal>',
        f'"{"9" * 100_000}"^^<http://www.w3.org/2001/XMLSchema#integer>',
        '"999999999-01-01"^^<http://www.w3.org/2001/XMLSchema#date>',
        f'"{"<a/>" * 20_000}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#XMLLiteral>',
        f'"{"<b>" * 20_000}"^^<http://www.w3.org/1999/02/22-rdf-syntax-ns#HTML>',
    ],
    ids=["decimal", "integer", "date", "xml", "html"],
)
def test_a_literal_stays_what_was_written(literal: str) -> None:
    """A value is kept as it stands there: none is written out, none becomes a tree."""
    graph = parse_rdf(f"<http://a/> <http://b/> {literal} .".encode(), "turtle", "katalog", None, Budget())
    assert [len(value) for value in graph.objects()] == [len(literal[1:].partition('"')[0])]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://user:secret@host/x?a=b", "https://host/x?a=b"),
        ("Reading https://u:p@h:80/a and ftp://u@h …", "Reading https://h:80/a and ftp://h …"),
        ("https://u:s/ec#ret@host/x", "https://host/x"),
        ("https://h/?token=abc&x=1&api_key=k#f", "https://h/?token=…&x=1&api_key=…#f"),
        ("https://h/?X-Amz-Signature=abc&key=1", "https://h/?X-Amz-Signature=…&key=…"),
        ("https://social.example:8080/@user", "https://social.example:8080/@user"),
        ("mail a@b.de, monkey=1, https://h/?sprache=de", "mail a@b.de, monkey=1, https://h/?sprache=de"),
    ],
)
def test_what_is_shown_of_an_address(text: str, expected: str) -> None:
    """User, password and values named like a secret are left out; everything else stays."""
    assert shown(text) == expected


def test_what_a_terminal_gets() -> None:
    """Nothing that a terminal obeys or that turns the reading direction is left but lines and tabs."""
    evil = "a\x1b]0;title\x07\x1b[2Jb\x9b31mc\r\u202ed\x00\ud800\te\nf"
    assert printable(evil) == "a\ufffd]0;title\ufffd\ufffd[2Jb\ufffd31mc\ufffd\ufffdd\ufffd\ufffd\te\nf"


def test_words_of_a_catalogue_on_a_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A title with escapes does not act on the terminal."""
    file = tmp_path / "katalog.ttl"
    file.write_text(
        "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> .\n"
        '<http://x/d> a dcat:Dataset ; dct:title "x\\u001b[2J\\u009b1m\\u202ey" .',
        encoding="utf-8",
    )
    for more in ([], ["--json"]):
        assert run(["validate", str(file), *more]) == 1
        captured = capsys.readouterr()
        assert not {"\x1b", "\x9b", "\u202e"} & set(captured.out + captured.err)


def test_words_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    """JSON has every character, but none as such that a terminal would obey; passwords are left out."""
    evil = "a\x1b[2J\x7f\x9b31m\u202e\u2028ü"
    Output(as_json=True).result({"wert": [evil], "ort": ("https://u:geheim@h/",)})
    said = capsys.readouterr().out
    assert json.loads(said) == {"wert": [evil], "ort": ["https://h/"]}
    assert not set(evil[1:-1]) & set(said) - set("[2J31m")


def test_wrong_usage_on_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    """What click says about arguments is clean, too."""
    assert run(["validate", "x", "https://user:secret@h/\x1b[2J"]) == 64
    said = capsys.readouterr().err
    assert "secret" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    "arguments",
    [
        ["harvest", "{}", "--out", "x"],
        ["check", "{}"],
        ["validate", "{}"],
        ["govdata", "{}"],
        ["govdata", "x.ttl", "--govdata", "{}"],
        ["status", "--ckan", "{}"],
        ["export", "x", "--out", "y", "--base-uri", "{}"],
    ],
)
@pytest.mark.parametrize(
    "address", ["https://user:geheim@127.0.0.1:9/x?token=geheim", "https://u:ge#geheim@:h/"]
)
def test_a_password_in_an_address_is_not_printed(
    arguments: list[str],
    address: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Whichever command is given an address with a password: it is in no message and no JSON."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.ttl").write_text(
        "<h:d> a <http://www.w3.org/ns/dcat#Dataset>; <http://purl.org/dc/terms/identifier> 1 ."
    )
    for more in ([], ["--json"]):
        assert run([argument.format(address) for argument in arguments] + more) in (2, 64)
        captured = capfd.readouterr()
        assert "geheim" not in captured.out + captured.err


def test_threads_are_not_left_behind() -> None:
    """No watchdog outlives its reading."""
    assert not [thread for thread in threading.enumerate() if isinstance(thread, threading.Timer)]
