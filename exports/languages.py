"""What must a writer know of a language? Its direction, and the few words that writers add."""

import unicodedata
from dataclasses import dataclass

from exports.blocks import Change

_RIGHT_TO_LEFT = frozenset({"ar", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"})
_RIGHT_TO_LEFT_SCRIPTS = frozenset({"arab", "hebr", "nkoo", "syrc", "thaa"})
_SOME_RIGHT_TO_LEFT = "und-Arab"  # Hebrew needs nothing else of it than the direction
_LEFT_TO_RIGHT_SCRIPTS = frozenset({"latn", "cyrl"})


def is_right_to_left(language: str) -> bool:
    """Return whether text in a language (a BCP 47 tag) runs from right to left."""
    parts = language.casefold().replace("_", "-").split("-")
    scripts = {part for part in parts[1:] if len(part) == 4}  # noqa: PLR2004 -- ISO 15924 codes
    if scripts & _LEFT_TO_RIGHT_SCRIPTS:
        return False
    return parts[0] in _RIGHT_TO_LEFT or bool(scripts & _RIGHT_TO_LEFT_SCRIPTS)


def starts_right_to_left(text: str) -> bool:
    """Return whether the first letter with a direction runs right to left (UAX 9, rule P2)."""
    if text.isascii():
        return False
    for character in text:
        direction = unicodedata.bidirectional(character)
        if direction in {"L", "R", "AL"}:
            return direction != "L"
    return False


def find_language(text: str, language: str, document_language: str) -> str:
    """Return the language that a paragraph's direction follows from.

    That is its own; where it has none, one that is not known (``und``) in the script of its first
    letter, if that runs from right to left; else the document's.
    """
    if language:
        return language
    if not is_right_to_left(document_language) and starts_right_to_left(text):
        return _SOME_RIGHT_TO_LEFT
    return document_language


@dataclass(frozen=True, slots=True)
class WriterWords:
    """The words that a writer, not the document, puts on the page. ``{}`` takes a number."""

    language: str
    table: str
    figure: str
    page: tuple[str, str, str]
    notes: str
    skip: str
    back: str
    inserted: str
    deleted: str
    moved_from: str
    moved_to: str
    end: str


_WORDS = {
    words.language: words
    for words in (
        WriterWords(
            "en", "Table {}", "Figure {}", ("Page ", " of ", ""), "Notes",
            "Skip to the text", "Back to the text", "inserted", "deleted",
            "moved from here", "moved here", "end",
        ),
        WriterWords(
            "fr", "Tableau {}", "Figure {}", ("Page ", " sur ", ""), "Notes",
            "Aller au texte", "Retour au texte", "inséré", "supprimé",
            "déplacé d’ici", "déplacé ici", "fin",
        ),
        WriterWords(
            "es", "Tabla {}", "Figura {}", ("Página ", " de ", ""), "Notas",
            "Ir al texto", "Volver al texto", "insertado", "suprimido",
            "movido de aquí", "movido aquí", "fin",
        ),
        WriterWords(
            "ru", "Таблица {}", "Рисунок {}", ("Страница ", " из ", ""), "Примечания",
            "Перейти к тексту", "Вернуться к тексту", "вставлено", "удалено",
            "перенесено отсюда", "перенесено сюда", "конец",
        ),
        WriterWords(
            "ar", "الجدول {}", "الشكل {}", ("الصفحة ", " من ", ""), "ملاحظات",
            "انتقل إلى النص", "العودة إلى النص", "مضاف", "محذوف",
            "نُقل من هنا", "نُقل إلى هنا", "نهاية",
        ),
        WriterWords(
            "zh", "表 {}", "图 {}", ("第 ", " 页，共 ", " 页"), "注",
            "跳至正文", "返回正文", "新增", "删除",
            "移出", "移入", "结束",
        ),
        WriterWords(
            "ko", "표 {}", "그림 {}", ("", " / ", "쪽"), "주",
            "본문으로 건너뛰기", "본문으로 돌아가기", "추가", "삭제",
            "옮겨 감", "옮겨 옴", "끝",
        ),
    )
}  # fmt: skip


def choose_words(language: str) -> WriterWords:
    """Return the writer's words in a language, in English where Accord does not know them."""
    return _WORDS.get(language.casefold().split("-")[0], _WORDS["en"])


def name_change(words: WriterWords, change: Change) -> str:
    """Return the word for a change, empty for none."""
    return {
        Change.NONE: "",
        Change.INSERTED: words.inserted,
        Change.DELETED: words.deleted,
        Change.MOVED_FROM: words.moved_from,
        Change.MOVED_TO: words.moved_to,
    }[change]
