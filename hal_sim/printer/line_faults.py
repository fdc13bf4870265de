"""Faults of the cable and the firmware, counted in bytes received and answers given."""

from hal_sim.printer.faults import HangsAfter, LosesAnswer, PrinterFault, SaysBeforeAnswer, UnpluggedAfter


class LineFaults:
    """Counts what passes, and says when a fault is due."""

    def __init__(self) -> None:
        self.received_bytes = 0
        self._answers = 0
        self._by_bytes: list[tuple[int, UnpluggedAfter | HangsAfter]] = []
        self._by_answers: list[tuple[int, LosesAnswer | SaysBeforeAnswer]] = []

    def arm(self, fault: PrinterFault) -> None:
        """Let ``fault`` happen, counted from now; faults of the mechanism are not for here."""
        match fault:
            case UnpluggedAfter(count) | HangsAfter(count):
                self._by_bytes.append((self.received_bytes + count, fault))
            case LosesAnswer(number) | SaysBeforeAnswer(_, number):
                self._by_answers.append((self._answers + number, fault))
            case _:
                raise ValueError(f"{fault!r} is no fault of the line")

    def disarm(self) -> None:
        """Call off every fault that has not happened yet."""
        self._by_bytes.clear()
        self._by_answers.clear()

    def pass_on(self, data: bytes) -> tuple[bytes, UnpluggedAfter | HangsAfter | None]:
        """What of ``data`` still arrives, and the fault that ends it."""
        due = [each for each in self._by_bytes if each[0] <= self.received_bytes + len(data)]
        if not due:
            self.received_bytes += len(data)
            return data, None
        first = min(due, key=lambda each: each[0])
        self._by_bytes.remove(first)
        arrived = data[: max(0, first[0] - self.received_bytes)]
        self.received_bytes += len(arrived)
        return arrived, first[1]

    def answer(self, data: bytes) -> bytes:
        """``data`` as it really leaves: lost, or with noise before it."""
        self._answers += 1
        for due in [each for each in self._by_answers if each[0] <= self._answers]:
            self._by_answers.remove(due)
            data = due[1].noise + data if isinstance(due[1], SaysBeforeAnswer) else b""
        return data
