"""Which passages belong to each target of the national plan, so that a word of the street can point to its target.

Rows of the glossary name the target whose wording they use. Provincial plans number their targets otherwise, so the way
from the national number to a plan's own target is the alignment stored with the index, never the number itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from index.passages import Filter, StoredPassages
from search.comparison.aligned import AlignedRow
from search.retrieval import Mask


def national_passages(rows: Iterable[AlignedRow], passages: StoredPassages) -> Mapping[str, Mask]:
    """Return, by number in the national plan, the passages of the targets that answer to it.

    Args:
        rows: of the alignment of this generation.
        passages: of the same generation.
    """
    codes = passages.values("target_code")
    found: dict[str, Mask] = {}
    for row in rows:
        for plan_id, code in row.refs:
            of_target = frozenset(other for other in codes if other == code or other.startswith(f"{code}."))
            mask = passages.mask(Filter(plans=frozenset({plan_id}), target_codes=of_target)) if of_target else None
            if mask is None:
                continue
            for national in row.national_codes:
                found[national] = found.get(national, np.zeros(len(passages), np.bool_)) | mask
    return found
