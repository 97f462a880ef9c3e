"""归档件: one file that holds a whole evaluation. Made, opened, checked and read without a database. Pure."""

from reports.archiving.container.building import (
    Item,
    Readable,
    Source,
    TooMuch,
    as_json,
    members_of,
    stored_bytes,
    write,
)
from reports.archiving.container.chain import Chain, read_chain
from reports.archiving.container.checking import Check, check
from reports.archiving.container.format import (
    FORMAT,
    VERSION,
    Class,
    Manifest,
    Member,
    Problem,
)
from reports.archiving.container.names import folder_name, unique
from reports.archiving.container.page import Index, Named, index_page, papers_page
from reports.archiving.container.reading import NotAnArchive, Opened, opened

__all__ = [
    "FORMAT",
    "VERSION",
    "Chain",
    "Check",
    "Class",
    "Index",
    "Item",
    "Manifest",
    "Member",
    "Named",
    "NotAnArchive",
    "Opened",
    "Problem",
    "Readable",
    "Source",
    "TooMuch",
    "as_json",
    "check",
    "folder_name",
    "index_page",
    "members_of",
    "opened",
    "papers_page",
    "read_chain",
    "stored_bytes",
    "unique",
    "write",
]
