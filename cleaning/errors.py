"""The exceptions a user can meet. Each is one clear line; the command line turns it into its exit code (DESIGN §6).

::

    ThresherError
    ├── InputError      65  a page, WARC or corpus folder that cannot be used
    ├── RuleError       78  a cleaning rule that cannot be used
    ├── ConfigError     78  sources.toml: file, source, field, what to write instead
    ├── StorageError    74  disk full, database unusable; nothing half-written
    │   └── NewerSchemaError
    ├── LockedError     75  another run holds the lock
    └── AddressError    78  a port or address that cannot be bound
"""

from __future__ import annotations


class ThresherError(Exception):
    """Anything the user can mend; its text is the whole message."""

    exit_code = 1


class InputError(ThresherError):
    """The input cannot be used."""

    exit_code = 65


class RuleError(ThresherError):
    """A cleaning rule cannot be used."""

    exit_code = 78


class ConfigError(ThresherError):
    """The configuration cannot be used."""

    exit_code = 78


class StorageError(ThresherError):
    """The corpus cannot be read or written."""

    exit_code = 74


class NewerSchemaError(StorageError):
    """The database was written by a newer version of Thresher."""


class LockedError(ThresherError):
    """Another run holds the lock of this corpus folder."""

    exit_code = 75


class AddressError(ThresherError):
    """A server's address cannot be bound."""

    exit_code = 78
