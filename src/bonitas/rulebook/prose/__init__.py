"""A rulebook written out as prose that a citizen can follow.

`prose` makes a document of headings, paragraphs, items, tables and sources; `to_markdown`, `to_html` and `to_plain` write it.
"""

from bonitas.rulebook.prose.book import prose
from bonitas.rulebook.prose.document import Document
from bonitas.rulebook.prose.html import to_html
from bonitas.rulebook.prose.languages import LANGUAGES
from bonitas.rulebook.prose.markdown import to_markdown
from bonitas.rulebook.prose.plain import to_plain

__all__ = ["LANGUAGES", "Document", "prose", "to_html", "to_markdown", "to_plain"]
