"""A lazy value is reckoned once, by each object for itself."""

from cleaning.lazy import lazy


class Counted:
    def __init__(self, start: int) -> None:
        self.start = start
        self.asked = 0

    @lazy
    def double(self) -> int:
        """Return twice the start."""
        self.asked += 1
        return 2 * self.start


def test_value_is_reckoned_once() -> None:
    counted = Counted(4)

    assert (8, 8, 1) == (counted.double, counted.double, counted.asked)


def test_value_is_not_reckoned_unasked() -> None:
    assert Counted(4).asked == 0


def test_objects_have_their_own_values() -> None:
    one, other = Counted(1), Counted(2)

    assert (2, 4) == (one.double, other.double)


def test_class_gives_the_description() -> None:
    assert Counted.double.__doc__ == "Return twice the start."
