"""Paper, head, knife and cover of a simulated printer: its physical state, and what happens to it."""

from device.hal.printer import DotImage
from hal_sim.printer.faults import (
    CoverOpensAfter,
    CutterJamsAtCut,
    HeadOverheatsAfter,
    PaperEndsAfter,
    PowerFailsAfter,
    PrinterFault,
)
from hal_sim.printer.head import Head
from hal_sim.printer.paper import PaperPiece

ROLL_MM = 60_000.0
NEAR_END_MM = 3_000.0
HEAD_TO_KNIFE_MM = 12.0


class Mechanism:
    """Moves paper row by row. It stops by itself wherever a real one would."""

    def __init__(self, width_dots: int, dots_per_mm: float) -> None:
        self.width_dots = width_dots
        self.dots_per_mm = dots_per_mm
        self.paper_left_mm = ROLL_MM
        self.powered = True
        self.cover_open = False
        self.knife_jammed = False
        self.knife_error = False
        self.head = Head()
        self.moved_mm = 0.0
        self.cuts = 0
        self.pieces: list[PaperPiece] = []
        self._rows = bytearray()
        self._armed: list[tuple[float, PrinterFault]] = []
        self._stride = (width_dots + 7) // 8

    @property
    def near_end(self) -> bool:
        """Whether the near-end sensor sees the core of the roll."""
        return self.paper_left_mm < NEAR_END_MM

    @property
    def paper_out(self) -> bool:
        """Whether there is no paper under the head."""
        return self.paper_left_mm <= 0

    @property
    def stopped(self) -> bool:
        """Whether it cannot print now, for whatever reason."""
        held = self.cover_open or self.paper_out or self.knife_error or self.head.too_hot
        return held or not self.powered

    @property
    def hanging(self) -> PaperPiece:
        """The paper that hangs out of the printer and was not cut off yet."""
        return PaperPiece(self._image(bytes(self._rows)), hanging=True)

    def arm(self, fault: PrinterFault) -> bool:
        """Let a fault of the mechanism happen later; False if it is none of the mechanism."""
        match fault:
            case PaperEndsAfter(paper_mm):
                self.paper_left_mm = paper_mm
            case CoverOpensAfter(paper_mm) | HeadOverheatsAfter(paper_mm, _) | PowerFailsAfter(paper_mm):
                self._armed.append((self.moved_mm + paper_mm, fault))
            case CutterJamsAtCut(number):
                self._armed.append((self.cuts + number, fault))
            case _:
                return False
        return True

    def disarm(self) -> None:
        """Call off every fault that has not happened yet; the paper stays as long as it is."""
        self._armed.clear()

    def print_row(self, dots: bytes) -> bool:
        """Print one row and move on by one; False, and nothing done, when it is stopped."""
        self._let_faults_happen()
        if self.stopped:
            return False
        row = dots[: self._stride].ljust(self._stride, b"\0")
        self._rows += row
        self.head.burn(int.from_bytes(row, "big").bit_count() / self.width_dots)
        step_mm = 1 / self.dots_per_mm
        self.moved_mm += step_mm
        self.paper_left_mm = max(0.0, self.paper_left_mm - step_mm)
        return True

    def runs_freely(self, rows: int) -> bool:
        """Whether no fault is near and the paper lasts for so many rows."""
        lasts = self.paper_left_mm > rows / self.dots_per_mm
        return lasts and not self._armed and not self.stopped

    def print_rows(self, rows: list[bytes]) -> int:
        """Print rows at a stretch if nothing but heat can stop them; how many were printed."""
        if not self.runs_freely(len(rows)):
            return 0
        stride, step_mm = self._stride, 1 / self.dots_per_mm
        rows = [dots[:stride].ljust(stride, b"\0") for dots in rows]
        done = self.head.burn_rows(
            [int.from_bytes(row, "big").bit_count() / self.width_dots for row in rows]
        )
        self._rows += b"".join(rows[:done])
        self.moved_mm += done * step_mm
        self.paper_left_mm -= done * step_mm
        return done

    def cut(self) -> bool:
        """Cut at the knife, which sits above the head; False when stopped or when the knife jams."""
        if self.stopped:
            return False
        for position, (due, fault) in enumerate(self._armed):
            if isinstance(fault, CutterJamsAtCut) and self.cuts + 1 >= due:
                self._armed.pop(position)
                self.knife_jammed = True
                break
        if self.knife_jammed:
            self.knife_error = True
            return False
        self.cuts += 1
        self._take_off(torn=False)
        return True

    def tear(self) -> None:
        """Somebody tears the paper off at the knife's edge."""
        self._take_off(torn=True)

    def recover(self) -> None:
        """Try to leave a knife error: it goes when the knife is free."""
        self.knife_error = self.knife_error and self.knife_jammed

    def _let_faults_happen(self) -> None:
        for due, fault in list(self._armed):
            if isinstance(fault, CutterJamsAtCut) or self.moved_mm < due:
                continue
            self._armed.remove((due, fault))
            match fault:
                case CoverOpensAfter():
                    self.cover_open = True
                case HeadOverheatsAfter(_, cools_after):
                    self.head.overheat(cools_after)
                case PowerFailsAfter():
                    self.powered = False

    def _take_off(self, *, torn: bool) -> None:
        below_knife = round(HEAD_TO_KNIFE_MM * self.dots_per_mm) * self._stride
        split = max(0, len(self._rows) - below_knife)
        taken, kept = bytes(self._rows[:split]), self._rows[split:]
        self._rows = kept
        self.pieces.append(PaperPiece(self._image(taken), torn=torn))

    def _image(self, rows: bytes) -> DotImage:
        return DotImage(self.width_dots, len(rows) // self._stride, rows)
