"""Which benchmarks are there? One table; nothing of Accord is imported to read it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Benchmark:
    """What is measured: ``prepare`` names a function of a module of this folder.

    ``prepare(size, folder)`` makes ready in an empty folder, which is not timed, and returns what
    is timed: a function without arguments. A size of 0 stands for "has no size". It runs ``runs``
    times, but once only from the size ``once_from`` on, where it takes minutes. ``peer`` is the
    name of another program or library that does the same, and ``needs`` the module to import or
    the program to start for it; where that is not installed the row is skipped and says so.
    Benchmarks that share (``is_shared``) find the files that those before them made in their
    folder. Where what is timed returns a file (``makes_file``), its bytes or where it is, the
    table has its size.
    """

    subject: str
    what: str
    prepare: str
    unit: str = ""
    sizes: tuple[int, ...] = (0,)
    runs: int = 5
    once_from: int = 1_000_000
    peer: str = ""
    needs: str = ""
    is_shared: bool = False
    makes_file: bool = False


TEXTS = (50, 500, 5_000, 20_000)
REVISIONS = (50, 500, 2_000)
WORD_FILES = (340, 3_400)
"""Paragraphs of 20 and 200 pages."""
REDLINED = (50, 500)
MEMBERS = (100, 1_000, 12_000)
REPORTED = (24, 100, 1_000, 12_000)
MEMBERS_REPORTED = (100, 1_200, 12_000)
LARGE = (24, 1_200, 12_000)
"""Members of a workspace with 60 paragraphs and 8 periods; the last has 5.8 million entries."""

PAGES = (20, 500, 2_000)
ROWS = (50, 5_000, 50_000)


def _document(
    what: str, prepare: str, unit: str = "pages", peer: str = "", needs: str = ""
) -> Benchmark:
    """Return a benchmark of a long document or of a long table; peers run once."""
    sizes = PAGES if unit == "pages" else ROWS
    runs = 1 if peer else 3
    return Benchmark(
        "documents", what, prepare, unit, sizes, runs, peer=peer, needs=needs, makes_file=True
    )


def _large(
    what: str, prepare: str, runs: int = 5, once_from: int = 1_000_000, peer: str = ""
) -> Benchmark:
    """Return a benchmark of the large workspace, which the first of them makes."""
    return Benchmark("large", what, prepare, "members", LARGE, runs, once_from, peer, "", True)


CATALOGUE = (
    Benchmark("text", "parse a draft", "texts.parse", "paragraphs", TEXTS, 5, 20_000),
    Benchmark("text", "print a draft", "texts.print_again", "paragraphs", TEXTS, 5, 20_000),
    Benchmark("text", "check a draft", "texts.check", "paragraphs", TEXTS, 5, 20_000),
    Benchmark("text", "compare two revisions", "texts.compare_revisions", "paragraphs", REVISIONS),
    Benchmark("text", "compile amendments", "texts.compile_all", "amendments", (20, 200), 3),
    Benchmark("word", "export a Word file", "words.export", "paragraphs", WORD_FILES, 3),
    Benchmark("word", "guard a Word file", "words.guard", "paragraphs", WORD_FILES, 3),
    Benchmark("word", "import a Word file", "words.import_draft", "paragraphs", WORD_FILES, 3),
    Benchmark("word", "import an amendment", "words.import_amendment", "paragraphs", WORD_FILES, 3),
    Benchmark("word", "redline of two files", "words.redline_files", "paragraphs", REDLINED, 3),
    Benchmark(
        "word",
        "redline of two files",
        "words.redline_by_peer",
        "paragraphs",
        REDLINED,
        3,
        peer="python-redlines",
        needs="python_redlines_docxodus",
    ),
    Benchmark("register", "acceptance matrix", "registers.find_matrix", "members", MEMBERS, 3),
    Benchmark("register", "statistics of a period", "registers.count", "members", MEMBERS, 3),
    Benchmark("register", "read the register", "registers.read", "members", MEMBERS, 3, 12_000),
    Benchmark("register", "import members (CSV)", "registers.import_list", "members", MEMBERS, 3),
    Benchmark(
        "report", "assembly report, blocks", "reports.compose", "members", REPORTED, 3, 12_000
    ),
    Benchmark(
        "report", "assembly report, HTML", "reports.make_html", "members", REPORTED, 3, 12_000
    ),
    Benchmark(
        "report", "assembly report, DOCX", "reports.make_docx", "members", REPORTED, 3, 12_000
    ),
    Benchmark("report", "assembly report, PDF", "reports.make_pdf", "members", REPORTED, 3, 12_000),
    Benchmark(
        "members",
        "members' reports, PDF",
        "reports.write_to_members",
        "members",
        MEMBERS_REPORTED,
        3,
        1_200,
    ),
    _document("document, PDF", "documents.make_pdf"),
    _document(
        "document, PDF",
        "document_peers.make_pdf_with_typst",
        peer="Typst",
        needs="typst",
    ),
    _document(
        "document, PDF",
        "document_peers.make_pdf_with_fpdf2",
        peer="fpdf2",
        needs="fpdf",
    ),
    _document(
        "document, PDF",
        "document_peers.make_pdf_with_libreoffice",
        peer="LibreOffice",
        needs="soffice",
    ),
    _document(
        "document, PDF",
        "document_peers.make_pdf_with_weasyprint",
        peer="WeasyPrint",
        needs="weasyprint",
    ),
    _document("document, DOCX", "documents.make_docx"),
    _document("document, HTML", "documents.make_html"),
    _document("table, PDF", "documents.make_table_pdf", "rows"),
    _document("table, DOCX", "documents.make_table_docx", "rows"),
    _document(
        "table, DOCX",
        "document_peers.fill_table_with_docxtpl",
        "rows",
        peer="docxtpl",
        needs="docxtpl",
    ),
    _large("load every report", "large.load", 1, 24),
    _large("statistics by section", "large.count_sections"),
    _large("statistics by section", "large_peer.count_sections", peer="plain SQLite"),
    _large("answers counted, acceptances known", "large.count_answers_alone"),
    _large("one member's page", "large.read_member"),
    _large("one member's page", "large_peer.read_member", peer="plain SQLite"),
    _large("matrix page of 100 members", "large.read_matrix_page"),
    _large("matrix page of 100 members", "large_peer.read_matrix_page", peer="plain SQLite"),
    _large("one new report of 60 entries", "large.submit_one"),
    _large("one new report of 60 entries", "large_peer.submit_one", peer="plain SQLite"),
    _large("read what the assembly report needs", "large.read_for_report", 3, 12_000),
    _large("verify the kept counts", "large.verify", 3, 12_000),
    Benchmark("start", "accord --version", "starts.print_version"),
    Benchmark("start", "accord doctor", "starts.run_doctor"),
)
SUBJECTS = tuple(dict.fromkeys(benchmark.subject for benchmark in CATALOGUE))
