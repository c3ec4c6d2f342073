"""A value reckoned on first use and kept with its object, as ``functools.cached_property`` but without its lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Generic, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class lazy(Generic[T]):  # noqa: N801 - a decorator, as ``property`` is
    """Make a method an attribute that is reckoned once; its object needs a ``__dict__``.

    Python 3.11 takes a lock for every object and attribute of a ``cached_property``, which for the lines of a page costs
    more than most of what is reckoned.
    """

    def __init__(self, reckon: Callable[[Any], T]) -> None:
        self._reckon = reckon
        self._name = reckon.__name__
        self.__doc__ = reckon.__doc__

    @overload
    def __get__(self, owner: None, kind: type) -> lazy[T]: ...
    @overload
    def __get__(self, owner: object, kind: type) -> T: ...
    def __get__(self, owner: object | None, kind: type) -> T | lazy[T]:
        if owner is None:
            return self
        value = owner.__dict__[self._name] = self._reckon(owner)
        return value
