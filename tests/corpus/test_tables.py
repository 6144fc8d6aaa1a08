"""The tables of facts: provinces, successors, abbreviations, and their loaders."""

from __future__ import annotations

import unicodedata
from collections import Counter
from datetime import date

import pytest

from corpus import tables_loading
from corpus.agencies import load_registry
from corpus.errors import CorpusError
from corpus.provinces import find_provinces, predecessors, province_by_id, province_named, today_id
from corpus.successors import current_bodies, successor_row
from corpus.tables_loading import load_abbreviations, load_agencies, load_provinces, load_successors

TODAY = date(2026, 1, 15)
LABOUR = "so-lao-dong-thuong-binh-va-xa-hoi"


def names(agency_id: str, province: str | None, as_of: date = TODAY, subject: str | None = None) -> list[str] | None:
    bodies = current_bodies(agency_id, province, as_of, subject)
    return None if bodies is None else [body.name for body in bodies]


def test_63_provinces_became_34() -> None:
    provinces = load_provinces()
    assert len(provinces) == 63
    assert len({p.today_id for p in provinces}) == 34
    sizes = Counter(Counter(p.today_id for p in provinces).values())
    assert sizes == {1: 11, 2: 17, 3: 6}


@pytest.mark.parametrize(
    ("today", "members"),
    [
        ("vinh-long", {"vinh-long", "ben-tre", "tra-vinh"}),
        ("an-giang", {"an-giang", "kien-giang"}),
        ("lam-dong", {"lam-dong", "dak-nong", "binh-thuan"}),
        ("ho-chi-minh", {"ho-chi-minh", "binh-duong", "ba-ria-vung-tau"}),
        ("hue", {"hue"}),
        ("ben-tre", set()),
    ],
)
def test_todays_provinces_know_their_predecessors(today: str, members: set[str]) -> None:
    found = predecessors(today)
    assert {p.province_id for p in found} == members
    assert not found or found[0].province_id == today


def test_a_merger_holds_from_its_day() -> None:
    assert today_id("kien-giang", date(2025, 6, 30)) == "kien-giang"
    assert today_id("kien-giang", date(2025, 7, 1)) == "an-giang"
    assert today_id("kien-giang") == "an-giang"
    assert today_id("atlantis") is None


@pytest.mark.parametrize("name", ["Đăk Nông", "Đắk Nông", "Đắc Nông", "Đak Nông", "dak nong", "DAK NONG"])
def test_every_spelling_of_a_province_is_found_in_running_text(name: str) -> None:
    text = f"UBND tỉnh {name} ban hành"
    assert [(text[start:end], p.province_id) for start, end, p in find_provinces(text)] == [(name, "dak-nong")]
    assert list(find_provinces("tỉnh Đặk Nọng")) == []


@pytest.mark.parametrize("name", ["Đăk Nông", "đắk nông", "dak nong", "tỉnh Đắk Nông", "dak-nong", "ĐẮK NÔNG"])
def test_a_province_is_known_by_every_spelling(name: str) -> None:
    found = province_named(name)
    assert found is not None
    assert found.province_id == "dak-nong"


def test_provinces_are_found_with_offsets() -> None:
    text = "Bến Tre, Kiên Giang hay ben tre? Không phải bến trẻ, An Giang thì sao"
    found = [(text[start:end], province.province_id) for start, end, province in find_provinces(text)]
    assert found == [
        ("Bến Tre", "ben-tre"),
        ("Kiên Giang", "kien-giang"),
        ("ben tre", "ben-tre"),
        ("An Giang", "an-giang"),
    ]


def test_provinces_are_found_in_decomposed_and_unmarked_text() -> None:
    text = unicodedata.normalize("NFD", "ở Hòa Bình và Hoà Bình")
    assert [text[s:e] for s, e, _ in find_provinces(text)] == [
        unicodedata.normalize("NFD", "Hòa Bình"),
        unicodedata.normalize("NFD", "Hoà Bình"),
    ]
    asked = "nuoc sach o ba ria vung tau va tphcm"
    assert [p.province_id for _, _, p in find_provinces(asked, folded=True)] == ["ba-ria-vung-tau", "ho-chi-minh"]


def test_departments_merged_in_march_2025() -> None:
    assert names("so-nong-nghiep-va-phat-trien-nong-thon", "ben-tre") == ["Sở Nông nghiệp và Môi trường"]
    assert names("so-tai-nguyen-va-moi-truong", "dak-nong") == ["Sở Nông nghiệp và Môi trường"]
    assert names("so-ke-hoach-va-dau-tu", "an-giang") == ["Sở Tài chính"]
    assert names("so-giao-thong-van-tai", "kien-giang") == ["Sở Xây dựng"]
    assert names("so-ke-hoach-va-dau-tu", None) == ["Sở Tài chính"]


def test_before_the_changes_everything_is_as_it_was() -> None:
    for agency in load_registry().all():
        bodies = current_bodies(agency.agency_id, "ben-tre", date(2025, 2, 28))
        assert bodies is not None
        assert [(b.name, b.province_id) for b in bodies] == [(agency.name_in("Bến Tre"), "ben-tre")]


def test_departments_change_in_march_and_provinces_in_july() -> None:
    (april,) = current_bodies("so-xay-dung", "kien-giang", date(2025, 4, 1)) or ()
    (july,) = current_bodies("so-xay-dung", "kien-giang", date(2025, 7, 1)) or ()
    assert (april.name, april.province_id) == ("Sở Xây dựng", "kien-giang")
    assert (july.name, july.province_id) == ("Sở Xây dựng", "an-giang")


@pytest.mark.parametrize(
    ("subject", "body"),
    [
        ("giảm ít nhất một nửa tỷ lệ nghèo theo tiêu chí nghèo đa chiều", "Sở Nông nghiệp và Môi trường"),
        ("Tiếp tục thực hiện các chính sách bảo trợ xã hội", "Sở Y tế"),
        ("Phòng, chống xâm hại trẻ em", "Sở Y tế"),
        ("Mở rộng giáo dục nghề nghiệp", "Sở Giáo dục và Đào tạo"),
        ("Thực hiện Chiến lược bình đẳng giới", "Sở Nội vụ"),
        ("Công tác cai nghiện và quản lý sau cai", "Công an tỉnh"),
    ],
)
def test_the_subject_decides_who_took_over(subject: str, body: str) -> None:
    assert names(LABOUR, "kien-giang", subject=subject) == [body]


@pytest.mark.parametrize("subject", [None, "nước sạch nông thôn", "việc làm cho hộ nghèo"])
def test_where_the_subject_does_not_decide_all_choices_are_given(subject: str | None) -> None:
    bodies = current_bodies(LABOUR, "kien-giang", TODAY, subject)
    assert bodies is not None
    assert len(bodies) == 5
    assert len({body.rule for body in bodies}) == 5


def test_unchanged_bodies_stand_in_todays_province() -> None:
    for agency_id in ("so-y-te", "so-tu-phap", "cong-an-tinh", "so-cong-thuong", "so-giao-duc-va-dao-tao"):
        agency = load_registry().by_id(agency_id)
        assert agency is not None
        (body,) = current_bodies(agency_id, "Đắk Nông", TODAY) or ()
        assert (body.name, body.province_id) == (agency.canonical, "lam-dong")
    assert names("cong-an-tinh", "can-tho") == ["Công an thành phố"]


@pytest.mark.parametrize("name", ["UBND các huyện, thành phố", "UBND các huyện, thị xã", "UBND thành phố Bến Tre"])
def test_the_district_tier_has_no_successor(name: str) -> None:
    agency_id = load_registry().resolve(name).agency_id
    assert current_bodies(agency_id, "ben-tre", date(2025, 7, 1)) == ()
    before = current_bodies(agency_id, "ben-tre", date(2025, 6, 30))
    assert before is not None
    assert len(before) == 1


@pytest.mark.parametrize(
    "agency_id",
    [
        "ngan-hang-nha-nuoc-chi-nhanh-tinh",
        "cuc-thue-tinh",
        "hoi-lien-hiep-phu-nu-tinh",
        "cac-don-vi-co-lien-quan",
        "uy-ban-nhan-dan-thanh-pho-can-tho",
        "khong-co-trong-bang",
    ],
)
def test_what_is_not_established_is_unknown(agency_id: str) -> None:
    assert current_bodies(agency_id, "ben-tre", TODAY) is None


def test_an_unverified_successor_says_why() -> None:
    row = successor_row("ngan-hang-nha-nuoc-chi-nhanh-tinh", "ben-tre", TODAY)
    assert row is not None
    assert row.status == "unverified"
    assert "chưa xác minh" in row.rule


def test_a_rule_of_one_province_comes_before_the_general_one() -> None:
    culture = "so-van-hoa-the-thao-va-du-lich"
    assert names(culture, "ben-tre") == ["Sở Văn hóa, Thể thao và Du lịch"]
    assert names(culture, "an-giang") is None
    media = "so-thong-tin-va-truyen-thong"
    assert names(media, "dak-nong", subject="phát triển báo chí") == ["Sở Văn hóa, Thể thao và Du lịch"]
    assert names(media, "kien-giang", subject="phát triển báo chí") is None
    assert names(media, "kien-giang", subject="phủ sóng viễn thông") == ["Sở Khoa học và Công nghệ"]


def test_an_old_name_is_never_given_as_todays() -> None:
    gone = {
        "Sở Nông nghiệp và Phát triển nông thôn",
        "Sở Tài nguyên và Môi trường",
        "Sở Kế hoạch và Đầu tư",
        "Sở Giao thông vận tải",
        "Sở Thông tin và Truyền thông",
        "Sở Lao động - Thương binh và Xã hội",
        "Ban Dân tộc tỉnh",
    }
    for agency in load_agencies():
        for province in ("ben-tre", "kien-giang", "an-giang", "dak-nong"):
            bodies = current_bodies(agency.agency_id, province, TODAY) or ()
            assert gone.isdisjoint(body.name for body in bodies)
            assert {body.province_id for body in bodies} <= {today_id(province)}


def test_every_row_has_a_source_and_points_to_something() -> None:
    known = {agency.agency_id for agency in load_agencies()}
    for row in load_successors():
        assert row.source
        assert row.rule
        assert row.agency_id.endswith("*") or row.agency_id in known
        assert all(province_by_id(place) for place in row.provinces)
        assert (row.status == "verified") or not row.choices
    assert all(a.source for a in load_agencies())
    assert all(p.source for p in load_provinces())
    assert all(a.source and a.expansions for a in load_abbreviations())


def test_abbreviations_stand_once_and_have_expansions() -> None:
    shorts = [abbreviation.short for abbreviation in load_abbreviations()]
    assert len(shorts) == len(set(shorts))
    expansions = {a.short: a.expansions[0] for a in load_abbreviations()}
    assert expansions["BĐKH"] == "biến đổi khí hậu"
    assert expansions["KT-XH"] == "kinh tế - xã hội"


def test_departments_tell_their_abbreviations() -> None:
    shorts = {a.agency_id: a.abbreviations for a in load_agencies()}
    assert shorts["so-nong-nghiep-va-phat-trien-nong-thon"] == ("NN&PTNT",)
    assert shorts[LABOUR] == ("LĐTB&XH",)
    assert shorts["so-tu-phap"] == ()


def test_a_missing_field_names_table_row_and_field() -> None:
    with pytest.raises(CorpusError, match=r"agencies\.toml: dòng x thiếu trường english"):
        tables_loading._agency("agencies.toml", {"id": "x", "canonical": "X", "kind": "so"})


def test_a_missing_table_is_one_clear_error() -> None:
    with pytest.raises(CorpusError, match=r"khong-co\.toml"):
        tables_loading._table("khong-co.toml")


@pytest.mark.parametrize(
    ("task", "target", "names"),
    [
        ("Dạy nghề cho người khuyết tật", "", ["Sở Giáo dục và Đào tạo"]),
        ("Chăm lo người khuyết tật", "", ["Sở Y tế"]),
        ("Thực hiện Luật Bình đẳng giới cho phụ nữ và trẻ em gái", "", ["Sở Nội vụ"]),
        ("Quản lý trẻ em", "Xóa bỏ lao động cưỡng bức", None),
        ("Rà soát chính sách", "Tạo việc làm đầy đủ", ["Sở Nội vụ"]),
    ],
)
def test_persons_decide_only_where_no_other_subject_does(task: str, target: str, names: list[str] | None) -> None:
    bodies = current_bodies(LABOUR, "kien-giang", TODAY, task, target) or ()
    found = [body.name for body in bodies]
    assert found == names if names is not None else len(found) > 1
