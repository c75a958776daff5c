"""Which annexes has a report, and which are files of their own? Letters, names and parts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from exports.blocks import (
    Block,
    Contents,
    Cover,
    Document,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    plain_text,
)
from exports.wording import render_blocks

ANNEX = "annex-"
LIST_TEMPLATE = "assembly_annex_files.md.j2"


@dataclass(frozen=True, slots=True)
class AnnexFile:
    """An annex in a file of its own: its letter, title, the file's name, and the document."""

    letter: str
    title: str
    file: str
    document: Document


def letter_annexes(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks with each annex's heading labelled "Annex A", "Annex B" and so on."""
    number = 0
    for block in blocks:
        if isinstance(block, Heading) and begins_annex(block):
            yield replace(block, label=f"Annex {name_letter(number)}:")
            number += 1
        else:
            yield block


def begins_annex(block: Block) -> bool:
    """Return whether a block is the heading of an annex."""
    return isinstance(block, Heading) and block.level == 1 and block.anchor.startswith(ANNEX)


def name_letter(number: int) -> str:
    """Return the letter of an annex, from 0: A to Z, then AA, AB and so on."""
    before, last = divmod(number, 26)
    return (name_letter(before - 1) if before else "") + chr(ord("A") + last)


def split_annexes(
    report: Document, output: Path, template_folder: Path | None = None
) -> tuple[Document, tuple[AnnexFile, ...]]:
    """Return the report without its annexes, which it lists, and each annex as a document.

    The files stand beside ``output`` and are named after it: ``report-annex-a.pdf``. Links from
    one file into another are words only. Raises InputRefusal when the template of the list cannot
    be used.
    """
    starts = [number for number, block in enumerate(report.blocks) if begins_annex(block)]
    if not starts:
        return report, ()
    parts = [
        _drop_last_break(report.blocks[a:b])
        for a, b in zip(starts, [*starts[1:], None], strict=True)
    ]
    files = tuple(_make_file(report, part, output) for part in parts)
    listing, _notes = render_blocks(LIST_TEMPLATE, {"annexes": files}, {}, {}, {}, template_folder)
    summary = (*_drop_last_break(report.blocks[: starts[0]]), *listing)
    return replace(report, blocks=tuple(unlink(summary))), files


def _drop_last_break(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """Return the blocks without the page break that stands before the next annex."""
    return blocks[:-1] if blocks and isinstance(blocks[-1], PageBreak) else blocks


def _make_file(report: Document, part: Sequence[Block], output: Path) -> AnnexFile:
    """Return an annex as a document with the cover of its report."""
    heading = part[0]
    assert isinstance(heading, Heading)  # noqa: S101 - a part begins with its heading
    letter = heading.label.removeprefix("Annex ").rstrip(":")
    title = f"{heading.label} {plain_text(heading.runs)}"
    cover = next(
        (block for block in report.blocks if isinstance(block, Cover)), Cover(report.title)
    )
    many = sum(isinstance(block, Heading) for block in part) > 1
    contents: tuple[Block, ...] = (Contents(), PageBreak()) if many else (PageBreak(),)
    blocks = (replace(cover, title=title, subtitle=report.title), *contents, *part)
    document = replace(
        report,
        title=f"{title} ({report.title})",
        blocks=tuple(unlink(blocks)),
        notes=(),
        running_head=f"{report.running_head}, {heading.label.rstrip(':')}",
    )
    name = f"{output.stem}-annex-{letter.lower()}{output.suffix}"
    return AnnexFile(letter, plain_text(heading.runs), name, document)


def unlink(blocks: Sequence[Block]) -> Iterator[Block]:
    """Yield the blocks, with the links of their paragraphs that lead nowhere as words."""
    anchors = {f"#{block.anchor}" for block in blocks if isinstance(block, Heading | Paragraph)}

    def mend(run: Run) -> Run:
        lost = run.link.startswith("#") and run.link not in anchors
        return replace(run, link="") if lost else run

    for block in blocks:
        if isinstance(block, Paragraph):
            yield replace(block, runs=tuple(mend(run) for run in block.runs))
        else:
            yield block
