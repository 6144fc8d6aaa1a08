"""What an answer says of bodies of today, how it is kept brief, and what it never claims."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from corpus.agencies import load_registry
from corpus.successors import CurrentBody
from search.answers.bodies.stated import merged_into, stated_bodies
from search.answers.cues import counted_noun
from search.answers.model import StatedBody
from search.answers.splitting import split_question
from search.answers.writing.joining import joined_sentences
from search.answers.writing.rendering import sources_used
from search.answers.writing.wording import today
from search.engine import Engine

AFTER = date(2026, 1, 1)
LABOUR = "Sở Lao động - Thương binh và Xã hội"


def led_by(name: str, subject: str, context: str = "", as_of: date = AFTER) -> tuple[StatedBody, ...]:
    mention = load_registry().resolve(name)
    return tuple(stated_bodies([mention], "lead", "explicit", "kien-giang", as_of, subject, context))


def test_one_successor_is_named_with_its_province() -> None:
    bodies = led_by("Sở Nông nghiệp và Phát triển nông thôn", "")
    assert today(bodies, "kien-giang", in_english=False) == "Hiện nay là Sở Nông nghiệp và Môi trường tỉnh An Giang."


def test_between_the_two_dates_the_department_is_new_and_the_province_is_not() -> None:
    bodies = led_by("Sở Nông nghiệp và Phát triển nông thôn", "", as_of=date(2025, 4, 1))
    assert today(bodies, "kien-giang", in_english=False) == "Hiện nay là Sở Nông nghiệp và Môi trường tỉnh Kiên Giang."
    assert today(led_by("Sở Y tế", "", as_of=date(2025, 4, 1)), "kien-giang", in_english=False) == ""


def test_a_body_without_a_successor_is_said_to_be_gone() -> None:
    said = today(led_by("UBND huyện An Minh", ""), "kien-giang", in_english=False)
    assert "nay không còn, không có cơ quan kế thừa cùng cấp" in said
    assert "Hiện nay là" not in said


def test_divided_work_follows_its_subject() -> None:
    said = today(led_by(LABOUR, "đào tạo nghề cho lao động nông thôn"), "kien-giang", in_english=False)
    assert said == "Hiện nay là Sở Giáo dục và Đào tạo tỉnh An Giang."


def test_divided_work_follows_its_target_where_the_task_does_not_tell() -> None:
    (alone,) = led_by(LABOUR, "Xây dựng hệ thống dữ liệu theo dõi")
    assert alone.current is not None
    assert len(alone.current) > 1
    (with_target,) = led_by(LABOUR, "Xây dựng hệ thống dữ liệu theo dõi", "giảm tỷ lệ nghèo đa chiều")
    assert [body.name for body in with_target.current or ()] == ["Sở Nông nghiệp và Môi trường"]


def test_work_on_two_subjects_is_never_given_to_one_of_them_by_its_target() -> None:
    (body,) = led_by(LABOUR, "việc làm và giảm nghèo cho hộ nghèo", "giảm tỷ lệ nghèo đa chiều")
    assert body.current is not None
    assert len(body.current) > 1


def test_undecided_work_is_listed_as_divided_and_not_as_a_fact() -> None:
    said = today(led_by(LABOUR, "Tổ chức thực hiện"), "kien-giang", in_english=False)
    assert said.startswith(f"Việc của {LABOUR} nay chia theo lĩnh vực cho Sở Nội vụ")
    assert said.endswith("chưa xác định được cơ quan nào nhận việc này.")


def test_a_successor_that_some_provinces_only_have_is_not_claimed() -> None:
    said = today(led_by("Ban Dân tộc tỉnh", ""), "kien-giang", in_english=False)
    assert said == "Hiện nay có thể là Sở Dân tộc và Tôn giáo tỉnh An Giang (chưa xác minh)."


def test_of_a_collective_nobody_asks_who_it_is_today() -> None:
    body = StatedBody("lead", "các sở, ngành", "các sở, ngành", "cac-so-nganh", "explicit", None, collective=True)
    assert today([body], "kien-giang", in_english=False) == ""


def test_bodies_of_today_have_an_english_gloss() -> None:
    said = today(led_by("Sở Kế hoạch và Đầu tư", ""), "kien-giang", in_english=True)
    assert said == "Today: Sở Tài chính tỉnh An Giang (Department of Finance)."


def test_where_todays_names_are_from_is_said_once(engine: Engine) -> None:
    remark = "theo bảng kế thừa của chương trình, chưa đối chiếu văn bản"
    answer = engine.ask("Ai lo nước sạch nông thôn?", as_of=AFTER)
    assert answer.answer.count(remark) == 1
    assert remark not in engine.ask("Ai lo nước sạch nông thôn?", as_of=date(2020, 1, 1)).answer
    rules = [body.rule for each in answer.statements for now in each.agencies for body in now.current or ()]
    assert rules
    assert all("chưa đối chiếu văn bản" in rule for rule in rules)


def test_an_older_body_is_found_by_the_name_of_todays() -> None:
    older = set(merged_into("so-nong-nghiep-va-moi-truong", AFTER))
    assert older == {"so-nong-nghiep-va-phat-trien-nong-thon", "so-tai-nguyen-va-moi-truong"}
    assert not set(merged_into("so-nong-nghiep-va-moi-truong", date(2024, 1, 1)))
    # A body that took over a part of the work only does not stand for it.
    assert "so-lao-dong-thuong-binh-va-xa-hoi" not in set(merged_into("so-noi-vu", AFTER))


@pytest.mark.parametrize(
    ("text", "subject", "noun"),
    [
        ("có bao nhiêu khách du lịch", {"khách", "du_lịch"}, {"khách"}),
        ("còn bao nhiêu ca tử vong", {"ca", "tử_vong"}, set()),
        ("đạt bao nhiêu phần trăm", {"rừng"}, set()),
        ("tăng bao nhiêu", {"rừng"}, set()),
    ],
)
def test_what_is_counted_stands_behind_how_many(text: str, subject: set[str], noun: set[str]) -> None:
    assert counted_noun(text, frozenset(subject)) == noun


def test_a_long_sentence_keeps_its_marks_when_it_is_cut() -> None:
    text = joined_sentences(
        [f"{'một hai ba ' * 90}[1][2][3][4][5][6][7]. Hiện nay là Sở Y tế.", "Thêm [8]."], brief=True
    )
    assert len(text) <= 600
    assert text.endswith("… [1][2][3][4][5]. Thêm [8].")


def test_a_short_sentence_is_followed_by_whole_ones_only() -> None:
    assert joined_sentences(["Một [1].", "b" * 600, "Hai [2]."], brief=True) == "Một [1]. Hai [2]."


@pytest.mark.parametrize(
    ("question", "parts"),
    [
        ("Tỉnh nào có mục tiêu về biển, tỉnh nào không?", []),
        (
            "Ai lo nước sạch nông thôn ở Bến Tre và số điện thoại là gì?",
            ["ai lo nước sạch nông thôn ở bến tre", "số điện thoại là gì ở bến tre"],
        ),
        (
            "Giám đốc Sở Y tế Bến Tre là ai và sở này chủ trì mục tiêu nào?",
            ["giám đốc sở y tế bến tre là ai", "Sở Y tế chủ trì mục tiêu nào ở bến tre"],
        ),
        ("Số điện thoại của Sở Y tế Bến Tre là gì?", []),
    ],
)
def test_questions_of_several_parts(engine: Engine, question: str, parts: list[str]) -> None:
    from search.understanding import understand

    assert split_question(understand(question, engine.session.understanding)) == parts


def test_a_brief_text_loses_ornaments_before_statements() -> None:
    said = [f"Tỉnh {number}: Sở {number} chủ trì [{number}]. Việc: «{'việc ' * 30}»." for number in range(1, 5)]
    text = joined_sentences(said, brief=True)
    assert all(f"Sở {number} chủ trì [{number}]." in text for number in range(1, 5))
    assert "việc việc" not in text


def test_a_brief_text_says_how_many_statements_it_leaves_out() -> None:
    said = [f"Tỉnh {number}: {'Sở Công Thương, ' * 20}chủ trì [{number}]." for number in range(1, 20)]
    text = joined_sentences(said, brief=True)
    assert len(text) <= 600
    assert text.endswith(")")
    assert "(+" in text


def test_what_disagrees_or_is_not_stated_is_never_left_out() -> None:
    said = [f"Tỉnh {number}: {'dài ' * 60}[{number}]." for number in range(1, 6)]
    remark = "Lưu ý: các chỗ được trích không thống nhất với nhau."
    text = joined_sentences([*said, remark], brief=True, kept=[remark])
    assert text.endswith(remark)
    assert len(text) <= 600


def test_what_short_sentences_leave_goes_to_the_long_one() -> None:
    said = ["Ngắn [1].", f"Dài: {'từ ' * 400}[2]."]
    assert len(joined_sentences(said, brief=True)) > 500


def test_unsure_is_a_matter_of_the_row() -> None:
    body = StatedBody("lead", "Ban X", "Ban X", "ban-x", "explicit", (CurrentBody("Sở Y", "an-giang", "theo luật"),))
    assert today([body], "an-giang", in_english=False) == "Hiện nay là Sở Y tỉnh An Giang."


def test_a_brief_text_lists_only_the_sources_it_names(pages: Engine) -> None:
    answer = pages.ask("Sở Y tế Kiên Giang chủ trì những mục tiêu nào?", brief=True)
    used = sources_used(answer)
    assert used
    assert all(f"[{each.label}]" in answer.answer for each in used)
    unmarked = replace(answer, answer="Sở Y tế")
    assert sources_used(unmarked) == answer.citations


def test_a_brief_text_without_todays_names_has_no_remark_on_them(pages: Engine) -> None:
    question = "Sở Nông nghiệp và Phát triển nông thôn Kiên Giang chủ trì những mục tiêu nào?"
    remark = "Tên cơ quan hiện nay theo bảng kế thừa"
    brief, whole = pages.ask(question, brief=True).answer, pages.ask(question).answer
    assert remark in whole
    assert (remark in brief) == ("Hiện nay" in brief or " nay chia theo " in brief)
