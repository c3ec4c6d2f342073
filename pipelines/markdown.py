"""Values as they stand in a Markdown table. Whose tables they are is not known here."""

from __future__ import annotations


def cell(text: str) -> str:
    r"""Return text that stays in its cell and starts no element.

    >>> print(cell("a|b <i>"))
    a\|b &lt;i>
    """
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


def words(value: object) -> str:
    """Return a value of a filter as people say it.

    >>> words(["en", "uk"]), words(True)
    ('en, uk', 'yes')
    """
    return ", ".join(map(str, value)) if isinstance(value, list) else "yes" if value is True else str(value)
