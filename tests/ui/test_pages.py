"""Each page's logic, run by Streamlit's own test harness over the small corpus."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

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
    assert app.text_input(key="question").value == "ai lo nuoc sach nong thon o ben tre"


def test_asking_writes_the_question_into_the_address() -> None:
    app = opened("ask")
    app.text_input(key="question").set_value("ai lo nước sạch nông thôn ở Bến Tre")
    app.button[0].click().run()
    assert values(app, "q") == ["ai lo nước sạch nông thôn ở Bến Tre"]
    assert "kh-answer" in text_of(app)


def test_a_follow_up_goes_on_in_the_address() -> None:
    app = opened("ask", q="ai lo nước sạch nông thôn ở Bến Tre")
    app.text_input(key="follow_question").set_value("còn Đắk Nông thì sao?")
    next(button for button in app.button if button.label == "Hỏi tiếp").click().run()
    assert values(app, "q") == ["ai lo nước sạch nông thôn ở Bến Tre", "còn Đắk Nông thì sao?"]
    assert "Đắk Nông" in text_of(app)


def test_filters_of_the_address_count_and_unknown_ones_do_not() -> None:
    app = opened("ask", q="ai lo nước sạch nông thôn", tinh=["dak-nong", "atlantis"], cap="task")
    assert values(app, "tinh") == ["dak-nong"]
    assert any("Lọc (2 điều kiện)" in expander.label for expander in app.expander)
    assert "Bến Tre · " not in text_of(app).partition("Các đoạn")[0].partition("kh-answer")[2]


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
    app.text_area[0].set_value("Sai sở.")
    next(button for button in app.button if button.label == "Gửi").click().run()
    kept = list(store)[before:]
    assert [(each["thumb"], each["reason"], each["comment"]) for each in kept] == [("down", "wrong_body", "Sai sở.")]
    assert kept[0]["citations"]
    assert "Cảm ơn" in text_of(app)


def test_a_passage_opens_with_its_words_marked() -> None:
    page = text_of(opened("passage", id=f"{TRIAL}:6.1"))
    assert '<mark class="kh-mark">' in page
    assert "14/12/2018" in page


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
