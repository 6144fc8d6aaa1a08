"""Who is responsible for a task: its row, a merged cell, the plan's own list, or nobody that the plan names."""

from __future__ import annotations

from tests.corpus.rendering import leads, parsed

HEADER = "STT\tNhiệm vụ\tCơ quan chủ trì\tCơ quan phối hợp\n"


def tsv(*rows: str, header: str = HEADER) -> list[tuple[str, tuple[str, ...], str]]:
    return leads(parsed(header + "\n".join(row.replace("|", "\t") for row in rows), province="ben-tre"))


def pipes(*rows: str) -> str:
    return "| Nhiệm vụ | Phân công trách nhiệm |\n|---|---|\n" + "\n".join(f"| {row} |" for row in rows) + "\n"


PAGE = "\n| Nhiệm vụ | Phân công trách nhiệm |\n|---|---|"


def test_blank_cells_inherit_within_their_target_from_above_and_below() -> None:
    assert tsv(
        "1|MTCT 8.9: Du lịch||",
        "-|Khai thác||",
        "-|Xây dựng|Sở Văn hóa, Thể thao và Du lịch|Các Sở, ban, ngành",
        "-|Phối hợp thực hiện||",
        "2|MTCT 8.10: Tài chính||",
        "-|Thực hiện tốt||",
        "-|Nâng cao chất lượng|NHNN Chi nhánh Bến Tre|Các Sở, ban, ngành",
    ) == [
        ("8.9", ("Sở Văn hóa, Thể thao và Du lịch",), "inherited"),
        ("8.9", ("Sở Văn hóa, Thể thao và Du lịch",), "explicit"),
        ("8.9", ("Sở Văn hóa, Thể thao và Du lịch",), "inherited"),
        ("8.10", ("NHNN Chi nhánh Bến Tre",), "inherited"),
        ("8.10", ("NHNN Chi nhánh Bến Tre",), "explicit"),
    ]


def test_blank_rows_between_two_leads_belong_to_the_upper() -> None:
    rows = tsv(
        "1|MTCT 6.3: Nước||",
        "-|Từng bước|Sở Xây dựng|Các đơn vị",
        "-|Thực hiện lộ trình||",
        "-|Cấp phép|Sở TN&MT|Các đơn vị",
    )
    assert [lead for _, lead, _ in rows] == [("Sở Xây dựng",), ("Sở Xây dựng",), ("Sở TN&MT",)]


def test_a_table_that_writes_merged_cells_in_their_last_row_is_read_upwards() -> None:
    rows = []
    for target, lead in (("1.1", "Sở Y tế"), ("1.2", "Sở Nội vụ"), ("1.3", "Sở Tư pháp")):
        rows += [f"1|Mục tiêu {target}: Đến năm 2030||", "-|Một||", f"-|Hai|{lead}|Các đơn vị"]
    rows += ["1|Mục tiêu 1.4: Đến năm 2030||", "-|Một|Sở Y tế|x", "-|Hai||", "-|Ba|Sở Nội vụ|x"]
    assert [lead for code, lead, _ in tsv(*rows) if code == "1.4"] == [("Sở Y tế",), ("Sở Nội vụ",), ("Sở Nội vụ",)]


def test_agencies_on_the_targets_own_row_go_down() -> None:
    plan = parsed(HEADER + "5\tMTCT 2.5: Đa dạng di truyền\tSở NN&PTNT\tCác Sở: TN&MT, KH&CN\n-\tTriển khai\t\t\n")
    assert leads(plan) == [("2.5", ("Sở NN&PTNT",), "inherited")]
    assert [m.as_written for m in plan.targets[0].lead] == ["Sở NN&PTNT"]


def test_a_lost_lead_is_unknown_for_its_whole_group_and_never_the_row_above() -> None:
    # Bến Tre 299-303, and the same in a labelled cell.
    assert (
        tsv(
            "4|MTCT 4.4: Giáo dục||",
            "-|Tăng cường|Sở Nội vụ|Sở Y tế",
            "-|Xây dựng||",
            "-|Mở rộng giáo dục nghề||Các đơn vị có liên quan",
            "-|Tăng cường trách nhiệm||",
        )[1:]
        == [("4.4", (), "unknown")] * 3
    )
    labelled = pipes(
        "Mục tiêu 4.4: Giáo dục | ",
        "- Tăng cường | <p>Chủ trì: Sở Nội vụ</p> <p>Phối hợp: Sở Y tế</p>",
        "- Mở rộng | Phối hợp: Các đơn vị có liên quan",
    )
    assert leads(parsed(labelled)) == [("4.4", ("Sở Nội vụ",), "explicit"), ("4.4", (), "unknown")]


def test_a_lead_without_coordinating_bodies_has_none() -> None:
    plan = parsed(
        HEADER + "1\tMTCT 9.2: Công nghiệp\t\t\n-\tDuy trì\tSở Công Thương\tSở Y tế\n-\tChuyển giao\tSở KH&CN\t\n"
    )
    assert [len(task.coordinating) for task in plan.tasks] == [1, 0]


def test_a_lead_name_cut_by_a_page_is_one_body() -> None:
    # Bến Tre 440 and 443: the halves stand beside two different tasks.
    plan = parsed(
        HEADER + "8\tMTCT 8.8: Quyền lao động\t\t\n"
        "-\tTiếp tục thực hiện\tSở Lao động -\tCác Sở, ban, ngành; UBND các\n\n"
        + HEADER
        + "-\tTăng cường hiệu lực\tThương binh và Xã hội\thuyện, thành phố; các doanh nghiệp\n"
    )
    assert leads(plan) == [
        ("8.8", ("Sở Lao động - Thương binh và Xã hội",), "explicit"),
        ("8.8", ("Sở Lao động - Thương binh và Xã hội",), "inherited"),
    ]
    assert [m.as_written for m in plan.tasks[0].coordinating] == [
        "Các Sở, ban, ngành",
        "UBND các huyện, thành phố",
        "các doanh nghiệp",
    ]
    assert plan.tasks[0].lead_span is not None
    assert plan.tasks[0].lead_span.lines == [3, 6]


def test_a_crumb_of_a_cut_cell_is_no_body() -> None:
    plan = parsed(
        HEADER
        + "4\tMTCT 11.4: Di sản\t\t\n-\tLập danh mục\tSở Y tế\tĐoàn thể; UBND các huyện, thành phố\n\n"
        + HEADER
        + "-\tHuy động nguồn lực\t\tphó\n"
    )
    assert [m.as_written for m in plan.tasks[1].coordinating] == ["Đoàn thể", "UBND các huyện, thành phố"]
    assert any("mẩu chữ" in left.why for left in plan.leftovers)


def test_a_task_cut_by_a_page_goes_on_only_there() -> None:
    plan = parsed(
        HEADER
        + "2\tMTCT 5.2: Bạo lực\t\t\n-\tXây dựng cơ sở dữ liệu, bao gồm cả\tSở Y tế\t\n\n"
        + HEADER
        + "\tviệc mua bán, bóc lột\t\t\n\tviết thường nhưng không ở đầu trang\t\t\n"
    )
    assert [task.text for task in plan.tasks] == [
        "Xây dựng cơ sở dữ liệu, bao gồm cả việc mua bán, bóc lột",
        "viết thường nhưng không ở đầu trang",
    ]


def test_the_agency_cell_before_a_heading_glued_on_belongs_to_what_stands_before() -> None:
    # Kiên Giang 647.
    text = pipes(
        "(77) Mục tiêu 12.5 (MTUT): Chất thải | ",
        "b. - Tổ chức quy hoạch chất thải <p>(78) Mục tiêu 12.6 (MTKK): Doanh nghiệp</p> | Chủ trì: Sở Xây dựng",
        "- Thực hiện đánh giá, xếp hạng | Chủ trì: Sở Kế hoạch và Đầu tư",
    )
    assert leads(parsed(text)) == [
        ("12.5.b", ("Sở Xây dựng",), "explicit"),
        ("12.6", ("Sở Kế hoạch và Đầu tư",), "explicit"),
    ]


def test_coordinating_bodies_on_the_next_page() -> None:
    # Kiên Giang 635 and 639.
    text = pipes(
        "(73) Mục tiêu 12.2 (MTKK): Tài nguyên | ",
        "a. - Thực hiện tốt quy hoạch | Chủ trì: Sở Tài nguyên và Môi trường",
    )
    text += PAGE + "\n| - Điều tra, đánh giá | Phối hợp: Sở Xây dựng |\n"
    plan = parsed(text)
    assert leads(plan) == [
        ("12.2.a", ("Sở Tài nguyên và Môi trường",), "explicit"),
        ("12.2.a", ("Sở Tài nguyên và Môi trường",), "inherited"),
    ]
    assert [[m.as_written for m in task.coordinating] for task in plan.tasks] == [["Sở Xây dựng"]] * 2


def test_a_row_with_agencies_only_is_for_the_tasks_before_it() -> None:
    # Kiên Giang 527.
    text = pipes("Mục tiêu 6.4: Nước | ", "b. - Cấp phép khai thác | ", " | Chủ trì: Sở Y tế Phối hợp: Sở Nội vụ")
    assert leads(parsed(text)) == [("6.4.b", ("Sở Y tế",), "inherited")]


ASSIGNED = (
    "KẾ HOẠCH\nIV. TỔ CHỨC THỰC HIỆN\n1. Phân công các sở, ban, ngành chủ trì thực hiện các mục tiêu\n"
    "- Sở Xây dựng chủ trì các mục tiêu: 6.1a, 6.2;\n"
    "- Sở Nông nghiệp và Phát triển nông thôn chủ trì các mục tiêu: 6.1b, 8.4;\n"
    "- Sở Tài chính chủ trì các mục tiêu: 6.1c;\n\nPHỤ LỤC I\n\n"
)


def test_the_plans_own_list_fills_what_the_table_lost_and_is_evidence_for_the_rest() -> None:
    # Kiên Giang 512 and 513: c's agencies slipped to the row of 6.2, whose own are lost.
    text = ASSIGNED + pipes(
        "Mục tiêu 6.1: Nước uống <p>a.</p> <ul> - Đẩy mạnh xã hội hóa <p>b.</p> <ul> - Thực hiện chính sách <p>c.</p>"
        " <ul> - Hướng dẫn giá | Chủ trì: Sở Xây dựng Phối hợp: Sở Y tế",
        "Mục tiêu 6.2: Vệ sinh <ul> - Thực hiện xã hội hóa | Chủ trì: Sở Tài chính Phối hợp: Sở Y tế",
    )
    plan = parsed(text)
    assert [(code, basis) for code, _, basis in leads(plan)] == [
        ("6.1.a", "explicit"),
        ("6.1.b", "assigned"),
        ("6.1.c", "inherited"),
        ("6.2", "assigned"),
    ]
    assert [lead for _, lead, _ in leads(plan)] == [
        ("Sở Xây dựng",),
        ("Sở Nông nghiệp và Phát triển nông thôn",),
        ("Sở Tài chính",),
        ("Sở Xây dựng",),
    ]
    assert plan.tasks[1].lead_span is not None
    assert plan.tasks[1].lead_span.lines == [5, 5]


def test_where_list_and_row_disagree_the_row_decides_and_the_list_is_a_conflict() -> None:
    plan = parsed(ASSIGNED + pipes("Mục tiêu 8.4: Việc làm <ul> - Xây dựng hệ thống | Chủ trì: Sở Nội vụ"))
    (task,) = [t for t in plan.tasks if t.target_code]
    assert [m.as_written for m in task.lead] == ["Sở Nội vụ"]
    assert [(c.field, c.as_written, c.lines) for c in task.conflicts] == [
        ("lead", "Sở Nông nghiệp và Phát triển nông thôn", (5, 5))
    ]


def test_a_task_that_names_another_lead_in_its_own_words_is_a_conflict() -> None:
    # Kiên Giang 489.
    text = pipes(
        "Mục tiêu 5.5: Phụ nữ <ul> - Truyền thông. - Sở Nội vụ chủ trì phối hợp với các đơn vị xây dựng Kế hoạch"
        " | Chủ trì: Ủy ban MTTQ Việt Nam tỉnh"
    )
    tasks = parsed(text).tasks
    assert [[c.as_written for c in task.conflicts] for task in tasks] == [[], ["Sở Nội vụ"]]


def test_repeated_tasks_of_one_part_keep_the_one_whose_row_is_its_own() -> None:
    # Kiên Giang 461 and 462.
    listed = ASSIGNED.replace("6.1a, 6.2", "4.3a").replace("Sở Xây dựng", "Sở Nội vụ").replace("6.1b, 8.4", "4.3b")
    text = listed.replace("Sở Nông nghiệp và Phát triển nông thôn", "Sở Giáo dục và Đào tạo") + pipes(
        "Mục tiêu 4.3: Giáo dục <p>a.</p> | ",
        "<ul> - Tăng cường chính sách <p>b.</p> <ul> - Thực hiện Luật Giáo dục nghề nghiệp | Chủ trì: Sở Nội vụ",
        "<ul> - Thực hiện Luật Giáo dục nghề nghiệp | Chủ trì: Sở Giáo dục và Đào tạo",
    )
    assert leads(parsed(text)) == [
        ("4.3.a", ("Sở Nội vụ",), "explicit"),
        ("4.3.b", ("Sở Giáo dục và Đào tạo",), "explicit"),
    ]


def test_equal_tasks_of_two_targets_are_both_kept_and_marked() -> None:
    # Đắk Nông 1144 and 1163.
    text = pipes(
        "Mục tiêu 12.6: Mua sắm <ul> - Rà soát thuế nhiên liệu | Chủ trì: Sở Tài chính",
        "Mục tiêu 12.9: Thuế <ul> - Rà soát thuế nhiên liệu. | Chủ trì: Sở Công Thương",
    )
    assert [(t.full_code, t.duplicate_of) for t in parsed(text).tasks] == [("12.6", None), ("12.9", "12.6")]


def test_a_second_d_is_the_letter_after_it() -> None:
    # Kiên Giang 552 and 553.
    text = pipes(
        "Mục tiêu 8.2: Năng suất | ", "d. - Đẩy nhanh | Chủ trì: Sở Y tế", "d. - Phát triển | Chủ trì: Sở Nội vụ"
    )
    assert [code for code, _, _ in leads(parsed(text))] == ["8.2.d", "8.2.đ"]


def test_a_row_flattened_into_one_cell_gives_every_task_its_own_lead() -> None:
    # Bến Tre 488: a list of bodies never names one twice.
    text = HEADER + (
        "2\tMTCT 10.4: Tài khóa\t\t\n\t<ul><li>- Một</li> <li>- Hai</li> <li>- Ba</li></ul>"
        "\tSở Lao động - Thương binh và Xã hội Sở Tài chính Sở Tài chính\t\n"
    )
    assert [lead for _, lead, _ in leads(parsed(text, province="ben-tre"))] == [
        ("Sở Lao động - Thương binh và Xã hội",),
        ("Sở Tài chính",),
        ("Sở Tài chính",),
    ]


def test_tasks_before_any_heading_are_named_not_dropped() -> None:
    plan = parsed(
        HEADER + "-\tKhông thuộc mục tiêu nào\tSở Y tế\t\n1\tMục tiêu 1.1: Đến năm 2030\t\t\n-\tMột\tSở Y tế\t\n"
    )
    assert [task.text for task in plan.tasks] == ["Một"]
    assert any("trước mục tiêu đầu tiên" in left.why for left in plan.leftovers)


def test_a_target_without_tasks_takes_none_of_its_neighbours() -> None:
    # An Giang 11.8.
    rows = tsv("11.8|Mục tiêu 11.8: Kết nối||", "11.9|Mục tiêu 11.9: Nông thôn||", "|- Tiếp tục|Sở Y tế|")
    assert rows == [("11.9", ("Sở Y tế",), "explicit")]


def test_a_repeated_heading_is_no_second_target() -> None:
    text = HEADER + "1\tMục tiêu 1.1: A\t\t\n-\tMột\tSở Y tế\t\n1\tMục tiêu 1.1: A\t\t\n-\tHai\tSở Nội vụ\t\n"
    plan = parsed(text)
    assert [t.code for t in plan.targets] == ["1.1"]
    assert leads(plan) == [("1.1", ("Sở Y tế",), "explicit"), ("1.1", ("Sở Nội vụ",), "explicit")]
    assert any("lặp lại" in left.why for left in plan.leftovers)


def test_a_list_that_came_to_its_end_is_not_lengthened_by_the_next_page() -> None:
    """Kiên Giang 522/526: the list on the next page lost its head, and belongs to the tasks beside it."""
    plan = parsed(
        pipes(
            "Mục tiêu 6.4: Nước | ",
            "- Tuyên truyền về nguồn nước. | Chủ trì: Sở Xây dựng Phối hợp: Sở Tài chính và các đơn vị có liên quan",
        )
        + PAGE
        + "\n| - Thực hiện tốt công tác cấp phép. | Khoa học và Công nghệ, Sở Nội vụ và các đơn vị có liên quan |\n"
    )
    first, second = plan.tasks
    assert [m.canonical for m in first.coordinating] == ["Sở Tài chính", "các đơn vị có liên quan"]
    assert [m.canonical for m in second.coordinating] == [
        "Sở Khoa học và Công nghệ",
        "Sở Nội vụ",
        "các đơn vị có liên quan",
    ]


def test_a_row_cut_in_two_has_the_bodies_of_its_second_half() -> None:
    assert tsv(
        "1|MTCT 9.1: Kinh tế||",
        "-|Rà soát quy hoạch|Sở Xây dựng|Sở Nội vụ",
        "-|Thực hiện có hiệu quả đề án||",
        HEADER.strip().replace("\t", "|"),
        "|tái cơ cấu kinh tế của tỉnh|Sở Tư pháp|Sở Y tế",
    ) == [("9.1", ("Sở Xây dựng",), "explicit"), ("9.1", ("Sở Tư pháp",), "explicit")]


def test_ditto_marks_repeat_the_row_above_even_over_a_heading() -> None:
    for mark in ("-nt-", "nt", "Như trên", "(như trên)", '"', "”", "-//-"):
        assert tsv(
            "1|MTCT 9.1: Kinh tế||",
            "-|Rà soát quy hoạch|Sở Xây dựng|Sở Nội vụ",
            "2|MTCT 9.2: Xã hội||",
            f"-|Kiểm tra|{mark}|{mark}",
        )[1] == ("9.2", ("Sở Xây dựng",), "inherited"), mark


def test_a_title_in_capitals_above_goals_is_no_task() -> None:
    rows = ("1|MTCT 9.1: Kinh tế||", "-|Rà soát|Sở Xây dựng|Sở Nội vụ", "B|LĨNH VỰC XÃ HỘI||", "2|MTCT 9.2: Nước||")
    plan = parsed(HEADER + "\n".join(row.replace("|", "\t") for row in rows))
    assert [task.text for task in plan.tasks] == ["Rà soát"]
    assert [left.why for left in plan.leftovers] == ["tiêu đề của một nhóm mục tiêu"]


def test_period_output_and_funding_of_a_row_are_those_of_its_tasks() -> None:
    header = "STT\tNhiệm vụ\tCơ quan chủ trì\tThời gian\tSản phẩm\tKinh phí\n"
    rows = (
        "1|MTCT 9.1: Kinh tế||||",
        "-|Rà soát quy hoạch|Sở Xây dựng|2019 - 2020|Báo cáo|Vốn tỉnh",
        "-|Kiểm tra hàng quý||||",
        "-|Tuyên truyền|Sở Y tế|||",
        "2|MTCT 9.2: Nước||||",
        "-|Giám sát||||",
    )
    plan = parsed(header + "\n".join(row.replace("|", "\t") for row in rows))
    assert [(t.period, t.output, t.funding) for t in plan.tasks] == [
        ("2019 - 2020", "Báo cáo", "Vốn tỉnh"),
        ("2019 - 2020", "Báo cáo", "Vốn tỉnh"),
        (None, None, None),
        (None, None, None),
    ]
    assert plan.leftovers == ()


def test_a_column_of_bodies_that_names_no_role_is_one_of_leads() -> None:
    for title in ("Cơ quan thực hiện", "Đầu mối thực hiện", "Đơn vị thực hiện chính"):
        plan = parsed(
            f"STT\tNhiệm vụ\t{title}\n1\tMTCT 9.1: Kinh tế\t\n-\tRà soát\tSở Xây dựng\n-\tKiểm tra\tSở Y tế\n"
        )
        assert [lead for _, lead, _ in leads(plan)] == [("Sở Xây dựng",), ("Sở Y tế",)], title


def test_headings_in_other_columns() -> None:
    """The number column holds the keyword; or the merged heading lies over the column of leads."""
    keyword = tsv("Mục tiêu 9|Kinh tế||", "Mục tiêu 9.1|Đến năm 2030, thu nhập tăng||", "-|Rà soát|Sở Xây dựng|")
    assert keyword == [("9.1", ("Sở Xây dựng",), "explicit")]
    header = "STT\tCơ quan chủ trì\tNhiệm vụ\tCơ quan phối hợp\n"
    assert tsv("1|MTCT 9.1: Kinh tế||", "-|Sở Xây dựng|Rà soát|Sở Y tế", header=header) == keyword


def test_labels_under_the_tasks_in_a_table_without_a_column_for_bodies() -> None:
    plan = parsed(
        "| STT | Nhiệm vụ |\n|---|---|\n| 6.1 | Mục tiêu 6.1: Nước |\n| | - Rà soát quy hoạch<br>- Xây dựng kế hoạch"
        "<br>Cơ quan chủ trì: Sở Xây dựng.<br>Cơ quan phối hợp: Sở Y tế. |\n"
    )
    assert leads(plan) == [("6.1", ("Sở Xây dựng",), "explicit")] * 2


def test_running_numbers_of_the_tasks_of_a_cell_are_not_their_text() -> None:
    plan = parsed(pipes("Mục tiêu 6.1: Nước | ", "1. Rà soát<br>2. Kiểm tra<br>3. Giám sát | Chủ trì: Sở Y tế"))
    assert [task.text for task in plan.tasks] == ["Rà soát", "Kiểm tra", "Giám sát"]
    plan = parsed(pipes("Mục tiêu 6.1: Nước | ", "2. Rà soát<br>4. Kiểm tra | Chủ trì: Sở Y tế"))
    assert [task.text for task in plan.tasks] == ["2. Rà soát", "4. Kiểm tra"]


def test_a_lead_at_the_top_of_a_page_is_that_of_its_own_task() -> None:
    """Only an unfinished name goes on over the page; "Kho bạc …" is no rest of "Sở Xây dựng"."""
    rows = ("1|MTCT 9.1: Kinh tế||", "-|Rà soát|Sở Xây dựng|Sở Y tế", HEADER.strip().replace("\t", "|"))
    for body in ("Kho bạc Nhà nước tỉnh", "Bảo hiểm xã hội tỉnh", "Tỉnh Đoàn", "BCH phòng chống thiên tai tỉnh"):
        assert tsv(*rows, f"-|Kiểm tra|{body}|Sở Nội vụ")[1] == ("9.1", (body,), "explicit"), body
        assert tsv(*rows, f"-|Kiểm tra|{body}|Sở Nội vụ")[0] == ("9.1", ("Sở Xây dựng",), "explicit")


def test_bare_headings_over_the_column_of_leads() -> None:
    header = "STT\tCơ quan chủ trì\tNhiệm vụ\tCơ quan phối hợp\n"
    task = "-|Sở Xây dựng|Rà soát quy hoạch|Sở Y tế"
    numbered = ("VI|Bảo đảm đủ nước sạch cho mọi người||", "6.1|Đến năm 2030, mọi người có nước sạch||", task)
    assert tsv(*numbered, "6.2|Đến năm 2030, chấm dứt ô nhiễm nước||", task, header=header) == [
        ("6.1", ("Sở Xây dựng",), "explicit"),
        ("6.2", ("Sở Xây dựng",), "explicit"),
    ]


def test_tables_of_other_things_give_no_tasks() -> None:
    contacts = "STT\tĐơn vị\tĐịa chỉ\tĐiện thoại\n1\tSở Y tế\t1 Ngô Quyền\t123\n2\tSở Xây dựng\t2 Ngô Quyền\t456\n"
    reports = (
        "STT\tTên báo cáo\tCơ quan báo cáo\tThời hạn\n1\tBáo cáo năm\tCác sở, ban, ngành\t15/11\n"
        "2\tBáo cáo quý\tSở Y tế\t15/3\n"
    )
    for text in (contacts, contacts.split("\n", 1)[1], reports):
        assert parsed(f"KẾ HOẠCH\n\nPHỤ LỤC\n\n{text}").tasks == ()


def test_a_column_of_dates_beside_columns_of_units_makes_no_indicators() -> None:
    header = "TT\tNội dung công việc\tĐơn vị chủ trì\tĐơn vị phối hợp\tLộ trình\n"
    plan = parsed(header + "6.1\tMục tiêu 6.1: Nước\t\t\t\n-\tRà soát\tSở Y tế\tSở Nội vụ\t2019 - 2030\n")
    assert plan.indicators == ()
    assert [(t.full_code, t.period) for t in plan.tasks] == [("6.1", "2019 - 2030")]
