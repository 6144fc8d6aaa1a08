"""Back up and restore: a snapshot is itself an index with one generation, so that it is verified like one."""

from __future__ import annotations

import shutil
from pathlib import Path

from corpus.errors import IndexUnwritable
from index.store import Generation, commit, open_current, writing


def copy_index(source: Path, target: Path) -> Generation:
    """Copy the generation that serves in one index into another, where it is switched in.

    Args:
        source: an index; every file is verified before it is copied.
        target: an index or an empty or new folder; what served there stays as its older generation.

    Returns:
        The new generation of the target; `warnings` are those of the source.

    Raises:
        IndexMissing, IndexDamaged, IndexTooNew: the source cannot be read whole.
        IndexUnwritable: the target cannot be written, or is the source.
    """
    if source.resolve() == target.resolve():
        raise IndexUnwritable(f"nơi chép đến '{target}' chính là chỉ mục đang dùng; hãy chọn thư mục khác")
    current = open_current(source)
    with writing(target) as folder:
        for name in current.manifest.files:
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(current.folder / name, place)
        copied = commit(target, folder, current.manifest)
    return Generation(copied.folder, copied.manifest, current.warnings)
