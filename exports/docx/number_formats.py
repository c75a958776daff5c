"""How does Word spell a number in a list? Its number formats (ECMA-376 part 1, 17.18.59)."""

from collections.abc import Callable

from declarations.numbering import spell_roman

ZERO_OF = {
    "hindiNumbers": "\u0966",
    "thaiNumbers": "\u0e50",
    "decimalFullWidth": "\uff10",
    "decimalFullWidth2": "\uff10",
}
DIGITS = {
    "ideographDigital": "〇一二三四五六七八九",
    "japaneseDigitalTenThousand": "〇一二三四五六七八九",
    "koreanDigital": "영일이삼사오육칠팔구",
    "koreanDigital2": "零一二三四五六七八九",
    "taiwaneseDigital": "○一二三四五六七八九",
}
KANA = (
    "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
)
IROHA = (
    "イロハニホヘトチリヌルヲワカヨタレソツネ"
    "ナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセスン"
)
ALPHABETS = {
    "lowerLetter": "abcdefghijklmnopqrstuvwxyz",
    "upperLetter": "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "russianLower": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "russianUpper": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЫЭЮЯ",
    "hebrew2": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabicAlpha": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "arabicAbjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "thaiLetters": "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
    "ganada": "가나다라마바사아자차카타파하",
    "chosung": "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ",
    "aiueoFullWidth": KANA,
    "aiueo": KANA,
    "irohaFullWidth": IROHA,
    "iroha": IROHA,
    "ideographTraditional": "甲乙丙丁戊己庚辛壬癸",
    "ideographZodiac": "子丑寅卯辰巳午未申酉戌亥",
}
"""Letters that count; after the last one they are doubled: z, aa, bb."""
CHICAGO = "*†‡§"
COUNTING = frozenset(
    ("chineseCounting", "chineseCountingThousand", "japaneseCounting", "taiwaneseCounting",
     "taiwaneseCountingThousand")
)  # fmt: skip
HEBREW = (
    (400, "ת"), (300, "ש"), (200, "ר"), (100, "ק"), (90, "צ"), (80, "פ"), (70, "ע"), (60, "ס"),
    (50, "נ"), (40, "מ"), (30, "ל"), (20, "כ"), (16, "טז"), (15, "טו"), (10, "י"), (9, "ט"),
    (8, "ח"), (7, "ז"), (6, "ו"), (5, "ה"), (4, "ד"), (3, "ג"), (2, "ב"), (1, "א"),
)  # fmt: skip
LARGEST_SPELT = 9_999
"""Above it a letter or Roman numeral would be longer than any label."""
LAST_CIRCLED = 20
LAST_COUNTED = 9_999
COUNTED = ((1000, "千"), (100, "百"), (10, "十"), (1, ""))
ENGLISH_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}
TEENS = range(11, 14)


def spell_number(number: int, kind: str) -> str | None:
    """Return a number as a format of Word prints it; None for a format that is not known here."""
    if number > LARGEST_SPELT and kind not in {"decimal", "none"}:
        return str(number)
    if number < 1 and kind not in {"none", "decimal", "decimalZero", *ZERO_OF, *DIGITS}:
        return str(number)
    if kind in DIGITS:
        return "".join(DIGITS[kind][int(digit)] for digit in str(number))
    if kind in ZERO_OF:
        return "".join(chr(ord(ZERO_OF[kind]) + int(digit)) for digit in str(number))
    if kind in ALPHABETS:
        letters = ALPHABETS[kind]
        times, place = divmod(number - 1, len(letters))
        return letters[place] * (times + 1)
    spell = SPELLERS.get(kind)
    return None if spell is None else spell(number)


def spell_hebrew(number: int) -> str:
    """Return a number in Hebrew letters: 15 and 16 are not written with the name of God."""
    spelt = ""
    for value, letters in HEBREW:
        while number >= value:
            spelt += letters
            number -= value
    return spelt


def spell_counting(number: int) -> str:
    """Return a number as Chinese and Japanese count it: 十二 for 12."""
    if number > LAST_COUNTED:
        return str(number)
    spelt, needs_zero = "", False
    for value, sign in COUNTED:
        times, number = divmod(number, value)
        if times:
            spelt += ("〇" if needs_zero else "") + DIGITS["ideographDigital"][times] + sign
        needs_zero = bool(spelt) and not times
    return spelt.removeprefix("一") if spelt.startswith("一十") else spelt


def spell_ordinal(number: int) -> str:
    """Return 1st, 2nd, 3rd, 4th, as Word prints an ordinal in English."""
    is_teen = number % 100 in TEENS
    return f"{number}{'th' if is_teen else ENGLISH_SUFFIXES.get(number % 10, 'th')}"


def spell_circled(number: int) -> str:
    """Return a number in a circle up to 20, a plain one above."""
    return chr(ord("①") + number - 1) if number <= LAST_CIRCLED else str(number)


SPELLERS: dict[str, Callable[[int], str]] = {
    "none": lambda _number: "",
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": "{:02d}".format,
    "lowerRoman": spell_roman,
    "upperRoman": lambda number: spell_roman(number).upper(),
    "ordinal": spell_ordinal,
    "numberInDash": "- {} -".format,
    "decimalEnclosedCircle": spell_circled,
    "decimalEnclosedParen": "({})".format,
    "decimalEnclosedFullstop": "{}.".format,
    "hex": "{:X}".format,
    "hebrew1": spell_hebrew,
    **dict.fromkeys(COUNTING, spell_counting),
    "chicago": lambda number: CHICAGO[(number - 1) % 4] * ((number - 1) // 4 + 1),
}
