"""Bodies of agency cells and of questions, on real cells of the plans."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.agencies import AgencyRegistry, load_registry
from corpus.agency_names import fold, marked_form, slug, spellings, words
from tests.timing import assert_within, cpu_seconds

PROVINCES = {"ben-tre": "Bến Tre", "kien-giang": "Kiên Giang", "an-giang": "An Giang", "dak-nong": "Đắk Nông"}


@pytest.fixture(scope="module")
def registry() -> AgencyRegistry:
    return load_registry()


def written(registry: AgencyRegistry, text: str) -> list[str]:
    return [mention.as_written for mention in registry.split(text)]


def ids(registry: AgencyRegistry, text: str, **how: object) -> list[str]:
    return [mention.agency_id for _, _, mention in registry.find(text, **how)]  # type: ignore[arg-type]


# Cells as they stand in the plans (ben-tre-ptbv, kien-giang-ptbv, dak-nong-ptbv, ben-tre-ttx, an-giang-ptbv).
CELLS = [
    (
        "Các Sở: NN&PTNT, Kế & ĐT, Tài chính, GT&VT; Văn phòng Điều phối NTM mới; Ban Điều phối Dự án AMD; "
        "Đoàn thể chính trị - xã hội; UBND các huyện, thành phố",
        [
            "Sở NN&PTNT",
            "Sở Kế & ĐT",
            "Sở Tài chính",
            "Sở GT&VT",
            "Văn phòng Điều phối NTM mới",
            "Ban Điều phối Dự án AMD",
            "Đoàn thể chính trị - xã hội",
            "UBND các huyện, thành phố",
        ],
    ),
    (
        "Các Sở: LĐTB&XH, Văn hóa, Thể thao&DL, TT&TT, GD&ĐT; Công an tỉnh",
        ["Sở LĐTB&XH", "Sở Văn hóa, Thể thao&DL", "Sở TT&TT", "Sở GD&ĐT", "Công an tỉnh"],
    ),
    (
        "Các Sở, ngành: Tư pháp; GD&ĐT; Công an tỉnh; VHTT&DL; UBND các huyện, thành phố và các đơn vị có liên quan",
        [
            "Sở Tư pháp",
            "Sở GD&ĐT",
            "Công an tỉnh",
            "Sở VHTT&DL",
            "UBND các huyện, thành phố",
            "các đơn vị có liên quan",
        ],
    ),
    (
        "Các Sở: KH&ĐT, TN&MT, Y tế Đoàn thể chính trị - xã hội; UBND các huyện, thành phố",
        ["Sở KH&ĐT", "Sở TN&MT", "Sở Y tế", "Đoàn thể chính trị - xã hội", "UBND các huyện, thành phố"],
    ),
    (
        "Các Sở, KH&ĐT, Tài chính; UBND các huyện, thành phố",
        ["Sở KH&ĐT", "Sở Tài chính", "UBND các huyện, thành phố"],
    ),
    (
        "Các Sở: Tài chính; LD, TB&XH; LB, TB&XH; XD; CT;",
        ["Sở Tài chính", "Sở LD, TB&XH", "Sở LB, TB&XH", "Sở XD", "Sở CT"],
    ),
    ("Sở NN&PTNT; Sở TNMT; BGD&ĐT", ["Sở NN&PTNT", "Sở TNMT", "BGD&ĐT"]),
    ("Sở GD&ĐT\n \nSở LĐTB&XH", ["Sở GD&ĐT", "Sở LĐTB&XH"]),
    ("Các Sở, ngành; Hội LHPN tỉnh", ["Các Sở, ngành", "Hội LHPN tỉnh"]),
    ("Sở, ngành; UBND các huyện, thành phố", ["Sở, ngành", "UBND các huyện, thành phố"]),
    ("Các Sở, ban, ngành, Đoàn thể chính trị - xã hội", ["Các Sở, ban, ngành", "Đoàn thể chính trị - xã hội"]),
    (
        "BCH phòng chống thiên tai tỉnh, huyện",
        ["BCH phòng chống thiên tai tỉnh, huyện"],
    ),
    (
        "Kế hoạch và Đầu tư, Tài chính, các tổ chức chính trị - xã hội, tổ chức xã hội - nghề nghiệp",
        ["Sở Kế hoạch và Đầu tư", "Sở Tài chính", "các tổ chức chính trị - xã hội", "tổ chức xã hội - nghề nghiệp"],
    ),
    (
        "Công an tỉnh tinh, Đài Phát thanh và Truyền hình tinh, Báo Kiên Giang các tổ chức chính trị - xã hội",
        [
            "Công an tỉnh tinh",
            "Đài Phát thanh và Truyền hình tinh",
            "Báo Kiên Giang",
            "các tổ chức chính trị - xã hội",
        ],
    ),
    (
        "Mặt trận Tổ quốc Việt Nam và các tổ chức xã hội, đoàn thể, UBND các huyện, thị xã, thành phố.",
        ["Mặt trận Tổ quốc Việt Nam", "các tổ chức xã hội, đoàn thể", "UBND các huyện, thị xã, thành phố"],
    ),
    (
        "Sở Tài nguyên và Môi trường chủ trì, Sở Công Thương, , và các đơn vị liên quan",
        ["Sở Tài nguyên và Môi trường", "Sở Công Thương", "các đơn vị liên quan"],
    ),
    (
        "Trung tâm xúc tiến Đầu tư, Thương mại và Du lịch; UBND các huyện, thị xã, thành phố",
        ["Trung tâm xúc tiến Đầu tư, Thương mại và Du lịch", "UBND các huyện, thị xã, thành phố"],
    ),
    (
        "Chi nhánh Phòng Thương mại và Công nghiệp Việt Nam tại Cần Thơ, Sở Công Thương",
        ["Chi nhánh Phòng Thương mại và Công nghiệp Việt Nam tại Cần Thơ", "Sở Công Thương"],
    ),
    (
        "UBND các huyện/thành phố ven biển thuộc tỉnh.",
        ["UBND các huyện/thành phố ven biển thuộc tỉnh"],
    ),
    ("Đoàn thanh niên và Hội nông dân tỉnh.", ["Đoàn thanh niên", "Hội nông dân tỉnh"]),
    (
        "Sở Lao động - Thương binh và Xã hội Sở Tài chính, Ủy ban nhân dân các huyện, thị xã",
        ["Sở Lao động - Thương binh và Xã hội", "Sở Tài chính", "Ủy ban nhân dân các huyện, thị xã"],
    ),
    (
        "Sở Văn hóa, Thể\xa0thao và Du lịch, Đài  phát thanh Truyền hình",
        ["Sở Văn hóa, Thể thao và Du lịch", "Đài phát thanh Truyền hình"],
    ),
    (
        "Các sở, ban, ngành tỉnh, tham vấn với UBND các huyện, thành phố,các cơ quan, tổ chức có liên quan",
        ["Các sở, ban, ngành tỉnh", "UBND các huyện, thành phố", "các cơ quan, tổ chức có liên quan"],
    ),
    (
        "Sở Công Thương, các sở, ban, ngành tỉnh UBND các huyện, thành phố",
        ["Sở Công Thương", "các sở, ban, ngành tỉnh", "UBND các huyện, thành phố"],
    ),
    (
        "Sở Công Thương, Trung tâm Xúc tiến đầu tư và Khởi nghiệp và doanh nghiệp",
        ["Sở Công Thương", "Trung tâm Xúc tiến đầu tư và Khởi nghiệp", "doanh nghiệp"],
    ),
    (
        "Sở Kế hoạch và Đầu tư, các cơ sở giáo dục nghề nghiệp và doanh nghiệp",
        ["Sở Kế hoạch và Đầu tư", "các cơ sở giáo dục nghề nghiệp", "doanh nghiệp"],
    ),
    (
        "- Các sở, ban, ngành\n\xa0\n- UBND các huyện, thị, thành phố\n- Các cơ quan, đơn vị, tổ chức có liên quan.",
        ["Các sở, ban, ngành", "UBND các huyện, thị, thành phố", "Các cơ quan, đơn vị, tổ chức có liên quan"],
    ),
]


@pytest.mark.parametrize(("cell", "bodies"), CELLS)
def test_a_cell_gives_one_entry_per_body(registry: AgencyRegistry, cell: str, bodies: list[str]) -> None:
    assert written(registry, cell) == bodies


# Forms no plan here shows, as other provinces write them.
FOREIGN = [
    ("Các sở TNMT, NNPTNT và Công Thương", ["Sở TNMT", "Sở NNPTNT", "Sở Công Thương"]),
    ("Sở KH&ĐT; Tài chính", ["Sở KH&ĐT", "Sở Tài chính"]),
    ("SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN, SỞ Y TẾ", ["SỞ NÔNG NGHIỆP VÀ PHÁT TRIỂN NÔNG THÔN", "SỞ Y TẾ"]),
    ("Sở LĐ - TB & XH/Sở GD& ĐT", ["Sở LĐ - TB & XH", "Sở GD& ĐT"]),
    (
        "Các Sở: Văn hóa và Thể thao, Du lịch, Thông tin và Truyền thông",
        ["Sở Văn hóa và Thể thao", "Sở Du lịch", "Sở Thông tin và Truyền thông"],
    ),
    ("Sở TN&MT chủ trì phối hợp với Sở Xây dựng, STNMT", ["Sở TN&MT", "Sở Xây dựng", "STNMT"]),
    ("Hội Luật gia tỉnh, Hội Nhà báo tỉnh Trà Vinh", ["Hội Luật gia tỉnh", "Hội Nhà báo tỉnh Trà Vinh"]),
    (
        "Thủ trưởng các sở, ban, ngành tỉnh; Chủ tịch UBND các huyện, thành phố",
        ["các sở, ban, ngành tỉnh", "UBND các huyện, thành phố"],
    ),
    (
        "các trường đại học, cao đẳng trên địa bàn tỉnh; Các tổ chức, cá nhân có liên quan",
        ["các trường đại học, cao đẳng trên địa bàn tỉnh", "Các tổ chức, cá nhân có liên quan"],
    ),
    ("UBND huyện Ba Tri, UBND thị xã Hà Tiên", ["UBND huyện Ba Tri", "UBND thị xã Hà Tiên"]),
]


@pytest.mark.parametrize(("cell", "bodies"), FOREIGN)
def test_other_provinces_forms_are_split_too(registry: AgencyRegistry, cell: str, bodies: list[str]) -> None:
    assert written(registry, cell) == bodies


@pytest.mark.parametrize("cell", ["", "   ", ",,;", "()", "\n-\n", "\u200b"])
def test_a_cell_without_words_has_no_bodies(registry: AgencyRegistry, cell: str) -> None:
    assert registry.split(cell) == ()


CANONICAL = [
    ("Sở NN-PTNT", "Sở Nông nghiệp và Phát triển nông thôn"),
    ("Sở Giao thông Vận tải", "Sở Giao thông vận tải"),
    ("Sở Lao động – Thương Binh và Xã hội", "Sở Lao động - Thương binh và Xã hội"),
    ("Sở Văn hoá Thể thao và Du lịch", "Sở Văn hóa, Thể thao và Du lịch"),
    ("Sở VH&TT", "Sở Văn hóa và Thể thao"),
    ("NHNN tỉnh", "Ngân hàng Nhà nước Chi nhánh tỉnh Bến Tre"),
    ("Chi nhánh Ngân hàng Nhà nước", "Ngân hàng Nhà nước Chi nhánh tỉnh Bến Tre"),
    ("Ban Dân tộc", "Ban Dân tộc tỉnh"),
    ("Thanh tra tỉnh An Giang", "Thanh tra tỉnh"),
    ("Liên hiệp Phụ nữ tỉnh", "Hội Liên hiệp Phụ nữ tỉnh"),
    ("UBMTTQVN", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
    ("Mặt trận tổ quốc Việt Nam", "Ủy ban Mặt trận Tổ quốc Việt Nam tỉnh"),
    ("VKSND", "Viện Kiểm sát nhân dân tỉnh"),
    ("Đài Phát thanh - Truyền hình Kiên Giang", "Đài Phát thanh và Truyền hình tỉnh"),
    ("các đơn vị liên quan", "các đơn vị có liên quan"),
    ("tổ chức xã hội nghề nghiệp", "các tổ chức xã hội - nghề nghiệp"),
    ("UBND các huy ện, thị xã, thành phố", "UBND các huyện, thị xã, thành phố"),
    ("Các Sở ban, ngành", "các sở, ban, ngành"),
    ("BGD&ĐT", "BGD&ĐT"),
]


@pytest.mark.parametrize(("name", "canonical"), CANONICAL)
def test_every_spelling_leads_to_one_name(registry: AgencyRegistry, name: str, canonical: str) -> None:
    mention = registry.resolve(name, "ben-tre")
    assert (mention.as_written, mention.canonical) == (name, canonical)


def test_the_province_fills_the_name_whether_known_or_not(registry: AgencyRegistry) -> None:
    assert registry.resolve("NHNN", "Cà Mau").canonical == "Ngân hàng Nhà nước Chi nhánh tỉnh Cà Mau"
    assert registry.resolve("NHNN", "Tỉnh Mới").canonical == "Ngân hàng Nhà nước Chi nhánh tỉnh Tỉnh Mới"
    assert registry.resolve("NHNN").canonical == "Ngân hàng Nhà nước Chi nhánh tỉnh"


@pytest.mark.parametrize(
    ("name", "agency_id"),
    [
        ("Sở Quốc phòng", "bo-chi-huy-quan-su-tinh"),
        ("Sở Công an", "cong-an-tinh"),
        ("Sở Ngoại giao", "so-ngoai-vu"),
        ("Bộ Công Thương", "so-cong-thuong"),
        ("Sở Nông thôn và Phát triển nông thôn", "so-nong-nghiep-va-phat-trien-nong-thon"),
        ("Sở Nông ngiệp và Phát triển nông thôn", "so-nong-nghiep-va-phat-trien-nong-thon"),
        ("Sở LB-TB&XH", "so-lao-dong-thuong-binh-va-xa-hoi"),
    ],
)
def test_a_wrong_name_is_mapped_and_says_so(registry: AgencyRegistry, name: str, agency_id: str) -> None:
    mention = registry.resolve(name)
    assert (mention.as_written, mention.agency_id) == (name, agency_id)
    assert mention.note is not None
    assert mention.canonical in mention.note


def test_collectives_are_never_merged(registry: AgencyRegistry) -> None:
    cells = ["UBND các huyện, thành phố", "UBND các huyện, thị xã, thành phố", "UBND các huyện, thị xã"]
    mentions = [registry.resolve(cell) for cell in cells]
    assert {m.kind for m in mentions} == {"collective"}
    assert len({m.agency_id for m in mentions}) == 3


def test_an_unknown_body_keeps_its_words_and_the_kind_of_its_head(registry: AgencyRegistry) -> None:
    park = registry.resolve("Ban Quản lý Vườn quốc gia U Minh Thượng")
    assert (park.canonical, park.kind) == ("Ban Quản lý Vườn quốc gia U Minh Thượng", "ban")
    assert park.agency_id == "ban-quan-ly-vuon-quoc-gia-u-minh-thuong"
    assert registry.resolve("VNPT").kind == "other"


def test_a_district_body_is_not_the_provincial_one(registry: AgencyRegistry) -> None:
    assert registry.resolve("Công an huyện").agency_id == "cong-an-huyen"
    assert registry.resolve("Phòng Giáo dục và Đào tạo").agency_id != "so-giao-duc-va-dao-tao"
    assert registry.resolve("UBND thành phố Bến Tre").kind == "ubnd-cap-huyen"
    assert registry.resolve("UBND thành phố Cần Thơ").kind == "hdnd-ubnd-tinh"


def test_words_in_brackets_leave_the_name_but_not_the_record(registry: AgencyRegistry) -> None:
    first, second = registry.split("Sở Văn hóa và Thể thao (CV 246/SVHTT-GĐ ngày 29/3/2018),, Sở Giáo dục và Đào tạo")
    assert (first.as_written, second.as_written) == ("Sở Văn hóa và Thể thao", "Sở Giáo dục và Đào tạo")
    assert first.note is not None
    assert "CV 246/SVHTT-GĐ" in first.note
    assert registry.split("(Sở Y tế)")[0].as_written == "Sở Y tế"
    assert written(registry, "Sở Y tế (chủ trì, Sở Tư pháp") == ["Sở Y tế", "Sở Tư pháp"]


def test_a_cell_of_several_flattened_cells_gives_groups(registry: AgencyRegistry) -> None:
    leads = registry.split_groups("Sở Lao động - Thương binh và Xã hội Sở Tài chính Sở Tài chính Sở Tài chính")
    assert [[m.as_written for m in group] for group in leads] == [
        ["Sở Lao động - Thương binh và Xã hội"],
        ["Sở Tài chính"],
        ["Sở Tài chính"],
        ["Sở Tài chính"],
    ]
    others = registry.split_groups(
        "Các sở, ngành: Tư pháp; KH&ĐT; Đoàn thể chính trị - xã hội; UBND các huyện, thành phố "
        "Các Sở: Tư pháp, KH&ĐT, LB, TB&XH; Đoàn thể chính trị - xã hội; UBND các huyện, thành phố "
        "Các Sở: Tư pháp, LB, TB&XH; UBND các huyện, thành phố"
    )
    assert [len(group) for group in others] == [4, 5, 3]
    assert [m.as_written for m in others[2]] == ["Sở Tư pháp", "Sở LB, TB&XH", "UBND các huyện, thành phố"]


@pytest.mark.parametrize(("cell", "bodies"), CELLS[:8])
def test_decomposed_text_gives_equal_records(registry: AgencyRegistry, cell: str, bodies: list[str]) -> None:
    assert registry.split(unicodedata.normalize("NFD", cell)) == registry.split(cell)


FOUND = [
    ("Sở TNMT hay Sở KHĐT chủ trì việc này?", ["so-tai-nguyen-va-moi-truong", "so-ke-hoach-va-dau-tu"]),
    ("LD, TB&XH làm gì", ["so-lao-dong-thuong-binh-va-xa-hoi"]),
    ("NNPTNT kiên giang", ["so-nong-nghiep-va-phat-trien-nong-thon"]),
    ("sở nông nghiệp bến tre lo việc gì", ["so-nong-nghiep-va-phat-trien-nong-thon"]),
    ("bên công an lo việc gì", ["cong-an-tinh"]),
    ("giải quyết công ăn việc làm", []),
    ("toà án tỉnh", ["toa-an-nhan-dan-tinh"]),
    ("Bộ Y tế", ["bo-y-te"]),
    ("phát triển du lịch, tài chính xanh", []),
    ("What does the Department of Health of Ben Tre do?", ["so-y-te"]),
    ("SỞ Y TẾ và sở gd và đt", ["so-y-te", "so-giao-duc-va-dao-tao"]),
]


@pytest.mark.parametrize(("text", "expected"), FOUND)
def test_bodies_are_found_in_questions(registry: AgencyRegistry, text: str, expected: list[str]) -> None:
    assert ids(registry, text) == expected


def test_bodies_are_found_in_unmarked_questions(registry: AgencyRegistry) -> None:
    asked = "cho xin so dien thoai cua so tai nguyen moi truong ben tre"
    assert ids(registry, asked, folded=True) == ["so-tai-nguyen-va-moi-truong"]
    assert ids(registry, "giai quyet cong an viec lam", folded=True) == []
    assert ids(registry, "so lao dong thuong binh xa hoi", folded=True) == ["so-lao-dong-thuong-binh-va-xa-hoi"]


def test_the_province_decides_between_likes(registry: AgencyRegistry) -> None:
    assert ids(registry, "sở văn hóa", province="kien-giang") == ["so-van-hoa-va-the-thao"]
    assert ids(registry, "sở văn hóa", province="Bến Tre") == ["so-van-hoa-the-thao-va-du-lich"]


def test_offsets_are_those_of_the_text_given(registry: AgencyRegistry) -> None:
    text = unicodedata.normalize("NFD", "Những cơ quan nào phối hợp với Sở Y tế và Công an tỉnh?")
    spans = [text[start:end] for start, end, _ in registry.find(text)]
    assert [unicodedata.normalize("NFC", span) for span in spans] == ["Sở Y tế", "Công an tỉnh"]


def test_every_listed_body_resolves_to_itself(registry: AgencyRegistry) -> None:
    for agency in registry.all():
        if agency.provincial is None:
            assert registry.resolve(agency.name_in("Bến Tre"), "Bến Tre").agency_id == agency.agency_id


def test_every_id_is_the_slug_of_its_name(registry: AgencyRegistry) -> None:
    for agency in registry.all():
        assert agency.agency_id == slug(agency.name_in(None))
    assert registry.by_id("so-y-te") is not None
    assert registry.by_id("khong-co") is None


@given(st.text(alphabet="ởSsyYtếCcác,;:&/-\n .ngàvhuệ\u0301\u00a0", max_size=80))
@settings(max_examples=150, deadline=None)
def test_any_text_is_split_without_losing_order(text: str) -> None:
    composed = " ".join(unicodedata.normalize("NFC", text).split())
    at = 0
    for mention in load_registry().split(text):
        assert mention.as_written.strip()
        core = mention.as_written.removeprefix("Sở ") if mention.as_written not in composed else mention.as_written
        found = composed.find(core, at)
        assert found >= 0
        at = found


@pytest.mark.parametrize(
    "worst",
    [
        "Sở " * 33_000,
        "Trung tâm A, B và C " * 5_000,
        "Hội A, " + "B, " * 33_000,
        "các sở, ban, " * 8_000,
        "(a " * 33_000,
    ],
)
def test_long_cells_are_split_in_linear_time(registry: AgencyRegistry, worst: str) -> None:
    quarter = cpu_seconds(lambda: registry.split(worst[: len(worst) // 4]))
    assert_within(max(0.5, 8 * quarter), lambda: registry.split(worst))


def test_folding_and_marks() -> None:
    assert fold("Sở Đ\u1ed1i ngo\u1ea1i Ðặc") == "so doi ngoai dac"
    assert marked_form("hoà") == marked_form("hòa")
    assert marked_form("đường") != marked_form("đương")
    assert list(spellings("[VP|Văn phòng] UBND [tỉnh|]")) == [
        "VP UBND tỉnh",
        "VP UBND",
        "Văn phòng UBND tỉnh",
        "Văn phòng UBND",
    ]
    assert [word.folded for word in words("Sở KH&ĐT, Y\u200b tế")] == ["so", "kh", "dt", "y", "te"]


def test_every_body_of_the_gold_is_read_as_it_stands(registry: AgencyRegistry, gold_dir: Path) -> None:
    wrong = []
    for line in (gold_dir / "tasks.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        province = next(name for key, name in PROVINCES.items() if row["doc_id"].startswith(key))
        for field in ("lead", "coordinating"):
            for separator in ("; ", ", "):
                mentions = registry.split(separator.join(row[field]), province)
                if [m.as_written for m in mentions] != row[field]:
                    wrong.append((row["doc_id"], row["lines"], field, separator))
                canonical = row.get(f"{field}_canonical")
                if canonical is not None and [m.canonical for m in mentions] != canonical:
                    wrong.append((row["doc_id"], row["lines"], canonical, separator))
    assert wrong == []
