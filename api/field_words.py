"""What the fields of the documents mean, in Vietnamese and English, by name; one name means one thing on every route.

`Schema.field` describes a field whose name means something else there.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

FIELD_WORDS: Mapping[str, str] = MappingProxyType(
    {
        # ---- plans and places
        "plan_id": "Mã kế hoạch / plan id",
        "province": "Mã tỉnh khi ban hành; null: chưa biết / province id at the time; null: unknown",
        "plan_title": "Tên kế hoạch / title of the plan",
        "plan_number": "Số hiệu văn bản / number of the document",
        "title": "Tên / title",
        "number": "Số hiệu văn bản / number of the document",
        "date": "Ngày ban hành / date of issue",
        "heading_path": "Các đề mục phía trên, từ ngoài vào / headings above, outermost first",
        "lines": "Dòng đầu và dòng cuối, từ 1 / first and last line, from 1",
        "offsets": "Vị trí ký tự trong văn bản nguồn / code-point offsets into the source",
        "source_sha256": "SHA-256 của văn bản nguồn / of the source's bytes",
        "quote": "Lời trích nguyên văn / the quotation",
        "url": "Địa chỉ mở đúng đoạn này / address that opens the passage",
        "passage_id": "Mã đoạn, không đổi giữa các lần dựng / id of the passage, stable across builds",
        "plans": "Các mã kế hoạch / plan ids",
        "PlanOut.kind": "sdg: phát triển bền vững, green_growth: tăng trưởng xanh; null: chưa biết / null: unknown",
        "counts": "Số bản ghi mỗi loại / number of records of each kind",
        "LeftoversOut.counts": "Số mục kế hoạch tự nêu và số đọc được / what the plan declares and what was found",
        # ---- records
        "code": "Mã như văn bản viết / code as the document writes it",
        "full_code": "Mã đầy đủ, duy nhất trong kế hoạch / full code, unique inside the plan",
        "target_code": "Mã mục tiêu / code of the target",
        "level": "Cấp / level",
        "goal": "Mã mục tiêu lớn / code of the goal",
        "text": "Lời văn / the text",
        "priority": "Mức ưu tiên ghi trong văn bản / priority as marked",
        "tasks": "Các nhiệm vụ / tasks",
        "indicators": "Các chỉ tiêu / indicators",
        "lead": "Cơ quan chủ trì / bodies that lead",
        "coordinating": "Cơ quan phối hợp / bodies that coordinate",
        "lead_basis": (
            "explicit: nêu tại dòng; inherited: ô gộp; assigned: danh mục phân công; unknown: không rõ / "
            "stated in the row; a merged cell; the plan's own list; unknown"
        ),
        "name": "Tên / name",
        "unit": "Đơn vị tính / unit",
        "responsible": "Cơ quan chịu trách nhiệm / bodies responsible",
        "LineOut.text": "Nguyên văn của dòng / the line as it stands",
        "LeftoverOut.text": "Nguyên văn / as it stands",
        "CountOut.name": "Điều được đếm / what is counted",
        "declared": "Số kế hoạch tự nêu / what the plan says",
        "found": "Số đọc được / what was found",
        # ---- bodies
        "agency_id": "Mã cơ quan / id of the body",
        "canonical": "Tên chính thức / official name",
        "as_written": "Đúng như văn bản viết / as the plan writes it",
        "kind": "Loại / kind",
        "note": "Ghi chú khi tên hiểu khác tên viết / why the two names differ",
        "leads": "Số nhiệm vụ chủ trì / tasks it leads",
        "coordinates": "Số nhiệm vụ phối hợp / tasks it coordinates",
        "today": "Hiện nay, theo từng kế hoạch / today, for each plan",
        "as_of": "Tính đến ngày / as of",
        "current": "Hiện nay; null: chưa xác minh, []: bãi bỏ / today; null: unknown, []: abolished",
        "CurrentBodyOut.name": "Tên hiện nay / present name",
        "CurrentBodyOut.province": "Mã tỉnh hiện nay / present province",
        "role": "Vai trò / role",
        "basis": "Căn cứ: explicit, inherited, assigned, unknown / where the role is stated",
        # ---- answers
        "id": "Mã / id",
        "AnswerOut.id": "Trả lại như đã gửi / handed back as sent",
        "question": "Câu hỏi / the question",
        "status": "Trạng thái / status",
        "AnswerOut.status": "Có trả lời, hay không / whether there is an answer",
        "reason": (
            "Vì sao không: not_stated, no_match, plan_not_in_corpus, out_of_scope / "
            "why not: not stated, nothing found, no such plan, not about plans"
        ),
        "conflict": "Các nguồn nói khác nhau / sources disagree",
        "intent": "Loại câu hỏi / kind of question",
        "confidence": "Độ chắc chắn, 0–1 / confidence",
        "language": "Ngôn ngữ của câu hỏi / language of the question",
        "composer": "extractive: ghép từ bản ghi / composed from records",
        "query": "Câu hỏi được hiểu thế nào / how it was understood",
        "RetrievalRequest.query": "Nội dung tìm / what is looked for",
        "answer": "Câu trả lời / the answer",
        "statements": "Điều từng kế hoạch nói / what each plan says",
        "citations": "Các trích dẫn / citations",
        "nearest": "Đoạn gần nhất, không phải câu trả lời / nearest passages, not an answer",
        "suggestions": "Câu có thể hỏi / questions that can be answered",
        "timings_ms": "Thời gian từng bước / time of each step",
        "agencies": "Các cơ quan / bodies",
        "values": "Các giá trị / values",
        "year": "Năm / year",
        "value": "Giá trị bằng số / as a number",
        "comparator": "Dấu so sánh / comparison sign",
        "label": "Nhãn trong câu trả lời / label in the answer",
        "score": "Điểm: cuối, theo từ, theo nghĩa / final, lexical and dense score",
        "RetrievalRecord.score": "Điểm, 0–1 / score",
        "hits": "Các đoạn, phù hợp nhất trước / passages, best first",
        "remark": "Ghi chú khi không có gì / a remark where there is nothing",
        "rows": "Mỗi dòng một nội dung / one row a topic",
        # ---- lists, verdicts, operation
        "items": "Các mục của trang / items of the page",
        "next": "Địa chỉ trang sau; null: hết / address of the next page; null: no more",
        "total": "Tổng số / how many there are",
        "position": "Thứ tự trong yêu cầu, từ 1 / place in the request, from 1",
        "ok": "Đúng nguồn / it holds",
        "problem": "Sai ở đâu / what is wrong",
        "checked": "Số đã kiểm / checked",
        "failed": "Số không đúng / failed",
        "results": "Kết quả từng trích dẫn / the verdicts",
        "kept_days": "Số ngày được giữ / days it is kept",
        "version": "Bản chương trình / version of the program",
        "generation": "Bản chỉ mục / generation of the index",
        "corpus_hash": "Dấu vân tay của văn bản / hash of the corpus",
        "encoder": "Mô hình nhúng / encoder",
        "built": "Dựng lúc / built at",
        "limits": "Các giới hạn / limits",
        "warnings": "Cảnh báo về chỉ mục / warnings about the index",
        "type": "Loại, không đổi / kind, stays the same",
        "ProblemOut.status": "Mã HTTP / HTTP status",
        "instance": "Đường dẫn được gọi / the path that was called",
        "request_id": "X-Request-ID của trả lời này / of this response",
        "errors": "Các trường sai / the fields that are wrong",
        "field": "Trường / field",
        "message": "Sai thế nào / what is wrong",
        # ---- OpenAI's and Dify's shapes
        "error": "Lỗi: message, type, param, code / the error",
        "object": "Loại đối tượng theo OpenAI / OpenAI's kind of object",
        "created": "Thời điểm, giây Unix / Unix time",
        "owned_by": "Chủ / owner",
        "model": "kehoach hoặc kehoach-brief; tên khác cũng nhận / any other name is taken too",
        "choices": "Một lựa chọn, chứa message / one choice, with the message",
        "usage": "Số từ / numbers of words",
        "data": "Danh sách / the list",
        "messages": "Hội thoại; lượt cuối của người dùng là câu hỏi / the user's last turn is the question",
        "content": "Nội dung / the text",
        "stream": "Truyền dần / streamed",
        "stream_options": "Tùy chọn khi truyền dần / options of streaming",
        "include_usage": "Kèm usage ở cuối / usage at the end",
        "knowledge_id": "Mã kế hoạch, tên tỉnh, hoặc all / plan id, province, or all",
        "retrieval_setting": "Số đoạn và ngưỡng / how many, and from which score on",
        "top_k": "Số đoạn / how many",
        "score_threshold": "Chỉ đoạn từ điểm này / only from this score on",
        "records": "Các đoạn / passages",
        "metadata": "Nơi đứng trong kế hoạch / the place in the plan",
    }
)


def words_of(schema: str, field: str) -> str | None:
    """Return what a field of a schema means, `None` where nobody has said."""
    return FIELD_WORDS.get(f"{schema}.{field}") or FIELD_WORDS.get(field)
