"""Each page's logic, run by Streamlit's own test harness over the small corpus."""

from __future__ import annotations

import html
import re

import pytest
from streamlit.testing.v1 import AppTest

from ui.engine_source import EngineSource

pytestmark = pytest.mark.usefixtures("app_environment")
PAGES = ("ask", "compare", "agencies", "indicators", "documents", "passage")
TRIAL = "ben-tre-ptbv-trich"


def opened(page: str, **address: str | list[str]) -> AppTest:
    """Run a page in a state of its address."""
    app = AppTest.from_string(
        "import sys\nfrom importlib import import_module\nfrom ui.shell import current_texts, plain_errors\n"
        f"with plain_errors(current_texts()):\n    import_module('ui.pages.{page}').page()\n",
        default_timeout=30,
    )
    for name, value in address.items():
        app.query_params[name.replace("_", "-")] = value
    app.run()
    assert not app.exception, app.exception
    return app


def text_of(app: AppTest) -> str:
    """Return all HTML on a page."""
    return "\n".join(str(element.proto.body) for element in app.get("html"))


def values(app: AppTest, name: str) -> list[str]:
    """Return what the address holds under a name."""
    found = app.query_params.get(name, [])
    return [found] if isinstance(found, str) else list(found)


@pytest.mark.parametrize("page", PAGES)
def test_every_page_opens_in_both_languages(page: str) -> None:
    vietnamese, english = text_of(opened(page)), text_of(opened(page, lang="en"))
    assert "<h1>" in vietnamese
    assert "kh-foot" in vietnamese
    assert 'role="alert"' not in vietnamese
    assert vietnamese != english


def test_a_question_in_the_address_is_answered() -> None:
    app = opened("ask", q="ai lo nuoc sach nong thon o ben tre")
    assert "Sở Nông nghiệp và Phát triển nông thôn" in text_of(app)
    assert app.text_area(key="question").value == "ai lo nuoc sach nong thon o ben tre"


def test_asking_writes_the_question_into_the_address() -> None:
    app = opened("ask")
    app.text_area(key="question").set_value("ai lo nước sạch nông thôn ở Bến Tre")
    app.button[0].click().run()
    assert values(app, "q") == ["ai lo nước sạch nông thôn ở Bến Tre"]
    assert "kh-answer" in text_of(app)


def test_a_follow_up_goes_on_in_the_address() -> None:
    app = opened("ask", q="ai lo nước sạch nông thôn ở Bến Tre")
    app.text_area(key="follow_question").set_value("còn Đắk Nông thì sao?")
    next(button for button in app.button if button.label == "Hỏi tiếp").click().run()
    assert values(app, "q") == ["ai lo nước sạch nông thôn ở Bến Tre", "còn Đắk Nông thì sao?"]
    assert "Đắk Nông" in text_of(app)


def test_filters_of_the_address_count_and_unknown_ones_do_not() -> None:
    app = opened("ask", q="ai lo nước sạch nông thôn", tinh=["dak-nong", "atlantis"], cap="task")
    assert values(app, "tinh") == ["dak-nong"]
    assert any("Lọc (2 điều kiện)" in expander.label for expander in app.expander)
    assert "Bến Tre · " not in text_of(app).partition("Các đoạn")[0].partition("kh-answer")[2]


def test_a_body_and_a_level_narrow_the_details_and_say_so() -> None:
    whole = text_of(opened("ask", q="ai lo nước sạch ở Bến Tre"))
    page = text_of(opened("ask", q="ai lo nước sạch ở Bến Tre", co_quan="so-xay-dung", cap="task"))
    assert "phần khác của câu trả lời" in page
    assert "phần khác của câu trả lời" not in whole
    kept, _, aside = page.partition("phần khác của câu trả lời")
    cards = kept.partition("Chi tiết và căn cứ")[2].split('<article class="kh-card">')[1:]
    assert cards
    assert all("Sở Xây dựng" in card for card in cards)
    assert aside.count('<article class="kh-card">') > 0
    assert page.partition("kh-understood")[0] == whole.partition("kh-understood")[0]


def test_a_filter_that_keeps_nothing_says_so() -> None:
    page = text_of(opened("ask", q="ai lo nước sạch nông thôn ở Bến Tre", cap="definition"))
    assert "Không phần nào của câu trả lời" in page


def test_before_a_question_the_plans_stand_on_a_shelf() -> None:
    page = text_of(opened("ask"))
    assert page.count(f'href="./van-ban?ke-hoach={TRIAL}"') == 1
    assert "3 kế hoạch trong kho" in page


def test_a_province_of_today_means_the_old_ones() -> None:
    app = opened("ask", q="ai lo nước sạch nông thôn", tinh="nay-vinh-long")
    assert values(app, "tinh") == ["nay-vinh-long"]
    assert "Hiện nay: Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long" in text_of(app)


def test_a_question_too_long_is_refused_in_plain_words() -> None:
    app = opened("ask", q="nước " * 5000)
    assert "Traceback" not in text_of(app)


def test_a_thumb_down_asks_why_and_keeps_the_reason(small_index: object) -> None:
    from pathlib import Path

    from api.feedback import FeedbackStore

    store = FeedbackStore(Path(str(small_index)) / "feedback.sqlite")
    before = len(list(store))
    app = opened("ask", q="ai lo nước sạch nông thôn ở Bến Tre")
    app.button(key="thumb-down").click().run()
    app.radio[0].set_value("wrong_body")
    next(area for area in app.text_area if area.label.startswith("Ghi thêm")).set_value("Sai sở.")
    next(button for button in app.button if button.label == "Gửi").click().run()
    kept = list(store)[before:]
    assert [(each["thumb"], each["reason"], each["comment"]) for each in kept] == [("down", "wrong_body", "Sai sở.")]
    assert kept[0]["citations"]
    assert "Cảm ơn" in text_of(app)


def test_a_passage_opens_with_its_words_marked() -> None:
    page = text_of(opened("passage", id=f"{TRIAL}:6.1"))
    assert '<mark class="kh-mark">' in page
    assert "14/12/2018" in page


def test_a_quotation_in_the_address_is_what_is_marked(source: EngineSource) -> None:
    answer = source.ask("ai lo nước sạch nông thôn ở Bến Tre", provinces=(), plans=(), history=())
    citation = answer["citations"][0]
    start, end = citation["offsets"]
    page = html.unescape(text_of(opened("passage", id=citation["passage_id"], vi_tri=f"{start}-{end}")))
    assert re.findall(r'<mark class="kh-mark">(.*?)</mark>', page) == [citation["quote"]]
    assert "Xem cả đoạn" in page


@pytest.mark.parametrize("place", ["9-3", "0-999999999", "x-y", "-1-5", "1-2-3", "900000-900010", "²-³"])
def test_a_place_that_is_none_shows_the_whole_passage(place: str) -> None:
    whole = text_of(opened("passage", id=f"{TRIAL}:6.1:task-1"))
    assert text_of(opened("passage", id=f"{TRIAL}:6.1:task-1", vi_tri=place)) == whole
    assert "Cơ quan được nêu tại" in whole


@pytest.mark.parametrize("passage_id", ["nothing:1", "<script>alert(1)</script>"])
def test_a_passage_that_is_not_here_is_said(passage_id: str) -> None:
    page = text_of(opened("passage", id=passage_id))
    assert "Không có đoạn" in page
    assert "<script>" not in page


def test_without_a_topic_every_goal_and_plan_has_a_cell_that_leads_on() -> None:
    page = text_of(opened("compare"))
    assert "kh-heat" in page
    assert 'href="./so-sanh?chu-de=' in page


def test_a_topic_sets_the_plans_side_by_side() -> None:
    app = opened("compare", chu_de="nước sạch")
    page = text_of(app)
    assert "kh-side" in page
    assert all(name in page for name in ("An Giang", "Bến Tre", "Đắk Nông"))
    assert "tương ứng" in page


def test_a_topic_nobody_has_is_said() -> None:
    assert "Không tìm thấy mục tiêu nào" in text_of(opened("compare", chu_de="tàu vũ trụ"))


def test_kinds_of_difference_in_the_address_are_the_only_ones_shown() -> None:
    page = text_of(opened("compare", chu_de="6.1", loai="lead"))
    assert "kh-diff-value" not in page


def test_a_body_has_its_tasks_and_todays_name() -> None:
    page = text_of(opened("agencies", id="so-nong-nghiep-va-phat-trien-nong-thon"))
    assert "Sở Nông nghiệp và Môi trường tỉnh Vĩnh Long" in page
    assert "Danh sách nhiệm vụ" in page


def test_a_body_nobody_names_is_said() -> None:
    assert "Không kế hoạch nào nêu cơ quan" in text_of(opened("agencies", id="nobody"))


def test_the_bodies_a_body_works_with_lead_to_their_pages() -> None:
    page = text_of(opened("agencies", id="so-nong-nghiep-va-phat-trien-nong-thon"))
    assert 'href="./co-quan?id=so-xay-dung"' in page


def test_an_indicator_nobody_has_is_said_with_a_way_on() -> None:
    page = text_of(opened("indicators", tim="tàu vũ trụ"))
    assert "Không bảng chỉ tiêu nào có tên như vậy" in page
    assert "t%C3%A0u+v%C5%A9+tr%E1%BB%A5" in page


@pytest.mark.parametrize(
    ("page", "address", "names"),
    [
        ("compare", {}, {"so-sanh.xlsx", "so-sanh.docx"}),
        ("compare", {"chu_de": "nước sạch"}, {"so-sanh.xlsx", "so-sanh.docx"}),
        ("agencies", {}, {"co-quan.xlsx"}),
        ("agencies", {"id": "so-xay-dung"}, {"so-xay-dung.xlsx"}),
        ("documents", {"ke_hoach": TRIAL}, {f"{TRIAL}.xlsx", f"{TRIAL}.txt"}),
        ("ask", {"q": "ai lo nước sạch nông thôn ở Bến Tre"}, {"kehoach-tra-loi.docx"}),
    ],
)
def test_every_page_can_be_taken_along(page: str, address: dict[str, str], names: set[str]) -> None:
    buttons = opened(page, **address).get("download_button")
    assert len(buttons) == len(names)


def test_the_outline_holds_sections_and_goals() -> None:
    page = text_of(opened("documents", ke_hoach=TRIAL)).partition("kh-outline")[2]
    assert "Kế hoạch hành động" in page
    assert page.index("Kế hoạch hành động") < page.index("6. ")


def test_a_plan_opens_at_a_line_and_at_a_target() -> None:
    page = text_of(opened("documents", ke_hoach=TRIAL, dong="20"))
    assert 'class="kh-line kh-line-on" id="dong-20"' in page
    by_code = text_of(opened("documents", ke_hoach=TRIAL, muc="6.1"))
    assert "kh-line-on" in by_code


@pytest.mark.parametrize("line", ["0", "-5", "99999999999", "x", "²"])
def test_a_line_that_is_none_opens_the_plan_all_the_same(line: str) -> None:
    assert "kh-lines" in text_of(opened("documents", ke_hoach=TRIAL, dong=line))


def test_without_an_index_the_page_says_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: object) -> None:
    monkeypatch.setenv("KEHOACH_INDEX", str(tmp_path))
    page = text_of(opened("compare"))
    assert 'role="alert"' in page
    assert "kehoach build" in page
