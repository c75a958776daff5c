"""Word differences: both texts come back, and a reader sees each change where it is."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from declarations.token_matching import MOST_MATCHES, count_matches
from declarations.tokens import find_edges, split_tokens
from declarations.word_differences import (
    Piece,
    PieceKind,
    compare_texts,
)

EQUAL, DELETED, INSERTED = PieceKind.EQUAL, PieceKind.DELETED, PieceKind.INSERTED
LANGUAGE = st.lists(
    st.sampled_from(
        [
            "we ", "will ", "reduce ", "30 ", "per ", "cent", ".", ", ", " ", "and ", "城", "市",
            "的", "。", "เมือง", "ที่", "’s ", "-", "مدينة ", "و", "עיר ", "דו־קיום ", "도시는 ",
            "및 ", "शहर ", "कार्य", "क्\u200dष", "می\u200cشود ", "é", "1.5", "\ufffc", "\u0301",
        ]
    ),
    max_size=30,
).map("".join)  # fmt: skip


def show(old: str, new: str) -> str:
    """Return the pieces as a reader of the terminal sees them."""
    looks = {EQUAL: "{}", DELETED: "[-{}-]", INSERTED: "{{+{}+}}"}
    return "".join(looks[piece.kind].format(piece.text) for piece in compare_texts(old, new))


@given(LANGUAGE | st.text(), LANGUAGE | st.text())
def test_equal_and_deleted_pieces_are_the_old_text_equal_and_inserted_the_new(
    old: str, new: str
) -> None:
    pieces = compare_texts(old, new)
    assert "".join(p.text for p in pieces if p.kind is not INSERTED) == old
    assert "".join(p.text for p in pieces if p.kind is not DELETED) == new
    assert all(p.text for p in pieces)


@given(LANGUAGE, LANGUAGE)
def test_no_piece_begins_with_a_combining_mark_unless_its_text_does(old: str, new: str) -> None:
    for unwanted, text in ((INSERTED, old), (DELETED, new)):
        place = 0
        for piece in (p for p in compare_texts(old, new) if p.kind is not unwanted):
            assert place == 0 or not unicodedata.category(text[place]).startswith("M")
            place += len(piece.text)


@given(LANGUAGE, LANGUAGE)
def test_every_cut_lies_at_the_edge_of_a_word_in_its_text(old: str, new: str) -> None:
    for unwanted, text in ((INSERTED, old), (DELETED, new)):
        place, edges = 0, find_edges(split_tokens(text))
        for piece in (p for p in compare_texts(old, new) if p.kind is not unwanted):
            assert place in edges
            place += len(piece.text)


@given(LANGUAGE | st.text())
def test_a_text_compared_with_itself_has_no_change(text: str) -> None:
    assert compare_texts(text, text) == ((Piece(text, EQUAL),) if text else ())


@given(LANGUAGE | st.text())
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(split_tokens(text)) == text


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("The city’s well-being.", ["The ", "city’s ", "well-being", "."]),
        ("by 1.5 per cent, 1,000.", ["by ", "1.5 ", "per ", "cent", ", ", "1,000", "."]),
        ("城市と", ["城", "市", "と"]),
        ("ที่นี่ ๒๕๖๐", ["ที่", "นี่ ", "๒๕๖๐"]),
        ("של דו־קיום", ["של ", "דו־קיום"]),
        ("می\u200cشود و", ["می\u200cشود ", "و"]),
        ("मुख्य शहर।", ["मुख्य ", "शहर", "।"]),
        ("도시는 및", ["도시는 ", "및"]),
        ("👍🏽 a \u0301b", ["👍🏽 ", "a", " \u0301", "b"]),
    ],
)
def test_a_token_is_what_a_reader_takes_for_one_word_or_sign(text, tokens) -> None:
    assert split_tokens(text) == tokens


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("We will cut waste by 30 per cent.", "We will cut waste by 40 per cent.",
         "We will cut waste by [-30-]{+40+} per cent."),
        ("到2025年减少百分之三十的废物。", "到2030年减少百分之三十的废物。",
         "到[-2025-]{+2030+}年减少百分之三十的废物。"),
        ("เราจะลดขยะในเมืองให้ได้ร้อยละ ๓๐", "เราจะลดขยะในเมืองให้ได้ร้อยละ ๔๐",
         "เราจะลดขยะในเมืองให้ได้ร้อยละ [-๓๐-]{+๔๐+}"),
        ("نلتزم بخفض النفايات في المدن", "نلتزم بخفض الانبعاثات في المدن",
         "نلتزم بخفض [-النفايات-]{+الانبعاثات+} في المدن"),
        ("נפחית את הפסולת בערים שלנו", "נפחית את הפליטות בערים שלנו",
         "נפחית את [-הפסולת-]{+הפליטות+} בערים שלנו"),
        ("우리 도시는 폐기물을 줄인다", "우리 도시는 배출량을 줄인다",
         "우리 도시는 [-폐기물을-]{+배출량을+} 줄인다"),
        ("हम शहर में कचरा कम करेंगे", "हम शहर में प्रदूषण कम करेंगे",
         "हम शहर में [-कचरा-]{+प्रदूषण+} कम करेंगे"),
    ],
)  # fmt: skip
def test_one_changed_word_is_all_that_is_marked(old: str, new: str, shown: str) -> None:
    assert show(old, new) == shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("projects that residents propose.", "projects that residents propose and choose.",
         "projects that residents propose{+ and choose+}."),
        ("We act. We share.", "We act. We plan. We share.", "We act. {+We plan. +}We share."),
        ("cities and regions act", "cities and towns and regions act",
         "cities {+and towns +}and regions act"),
        ("我们行动。我们分享。", "我们行动。我们规划。我们分享。",
         "我们行动。{+我们规划。+}我们分享。"),
        ("نعمل معا. نتشارك.", "نعمل معا. نعمل الآن. نتشارك.",
         "نعمل معا. {+نعمل الآن. +}نتشارك."),
        ("हम काम करेंगे। हम बाँटेंगे।", "हम काम करेंगे। हम सोचेंगे। हम बाँटेंगे।",
         "हम काम करेंगे। {+हम सोचेंगे। +}हम बाँटेंगे।"),
    ],
)  # fmt: skip
def test_a_change_begins_at_the_start_of_a_sentence_or_word(old, new, shown) -> None:
    assert show(old, new) == shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("Every city shall act once a year in each district and publish it.",
         "Every city shall act one in a month in each district and publish it.",
         "Every city shall act [-once a year-]{+one in a month+} in each district and publish it."),
        ("The members plant, water trees along the roads of every district.",
         "The members prune, protect trees along the roads of every district.",
         "The members [-plant, water-]{+prune, protect+} trees along the roads of every district."),
        ("会员城市应当减少的排放并向大会报告进展情况", "会员城市应当增加的投资并向大会报告进展情况",
         "会员城市应当[-减少的排放-]{+增加的投资+}并向大会报告进展情况"),
        ("减少百分之十五的排放并报告", "减少百分之二十的排放并报告",
         "减少百分之[-十五-]{+二十+}的排放并报告"),
        ("המדינות ישתפו של ידע בכל אזור ובכל שנה", "המדינות יאספו של נתונים בכל אזור ובכל שנה",
         "המדינות [-ישתפו של ידע-]{+יאספו של נתונים+} בכל אזור ובכל שנה"),
        ("회원 도시는 공원을 및 도로를 매년 모든 지역에서 조사한다",
         "회원 도시는 하천을 및 다리를 매년 모든 지역에서 조사한다",
         "회원 도시는 [-공원을 및 도로를-]{+하천을 및 다리를+} 매년 모든 지역에서 조사한다"),
    ],
)  # fmt: skip
def test_a_tiny_island_between_two_changes_joins_them(old, new, shown) -> None:
    assert show(old, new) == shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("at least 30 days before each assembly of members",
         "no later 30 weeks before each assembly of members",
         "[-at least-]{+no later+} 30 [-days-]{+weeks+} before each assembly of members"),
        ("We tell members yearly. They answer it in good time.",
         "We tell members monthly. Cities answer it in good time.",
         "We tell members [-yearly-]{+monthly+}. [-They-]{+Cities+} answer it in good time."),
        ("会员城市应在2030年前减少排放", "会员城市应当在2035年前减少排放",
         "会员城市应{+当+}在[-2030-]{+2035+}年前减少排放"),
        ("parks and gardens of the city and its region",
         "green parks and big gardens of the city and its region",
         "{+green +}parks and {+big +}gardens of the city and its region"),
    ],
)  # fmt: skip
def test_a_figure_the_end_of_a_sentence_and_lone_insertions_stay_apart(old, new, shown) -> None:
    assert show(old, new) == shown


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("We act  now.", "We act now.", "We act [- -]now."),
        ("We act now", "We act, now", "We act{+,+} now"),
        ("We act now;", "We act now.", "We act now[-;-]{+.+}"),
        ("我们行动，", "我们行动。", "我们行动[-，-]{+。+}"),
    ],
)
def test_a_change_of_a_space_or_a_sign_alone_is_visible(old, new, shown) -> None:
    pieces = compare_texts(old, new)
    assert sum(p.kind is not EQUAL for p in pieces) == shown.count("[-") + shown.count("{+")
    assert show(old, new).replace("[- -] ", " [- -]") == shown


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("We plant a tree.", "Every member we know grows gardens."),
        ("我们种树，保护河流。", "成员报告其进展，大会审议。"),
        ("เราปลูกต้นไม้", "สมาชิกรายงานผลทุกปี"),
        ("نزرع الأشجار في المدن.", "يقدم الأعضاء تقريرا كل سنة في الموعد."),
    ],
)
def test_a_paragraph_changed_above_sixty_per_cent_is_replaced_as_a_whole(old, new) -> None:
    assert compare_texts(old, new) == (Piece(old, DELETED), Piece(new, INSERTED))


def test_sixty_per_cent_counts_letters_and_not_the_spaces_and_signs_that_stayed() -> None:
    assert show("a, b; c: d e", "x, y; z: d e") == "[-a, b-]{+x, y+}; [-c-]{+z+}: d e"
    assert show("a, b; c: d", "x, y; z: d") == "[-a, b; c: d-]{+x, y; z: d+}"


def test_a_paragraph_that_only_grew_in_one_place_keeps_its_words_however_much_it_grew() -> None:
    new = "We act, and every year we tell the assembly what we did and what we did not do."
    assert show("We act.", new) == f"We act{{+{new[6:-1]}+}}."


def test_a_long_text_is_cut_at_the_words_it_has_once_and_then_compared() -> None:
    words = [f"The member number{n} of the list of the assembly acts. " for n in range(400)]
    old, new = "".join(words), "".join(["First. ", *words[1:199], "New. ", *words[200:], "Last."])
    assert count_matches(split_tokens(old), split_tokens(new)) > MOST_MATCHES
    assert show(old, new).count("{+") == 3
    assert "[-The member number199 of the list of the assembly acts-]{+New+}" in show(old, new)


def test_a_text_of_one_word_repeated_is_replaced_without_a_search() -> None:
    old, new = "a " * 4000 + "b", "c " + "a " * 3000
    assert [p.kind for p in compare_texts(old, new)] == [DELETED, INSERTED]
