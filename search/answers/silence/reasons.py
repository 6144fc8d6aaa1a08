"""Why plans cannot answer a question: by the signs in it, the contract's word and a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from search.answers.model import Reason

NEGATED, MERGER, HELP = "asks_negated", "asks_merger", "asks_help"
_CAN_BE_ASKED = (
    "Có thể hỏi: ai chủ trì một việc, chỉ tiêu là bao nhiêu, có những nhiệm vụ gì, khi nào xong, kinh phí từ đâu",
    "It can be asked who leads something, what a target's value is, which tasks there are, by when, from which funds",
)
# Signs in the question, the most telling first → why plans cannot answer it. What plans speak of but do not state is
# "not_stated".
BY_FLAG: Mapping[str, Reason] = {
    "small_talk": "out_of_scope",
    "instruction": "out_of_scope",
    HELP: "out_of_scope",
    NEGATED: "not_stated",
    "asks_penalty": "not_stated",
    "asks_law": "out_of_scope",
    "asks_phone": "not_stated",
    "asks_person": "not_stated",
    "asks_validity": "not_stated",
    "asks_procedure": "not_stated",
    "asks_actual_result": "not_stated",
    "asks_now": "not_stated",
    "asks_budget_amount": "not_stated",
    "asks_plan_text_only": "out_of_scope",
}
WHY: Mapping[str, tuple[str, str]] = {
    "small_talk": (
        "Câu này không hỏi về nội dung các kế hoạch; tôi chỉ trả lời về các kế hoạch hành động đã nạp",
        "This is not about the plans; only questions on the loaded plans can be answered",
    ),
    HELP: (
        f"Tôi chỉ trả lời về các kế hoạch hành động đã nạp. {_CAN_BE_ASKED[0]}",
        f"Only questions on the loaded plans can be answered. {_CAN_BE_ASKED[1]}",
    ),
    "instruction": (
        "Đây là yêu cầu khác, không phải câu hỏi về các kế hoạch; tôi chỉ trả lời về nội dung kế hoạch",
        "This is an instruction, not a question on the plans; only questions on the loaded plans can be answered",
    ),
    MERGER: (
        "Đây là theo bảng tỉnh của chương trình; các kế hoạch ban hành trước khi sắp xếp tỉnh nên không nêu việc này",
        "This is from the program's table of provinces; the plans are older than the merger and do not speak of it",
    ),
    NEGATED: (
        "Các kế hoạch nêu cơ quan được giao việc, không nêu cơ quan không được giao",
        "The plans state which bodies are given work, not which are not",
    ),
    "asks_phone": ("Các kế hoạch không nêu số điện thoại hay địa chỉ liên hệ", "The plans give no contact details"),
    "asks_person": (
        "Các kế hoạch giao việc cho cơ quan, không nêu ai đang giữ chức vụ",
        "The plans give work to bodies; they do not say who holds an office",
    ),
    "asks_actual_result": (
        "Các kế hoạch nêu mục tiêu và nhiệm vụ, không nêu kết quả thực tế",
        "The plans set targets and tasks; they do not report actual results",
    ),
    "asks_procedure": (
        "Các kế hoạch không hướng dẫn hồ sơ, thủ tục",
        "The plans do not explain procedures or the papers they need",
    ),
    "asks_now": (
        "Các kế hoạch nêu mục tiêu và nhiệm vụ, không nêu số liệu hiện nay",
        "The plans set targets and tasks; they do not give today's figures",
    ),
    "asks_budget_amount": ("Các kế hoạch không nêu số tiền này", "The plans do not state this amount"),
    "asks_penalty": ("Các kế hoạch không quy định mức xử phạt", "The plans set no penalties"),
    "asks_law": (
        "Tôi chỉ trả lời về nội dung các kế hoạch, không trả lời luật quy định gì",
        "Only questions on the plans can be answered, not what a law says",
    ),
    "asks_validity": (
        "Các kế hoạch không nêu hiện còn hiệu lực hay không",
        "The plans do not say whether they are still in force",
    ),
    "asks_plan_text_only": (
        "Tôi trả lời câu hỏi kèm trích dẫn, không gửi toàn văn văn bản",
        "Questions are answered with citations; whole documents are not sent",
    ),
}
