"""One document with every kind of block and seven scripts; nothing in it is about a real city."""

from datetime import date

from exports.blocks import (
    Align,
    Cell,
    Change,
    Chart,
    ChartKind,
    Column,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    ListBlock,
    ListItem,
    Note,
    NumberedParagraph,
    PageBreak,
    Paragraph,
    ParagraphChange,
    ParagraphStyle,
    Run,
    Series,
    Table,
    Tile,
    Tiles,
    Tone,
)

CITIES = (
    ("Brightwater", "en"),
    ("Светлореченск", "ru"),
    ("가람시", "ko"),
    ("清溪市", "zh-Hans"),
    ("مدينة النور", "ar"),
    ("เมืองสายรุ้ง", "th"),
    ("ብርሃን ከተማ", "am"),
)

CITY_TABLE = Table(
    "cities",
    "Implementation by city",
    (
        Column("City"),
        Column("Accepted", Align.END),
        Column("Reported", Align.END),
        Column("State", Align.CENTER),
    ),
    (
        *(
            (
                Cell((Run(name),), header=True, language=language),
                Cell((Run(str(12 - number)),)),
                Cell((Run(f"{90 - 7 * number} %"),)),
                Cell((Run("● complete" if number < 3 else "○ begun"),), Tone.GOOD),
            )
            for number, (name, language) in enumerate(CITIES)
        ),
        (
            Cell((Run("Total"),), header=True),
            Cell((Run("63"),)),
            Cell((Run("69 %"),)),
            Cell((Run("–"),), Tone.MUTED),
        ),
    ),
    summary="For each city, the paragraphs accepted and the share reported.",
    total=True,
    note="Coverage: 7 of 7 cities.",
)

MATRIX = Table(
    "matrix",
    "Accepted provisions",
    (
        Column("Member"),
        *(Column(f"Paragraph {number}", Align.CENTER) for number in range(1, 31)),
    ),
    tuple(
        (
            Cell((Run(name),), header=True, language=language),
            *(
                Cell((Run("ARD–o"[(row * 7 + column) % 5]),), list(Tone)[(row + column) % 6])
                for column in range(30)
            ),
        )
        for row, (name, language) in enumerate(CITIES)
    ),
    summary="One row for each member, one column for each paragraph.",
    note="A accepted, R with a reservation, D declined, – no response, o open.",
)

CHART = Figure(
    "progress",
    "Implementation by section",
    Chart(
        ChartKind.STACKED_BARS,
        ("Environment", "Quality of life", "Service efficiency", "Private sector"),
        (
            Series("Complete", (4, 3, 2, 1), Tone.GOOD),
            Series("Begun", (2, 3, 4, 3), Tone.FAIR),
            Series("Not begun", (1, 1, 1, 3), Tone.BAD),
        ),
        unit="cities",
    ),
    "Environment is furthest: four of seven cities have completed it.",
    note="Seven cities in each bar.",
)

EVERY_BLOCK = Document(
    title="Report of the made-up assembly <&> everyone",
    made_on=date(2026, 6, 28),
    language="en",
    author="Secretariat of the association",
    subject="A document of every kind of block",
    identifier="DEMO/2026/1",
    running_head="Made-up assembly, report 1",
    notes=(
        Note(
            "first", "1", (Run("A note with a "), Run("link", link="https://example.org/a?b=1&c=2"))
        ),
        Note("second", "2", (Run("Ghi chú tiếng Việt.", language="vi"),)),
    ),
    blocks=(
        Cover(
            "Report of the made-up assembly",
            "Seven cities, seven scripts",
            "Association of made-up cities",
            (("Symbol", "DEMO/2026/1"), ("Data as of", "28 June 2026"), ("Status", "Final")),
            "All data are made up. Members answer for their own reports.",
        ),
        Contents(depth=2),
        PageBreak(),
        Heading(1, (Run("Key messages"),), "key", "1"),
        Paragraph((Run("Five of seven cities reported in time."),), ParagraphStyle.LEAD),
        Tiles(
            (
                Tile("7", "members", "of 7 invited"),
                Tile("71 %", "reporting rate", "5 of 7", Tone.GOOD),
                Tile("3", "overdue", "oldest: 14 months", Tone.BAD),
                Tile("12", "paragraphs"),
                Tile("0", "withdrawn", "", Tone.MUTED),
            )
        ),
        Paragraph(
            (
                Run("Text with "),
                Run("bold", bold=True),
                Run(", "),
                Run("italic", italic=True),
                Run(" and a "),
                Run("link", link="https://example.org/"),
                Run("; see "),
                Run("the text", link="#text"),
                Run(" too", note="first"),
                Run(" and again", note="second"),
                Run(". User text: <b>&amp; ]]> {{ x }} \x00\x0b\ud800 *stars*."),
            )
        ),
        Heading(2, (Run("Cities in "), Run("every", italic=True), Run(" script")), "cities", "1.1"),
        *(
            Paragraph((Run(f"{name}, 2026 (12 km)."),), language=language)
            for name, language in CITIES
        ),
        ListBlock(
            (
                ListItem((Run("Air"),)),
                ListItem(
                    (Run("Water"),),
                    (ListBlock((ListItem((Run("rivers"),)), ListItem((Run("мосты"),)))),),
                ),
            )
        ),
        ListBlock((ListItem((Run("third"),)), ListItem((Run("fourth"),))), ordered=True, start=3),
        ListBlock((ListItem((Run("first"),)),), ordered=True),
        CITY_TABLE,
        CHART,
        PageBreak(),
        Heading(1, (Run("The text"),), "text", "2"),
        Paragraph((Run("Recalling the meeting of 2017,", italic=True),), ParagraphStyle.QUOTE),
        NumberedParagraph("1.", (Run("Cities protect the air,"),), 0, "p-air"),
        NumberedParagraph("(a)", (Run("by trees;"),), 1, "p-trees"),
        NumberedParagraph("(i)", (Run("by many trees;"),), 2, "p-many"),
        NumberedParagraph(
            "2.",
            (
                Run("Cities "),
                Run("shall", change=Change.DELETED),
                Run("will", change=Change.INSERTED),
                Run(" protect the water."),
            ),
            0,
            "p-water",
        ),
        NumberedParagraph(
            "3.",
            (Run("A new paragraph.", change=Change.INSERTED),),
            0,
            "p-new",
            whole=ParagraphChange(Change.INSERTED),
        ),
        NumberedParagraph(
            "4.",
            (Run("An old paragraph.", change=Change.DELETED),),
            0,
            "p-old",
            whole=ParagraphChange(Change.DELETED),
        ),
        NumberedParagraph("5.", (Run("تحمي المدن الهواء 2026."),), 0, "p-ar", "ar"),
        Paragraph((Run("Done at the river."),), ParagraphStyle.CLOSING),
        Heading(2, (Run("Matrix"),), "matrix", "2.1"),
        MATRIX,
        Paragraph((Run("After the matrix."),), ParagraphStyle.SMALL),
    ),
)
