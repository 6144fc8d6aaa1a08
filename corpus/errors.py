"""The one error root of the project.

KehoachError
├── InputError          what the user gave cannot be used (exit code 2, HTTP 400)
│   ├── CorpusError     a plan, catalog or table cannot be read
│   │   └── ErratumError    an erratum's quoted text is no longer in its plan
│   ├── QueryError      a question or a filter is not acceptable
│   └── SettingsError   an option or environment variable has a wrong value
└── IndexError_         the index is missing, damaged or cannot be written (exit code 2)
    ├── IndexMissing
    ├── IndexDamaged
    ├── IndexTooNew
    └── IndexUnwritable
"""


class KehoachError(Exception):
    """Anything this project raises on purpose; `str(error)` is one Vietnamese line for the user.

    The line names the thing, the value and the way out.
    """


class InputError(KehoachError):
    """What the user gave cannot be used."""


class CorpusError(InputError):
    """A plan, the catalog or a table of facts cannot be read."""


class ErratumError(CorpusError):
    """An erratum's quoted text does not stand (exactly once) in its plan any more."""


class QueryError(InputError):
    """A question or a filter is not acceptable."""


class SettingsError(InputError):
    """An option or an environment variable has a value that is not allowed."""


class IndexError_(KehoachError):
    """The index cannot be used; the name avoids Python's own IndexError."""


class IndexMissing(IndexError_):
    """There is no index at the place named."""


class IndexDamaged(IndexError_):
    """A file of the index is missing or differs from its checksum."""


class IndexTooNew(IndexError_):
    """The index was written by a newer version of the format."""


class IndexUnwritable(IndexError_):
    """The index folder cannot be written."""
