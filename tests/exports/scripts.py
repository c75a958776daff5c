"""One document in eleven scripts: names, paragraphs, a table, a chart. The cities are made up."""

from datetime import date

from exports.blocks import (
    Align,
    Cell,
    Chart,
    ChartKind,
    Column,
    Contents,
    Cover,
    Document,
    Figure,
    Heading,
    Note,
    NumberedParagraph,
    Paragraph,
    Run,
    Series,
    Table,
    Tone,
)

# Language -> (a made-up city, "The cities publish the quality of the air every hour." in it)
VOICES = {
    "en": ("Brightwater", "The cities publish the quality of the air every hour."),
    "vi": ("Nước Sáng", "Các thành phố công bố chất lượng không khí mỗi giờ."),
    "tr": ("Işıksu", "Şehirler hava kalitesini her saat yayımlar."),
    "ru": ("Светлореченск", "Города публикуют качество воздуха каждый час."),
    "el": ("Φωτονερό", "Οι πόλεις δημοσιεύουν την ποιότητα του αέρα κάθε ώρα."),
    "ar": ("مدينة النور", "تنشر المدن جودة الهواء كل ساعة."),
    "he": ("עיר האור", "הערים מפרסמות את איכות האוויר בכל שעה."),
    "th": ("เมืองสายรุ้ง", "เมืองต่างๆ เผยแพร่คุณภาพอากาศทุกชั่วโมง"),
    "am": ("ብርሃን ከተማ", "ከተሞች የአየርን ጥራት በየሰዓቱ ያሳትማሉ።"),
    "hi": ("ज्योतिनगर", "शहर हर घंटे हवा की गुणवत्ता प्रकाशित करते हैं।"),
    "ko": ("가람시", "도시들은 매시간 공기의 질을 공개한다."),
    "zh-Hans": ("清溪市", "各城市每小时公布空气质量。"),
    "ja": ("ひかり市", "都市は毎時、空気の質をカタカナで公表する。"),
}
RIGHT_TO_LEFT = ("ar", "he")

TABLE = Table(
    "cities",
    "Every city with its sentence",
    (Column("City"), Column("Sentence"), Column("Grade", Align.END)),
    tuple(
        (
            Cell((Run(name),), header=True, language=language),
            Cell((Run(sentence),), Tone.GOOD, language=language),
            Cell((Run(str(number)),)),
        )
        for number, (language, (name, sentence)) in enumerate(VOICES.items())
    ),
    summary="One row for each city.",
)
CHART = Figure(
    "grades",
    "Grades by city",
    Chart(
        ChartKind.BARS,
        tuple(name for name, _sentence in VOICES.values()),
        (Series("Grade", tuple(float(n + 1) for n in range(len(VOICES))), Tone.FAIR),),
        unit="points",
    ),
    "Each city has one point more than the city before it.",
)
EVERY_SCRIPT = Document(
    title="Eleven scripts · " + " · ".join(name for name, _sentence in VOICES.values()),
    blocks=(
        Cover("Eleven scripts", lines=tuple((tag, name) for tag, (name, _s) in VOICES.items())),
        Contents(),
        *(
            block
            for language, (name, sentence) in VOICES.items()
            for block in (
                Heading(1, (Run(name, language=language),)),
                Paragraph((Run(sentence, note=language),), language=language),
                Paragraph((Run(sentence, bold=True, italic=True),), language=language),
                NumberedParagraph("1.", (Run(sentence),), language=language),
            )
        ),
        TABLE,
        CHART,
    ),
    made_on=date(2026, 6, 28),
    author="Secretariat",
    notes=tuple(
        Note(language, str(number), (Run(sentence, language=language),))
        for number, (language, (_name, sentence)) in enumerate(VOICES.items(), 1)
    ),
)
