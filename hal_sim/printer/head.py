"""The temperature of a thermal head: black rows heat it, time cools it, and too hot it stops.

Between rows it cools towards the room; while the printer stands still, time is counted in the
requests that it answers.
"""

ROOM_C = 25.0
STOPS_AT_C = 80.0
GOES_ON_AT_C = 60.0
_ROW_HEATS_C = 0.06  # a wholly black row; solid black stops the head after some 15 cm
_ROW_COOLS = 0.0005
_REQUEST_COOLS = 0.3


class Head:
    """``temperature_c`` and ``too_hot``: it stops at STOPS_AT_C and goes on at GOES_ON_AT_C."""

    def __init__(self) -> None:
        self.temperature_c = ROOM_C
        self.too_hot = False
        self._held = False

    def burn(self, black_share: float) -> None:
        """A row was printed, of whose dots ``black_share`` (0 to 1) are black."""
        self.temperature_c += _ROW_HEATS_C * black_share - _ROW_COOLS * (self.temperature_c - ROOM_C)
        self.too_hot = self.too_hot or self.temperature_c >= STOPS_AT_C

    def burn_rows(self, black_shares: list[float]) -> int:
        """Burn row after row until one finds it too hot; how many were burned."""
        if self.too_hot:
            return 0
        temperature_c = self.temperature_c
        done = 0
        for done, black_share in enumerate(black_shares, 1):  # noqa: B007 - it is returned
            temperature_c += _ROW_HEATS_C * black_share - _ROW_COOLS * (temperature_c - ROOM_C)
            if temperature_c >= STOPS_AT_C:
                self.too_hot = True
                break
        self.temperature_c = temperature_c
        return done

    def rest(self) -> None:
        """Time passes without printing, about as long as between two requests."""
        if self._held:
            return
        self.temperature_c -= _REQUEST_COOLS * (self.temperature_c - ROOM_C)
        self.too_hot = self.too_hot and self.temperature_c > GOES_ON_AT_C

    def keep_hot(self) -> None:
        """Something keeps it hot until ``cool``."""
        self.overheat(1)
        self._held = True

    def overheat(self, cools_after: int) -> None:
        """Make it so hot that it goes on after ``cools_after`` rests."""
        warmth = (GOES_ON_AT_C - ROOM_C) / (1 - _REQUEST_COOLS) ** (cools_after - 0.5)
        self.temperature_c = ROOM_C + warmth
        self.too_hot = True

    def cool(self) -> None:
        """Long enough a rest."""
        self._held = False
        self.temperature_c = ROOM_C
        self.too_hot = False
