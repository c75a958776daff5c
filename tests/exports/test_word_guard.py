"""Files that are no text: each is refused in plain words, quickly, before anything parses it."""

import io
import os
import signal
import zipfile
from pathlib import Path

import pytest

from declarations.problems import InputRefusal
from exports.confinement import run_confined
from exports.docx.markup import W
from exports.docx.reader import read_word_file
from exports.docx.reading import Changes
from exports.package_guard import WORD_FILE, check_package
from tests.exports.word_files import TYPES, make_word, pack, paragraph, relate

NAMED = {"[Content_Types].xml": TYPES, "_rels/.rels": relate("officeDocument=word/document.xml")}
LAUGHS = '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><l>&b;</l>'


def packed(**parts: str | bytes) -> bytes:
    return pack({**NAMED, **{name.replace("__", "/"): text for name, text in parts.items()}})


def many_paragraphs() -> bytes:
    body = "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 500_000
    document = f'<w:document xmlns:w="{W}"><w:body>{body}</w:body></w:document>'
    return pack({**NAMED, "word/document.xml": document})


def encrypted_entry() -> bytes:
    data = bytearray(make_word(paragraph("secret")))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(sign)
        data[at + place] |= 1
    return bytes(data)


def packed_with_bzip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as package:
        for name, text in NAMED.items():
            package.writestr(name, text)
    return file.getvalue()


def named_twice() -> bytes:
    return pack({**NAMED, "word/document.xml": "<a/>", "word/Document.xml": "<a/>"})


HOSTILE = {
    "empty": (lambda: b"", "is empty"),
    "PDF": (lambda: b"%PDF-1.7 ...", "a PDF"),
    "web page": (lambda: b"<html>...", "a web page"),
    "old Word": (lambda: bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600), "Word 97-2003"),
    "truncated": (lambda: make_word(paragraph("words") * 99)[:-90], "damaged or incomplete"),
    "bomb": (lambda: packed(word__document="0" * 60_000_000), "unpacks to far more"),
    "laughs": (lambda: packed(**{"word__document.xml": LAUGHS}), "XML entities"),
    "laughs in UTF-16": (
        lambda: packed(**{"word__document.xml": LAUGHS.encode("utf-16")}), "XML entities",
    ),
    "paragraphs": (many_paragraphs, "more than 50,000 paragraphs"),
    "macros": (lambda: packed(**{"word__vbaProject.bin": b"x"}), "carries macros"),
    "twice": (named_twice, "twice"),
    "outside its folder": (lambda: packed(**{"..__..__etc__passwd": "x"}), "odd name"),
    "workbook": (lambda: packed(**{"xl__workbook.xml": "<a/>"}), "an Excel workbook"),
    "folder": (lambda: pack({"a.txt": "x"}), "a packed folder"),
    "parts": (
        lambda: packed(**{f"p{n}": "" for n in range(WORD_FILE.entries + 1)}),
        "more than 2000 parts",
    ),
    "password": (encrypted_entry, "protected by a password"),
    "bzip": (packed_with_bzip, "packed in a way that Word does not use"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_file_is_refused_with_its_reason_and_a_remedy(kind: str) -> None:
    make, reason = HOSTILE[kind]
    with pytest.raises(InputRefusal, match=reason) as refusal:
        check_package(make(), "text.docx", WORD_FILE)
    assert refusal.value.message.startswith("text.docx ")
    assert refusal.value.hint


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("poi__bug53475-password-is-pass.docx", "protected by a password"),
        ("poi__clusterfuzz-testcase-minimized-POIFuzzer-6709287337197568.docx", "damaged"),
    ],
)
def test_real_protected_and_damaged_files_are_refused(
    real_data: Path, name: str, reason: str
) -> None:
    with pytest.raises(InputRefusal, match=reason):
        check_package((real_data / "docx" / name).read_bytes(), name, WORD_FILE)


def test_every_other_real_file_passes(real_data: Path) -> None:
    refused = []
    for path in sorted((real_data / "docx").glob("*.docx")):
        try:
            check_package(path.read_bytes(), path.name, WORD_FILE)
        except InputRefusal:
            refused.append(path.name.partition("-")[0])
    assert refused == ["poi__bug53475", "poi__clusterfuzz"]


def test_template_and_pictures_outside_the_file_are_not_fetched_but_told() -> None:
    outside = (
        '<Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/attachedTemplate" Target="http://203.0.113.1/t.dotm" '
        'TargetMode="External"/>'
    )
    (reading,) = read_word_file(make_word(paragraph("Words"), outside), "text.docx")
    assert [each.text for each in reading.paragraphs] == ["Words"]
    assert [(each.code, "203.0.113.1" in each.message) for each in reading.remarks] == [
        ("W321", True)
    ]


@pytest.mark.parametrize(
    "data",
    [
        packed(**{"word__document.xml": "<a/>"}),
        packed(**{"word__document.xml": "<w:document"}),
        packed(other="x"),
    ],
)
def test_package_without_word_text_is_refused(data: bytes) -> None:
    with pytest.raises(InputRefusal, match="no Word text"):
        read_word_file(data, "text.docx")


def test_child_reads_both_ways_in_one_go() -> None:
    mark = 'w:id="1" w:author="Quito" w:date="2026-01-02T00:00:00Z"'
    data = make_word(f"<w:p><w:ins {mark}><w:r><w:t>new</w:t></w:r></w:ins></w:p>")
    accepted, rejected = read_word_file(data, "t.docx", [Changes.ACCEPT, Changes.REJECT])
    assert accepted.paragraphs[0].text == "new"
    assert rejected.paragraphs[0].text == ""


def fill_memory(data: bytes) -> bytes:
    return bytes(2_000_000_000)


def write_file(data: bytes) -> bytes:
    Path(data.decode()).write_bytes(b"x")
    return b""


def tell_limits(data: bytes) -> bytes:
    import resource

    return repr(resource.getrlimit(resource.RLIMIT_CPU)).encode()


def run_out_of_time(data: bytes) -> bytes:
    """Do what the system does to a process that has used its processor time."""
    os.kill(os.getpid(), signal.SIGXCPU)
    return b""


def crash(data: bytes) -> bytes:
    os.abort()


def test_child_that_takes_too_much_memory_is_the_files_fault() -> None:
    with pytest.raises(InputRefusal, match="took more than 512 MB of memory"):
        run_confined(f"{__name__}:fill_memory", b"")


def test_child_that_takes_too_long_is_told_from_one_that_takes_memory() -> None:
    with pytest.raises(InputRefusal, match="took more than 20 seconds") as refusal:
        run_confined(f"{__name__}:run_out_of_time", b"")
    assert "MB" not in refusal.value.message


def test_child_that_crashes_is_the_files_fault() -> None:
    with pytest.raises(InputRefusal, match="reading it failed"):
        run_confined(f"{__name__}:crash", b"")


def test_child_has_its_own_limit_of_time_and_writes_no_file(tmp_path: Path) -> None:
    assert run_confined(f"{__name__}:tell_limits", b"") == b"(20, 21)"
    target = tmp_path / "written"
    with pytest.raises(InputRefusal):
        run_confined(f"{__name__}:write_file", str(target).encode())
    assert not target.exists() or not target.read_bytes()
