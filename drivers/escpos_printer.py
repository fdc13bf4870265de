"""The printer role on an ESC/POS printer: printed means proven.

    clear what is left -> DLE EOT 1..4 -> ESC @, raster, fence -> answered: PRINTED
                                       -> feed, cut, fence     -> answered: CUT

Fences are answered in order with the print data and only after it is printed (drivers/escpos_codes.py).
When one stays unanswered the printer is asked why, its buffers are cleared at once, before a refill
could set it going again, and nothing is sent twice. What a broken-off job left hanging on the paper is
cut off before anything else is printed.
"""

from device.errors import PrinterError
from device.hal.clock import Clock
from device.hal.entropy import Entropy, random_below
from device.hal.printer import DotImage, JobState, Journal, Paper, PrinterStatus, Proof, Trouble
from drivers.escpos_bytes import cut_bytes, image_bytes, line_bytes, start_bytes
from drivers.escpos_codes import GS_A_WATCH
from drivers.escpos_conversation import TOKEN_COUNT, Conversation, Fence, Timing
from drivers.escpos_status import NOT_CONNECTED
from drivers.wire import ByteLink

_LINE_MM = 4.0
_FEED_TO_KNIFE_MM = 25.0
_SILENT_AS_EXPECTED = PrinterStatus(Paper.UNKNOWN, frozenset())


class EscposPrinter:
    """A receipt printer behind ``link``; all its methods block and belong to one thread.

    ``silent`` declares a printer without a back channel: its silence is then no trouble, and nothing
    it prints is ever proven. Without it a printer that does not answer is not printed on.
    ``clock`` lets the paper of unproven jobs pass; ``entropy`` starts the fence tokens of this boot.
    """

    def __init__(
        self,
        link: ByteLink,
        clock: Clock,
        entropy: Entropy,
        *,
        width_dots: int = 576,
        dots_per_mm: float = 8.0,
        timing: Timing | None = None,
        silent: bool = False,
    ) -> None:
        self.width_dots = width_dots
        self.dots_per_mm = dots_per_mm
        self.proof = Proof.NOTHING
        self._clock = clock
        self._timing = timing or Timing()
        self._conversation = Conversation(link, self._timing, random_below(entropy, TOKEN_COUNT))
        self._silent = silent
        self._fence: Fence | None = None
        # Nobody knows what stood in the printer when the terminal was last switched off.
        self._buffers_empty = False
        self._paper_hangs = True

    def status(self) -> PrinterStatus:
        """Ask the printer now; a link that is gone or silent is an answer too.

        The first time it is ready, what it can prove is learned too, without printing.
        """
        status = self._ask()
        if status.ready and self.proof is Proof.NOTHING and status != _SILENT_AS_EXPECTED:
            try:
                self._learn(cleared=self._buffers_empty or self._conversation.clear(None))
            except PrinterError:
                return NOT_CONNECTED
        return status

    def probe(self, line: str = "Sealmark printer test") -> Proof:
        """Print one line, cut it off, and learn what the printer can prove.

        To be done before the polls open: a wrong answer to GS I is common, so only what a printer
        does tells what it can. Raises ValueError for a line that is not printable ASCII.
        """
        self._fence, self._buffers_empty = None, False
        self.proof = Proof.NOTHING
        self._run(line_bytes(line), _LINE_MM, _no_journal)
        return self.proof

    def print_image(self, image: DotImage, journal: Journal) -> JobState:
        """Print ``image`` and cut: CUT (proven), REFUSED (nothing printed) or UNKNOWN.

        After UNKNOWN the printer's buffers have been cleared as far as it let us; ``clear`` says
        whether it confirmed that. Raises ValueError for an image that is too wide, and whatever
        ``journal`` raises, which stops the job.
        """
        if image.width_dots > self.width_dots:
            raise ValueError(f"an image of {image.width_dots} dots does not fit on {self.width_dots}")
        return self._run(image_bytes(image), image.height_dots / self.dots_per_mm, journal)

    def clear(self) -> bool:
        """Empty the printer's buffers and cut off what hangs; True only when it confirmed both.

        While the printer cannot cut (paper out, cover open) the cut waits for the next call or job.
        """
        try:
            self._buffers_empty = self._conversation.clear(self._fence)
            if self._buffers_empty and self._paper_hangs and self._ask().ready:
                self._buffers_empty = self._cut_off_remains()
        except PrinterError:
            self._buffers_empty = False
        return self._buffers_empty

    def _run(self, payload: bytes, height_mm: float, journal: Journal) -> JobState:
        journal(JobState.QUEUED)
        if not self._prepared():
            journal(JobState.REFUSED)
            return JobState.REFUSED
        journal(JobState.SENDING)
        self._buffers_empty, self._paper_hangs = False, True
        try:
            proven = self._send(payload, height_mm, journal)
        except PrinterError:
            proven = False
        if proven:
            self._buffers_empty, self._paper_hangs = True, False
            journal(JobState.CUT)
            return JobState.CUT
        journal(JobState.UNKNOWN)
        self._leave_unproven()
        return JobState.UNKNOWN

    def _ask(self) -> PrinterStatus:
        try:
            self._conversation.drain()
            status = self._conversation.status()
            if Trouble.CUTTER in status.troubles and self._buffers_empty:
                self._conversation.recover()  # nothing to lose, and the knife may be free again
                status = self._conversation.status()
        except PrinterError:
            return NOT_CONNECTED
        if self._silent and status.troubles == {Trouble.NO_ANSWER}:
            return _SILENT_AS_EXPECTED
        return status

    def _prepared(self) -> bool:
        """Whether a job may begin: buffers empty, no trouble, fence known, nothing hanging."""
        try:
            cleared = self._buffers_empty or self._conversation.clear(self._fence)
            status = self._ask()
            if not status.ready:
                return False
            if self._fence is None and status != _SILENT_AS_EXPECTED:
                self._learn(cleared=cleared)
                cleared = cleared or self._fence is not None  # an answered fence: nothing older waits
            if self._fence is not None and not cleared:
                return False
            self._buffers_empty = cleared
            return not self._paper_hangs or self._cut_off_remains()
        except PrinterError:
            return False

    def _learn(self, *, cleared: bool) -> None:
        self._fence = self._conversation.learn_fence(broken_off=not cleared)
        self.proof = Proof.STATUS_ONLY if self._fence is None else Proof.FENCES

    def _send(self, payload: bytes, height_mm: float, journal: Journal) -> bool:
        """Send a job and cut it off; whether both are proven."""
        job = start_bytes() + GS_A_WATCH + payload
        if self._fence is None:
            self._send_unproven(job, height_mm, journal)
            return False
        request, token = self._conversation.fence_request(self._fence)
        if not self._conversation.send(job + request):
            return False
        journal(JobState.SENT)
        if not self._conversation.await_fence(token, self._timing.job_s(len(job), height_mm)):
            return False
        journal(JobState.PRINTED)
        return self._cut(self._fence)

    def _cut(self, fence: Fence) -> bool:
        """Feed to the knife and cut; whether that is proven."""
        request, token = self._conversation.fence_request(fence)
        job = cut_bytes() + request
        if not self._conversation.send(job):
            return False
        if not self._conversation.await_fence(token, self._timing.job_s(len(job), _FEED_TO_KNIFE_MM)):
            return False
        return Trouble.CUTTER not in self._conversation.status().troubles

    def _cut_off_remains(self) -> bool:
        """Cut off what an earlier job may have left hanging, so that no other voter gets it."""
        if self._fence is None:
            self._conversation.send(start_bytes() + cut_bytes())
        elif not self._cut(self._fence):
            self._buffers_empty = False
            return False
        self._paper_hangs = False
        return True

    def _send_unproven(self, job: bytes, height_mm: float, journal: Journal) -> None:
        """Send to a printer that proves nothing, and give it the time that the paper takes."""
        job += cut_bytes()
        if self._conversation.send(job):
            journal(JobState.SENT)
            self._clock.wait(self._timing.job_s(len(job), height_mm + _FEED_TO_KNIFE_MM))

    def _leave_unproven(self) -> None:
        """After UNKNOWN: clear at once, unless all that is missing is a printer that could prove it."""
        if self._fence is None and self._ask().ready:
            self._buffers_empty, self._paper_hangs = True, False
            return
        self.clear()


def _no_journal(_state: JobState) -> None:
    """A printer test is no receipt: nothing about it needs to outlive a power cut."""
