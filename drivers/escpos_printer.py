"""The printer role on an ESC/POS printer: printed means proven.

    clear what is left -> DLE EOT 1..4 -> ESC @, raster, fence -> answered: PRINTED
                                       -> feed, cut, fence     -> answered: CUT

Fences are answered in order with the print data and only after it is printed (drivers/escpos_codes.py).
When one stays unanswered the printer is asked why, its buffers are cleared at once, before a refill
could set it going again, and nothing is sent twice. What a broken-off job left hanging on the paper is
cut off before anything else is printed.

What a unit can prove is learned by printing on it (``probe``), kept by its name, and never carried over
to another unit. On a unit that was not probed nothing but the probe is printed.
"""

from collections.abc import Mapping

from device.errors import PrinterError
from device.hal.clock import Clock
from device.hal.entropy import Entropy, random_below
from device.hal.printer import DotImage, JobState, Journal, Paper, PrinterStatus, Proof, Trouble
from drivers.escpos_bytes import cut_bytes, image_bytes, line_bytes, start_bytes
from drivers.escpos_codes import GS_A_WATCH
from drivers.escpos_conversation import TOKEN_COUNT, Conversation, Fence, Timing
from drivers.escpos_status import NOT_CONNECTED, status_of_port
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
        self.unit = ""
        self._link = link
        self._clock = clock
        self._timing = timing or Timing()
        self._conversation = Conversation(link, self._timing, random_below(entropy, TOKEN_COUNT))
        self._silent = silent
        self._proofs: dict[str, Proof] = {}
        self._fence: Fence | None = None
        self._learned = False
        # Nobody knows what stood in the printer when the terminal was last switched off.
        self._buffers_empty = False
        self._paper_hangs = True

    @property
    def proof(self) -> Proof:
        """What a probe of this very unit found; UNKNOWN without one."""
        return self._proofs.get(self.unit, Proof.UNKNOWN)

    def recall(self, proofs: Mapping[str, Proof]) -> None:
        """Take what earlier probes found, by unit; a unit without a name cannot be recalled."""
        self._proofs.update({unit: proof for unit, proof in proofs.items() if unit})

    def status(self) -> PrinterStatus:
        """Ask the printer now; a link that is gone or silent is an answer too.

        The first time a unit is ready, it is found out which fence it answers, without printing.
        """
        status = self._ask()
        if status.ready and not self._learned and status != _SILENT_AS_EXPECTED:
            try:
                self._learn(cleared=self._buffers_empty or self._conversation.clear(None))
            except PrinterError:
                return NOT_CONNECTED
        return status

    def probe(self, line: str = "Sealmark printer test") -> Proof:
        """Print one line, cut it off, and learn what the unit can prove; UNKNOWN if it did not print.

        To be done before the polls open: a wrong answer to GS I is common, so only what a printer
        does tells what it can. Raises ValueError for a line that is not printable ASCII.
        """
        payload = line_bytes(line)
        self._fence, self._learned, self._buffers_empty = None, False, False
        state = self._run(payload, _LINE_MM, _no_journal, trusted=True)
        if state is JobState.CUT:
            found = Proof.FENCES
        elif state is JobState.SENT:
            found = Proof.STATUS_ONLY if self._learned else Proof.NOTHING
        else:
            found = Proof.UNKNOWN
        self._proofs[self.unit] = found
        return found

    def print_image(self, image: DotImage, journal: Journal) -> JobState:
        """Print ``image`` and cut: CUT (proven), SENT (unproven), REFUSED (nothing printed) or UNKNOWN.

        After UNKNOWN the printer's buffers have been cleared as far as it let us; ``clear`` says
        whether it confirmed that. Raises ValueError for an image that is too wide, and whatever
        ``journal`` raises, which stops the job.
        """
        if image.width_dots > self.width_dots:
            raise ValueError(f"an image of {image.width_dots} dots does not fit on {self.width_dots}")
        return self._run(image_bytes(image), image.height_dots / self.dots_per_mm, journal, trusted=False)

    def clear(self) -> bool:
        """Empty the printer's buffers and cut off what hangs; True only when it confirmed both.

        While the printer cannot cut (paper out, cover open) the cut waits for the next call or job.
        """
        try:
            self._reach()
            self._buffers_empty = self._conversation.clear(self._fence)
            if not self._buffers_empty and not self._learned and self._speaks_and_is_ready():
                self._learn(cleared=False)
                self._buffers_empty = self._fence is not None and self._conversation.clear(self._fence)
            if self._buffers_empty and self._paper_hangs and self._hear_status().ready:
                self._buffers_empty = self._cut_off_remains()
        except PrinterError:
            self._forget_unit()
        return self._buffers_empty

    def _run(self, payload: bytes, height_mm: float, journal: Journal, *, trusted: bool) -> JobState:
        """A whole job. ``trusted``: fences count although no probe found that they mean anything."""
        journal(JobState.QUEUED)
        if not self._prepared(trusted=trusted):
            journal(JobState.REFUSED)
            return JobState.REFUSED
        fence = self._fence if trusted or self.proof is Proof.FENCES else None
        journal(JobState.SENDING)
        self._buffers_empty, self._paper_hangs = False, True
        try:
            state = (
                self._send_unproven(payload, height_mm, journal)
                if fence is None
                else self._send_proven(payload, height_mm, journal, fence)
            )
        except PrinterError:
            self._forget_unit()
            state = JobState.UNKNOWN
        if state is JobState.UNKNOWN:
            journal(JobState.UNKNOWN)
            self.clear()
            return state
        self._buffers_empty, self._paper_hangs = True, False
        if state is JobState.CUT:
            journal(JobState.CUT)
        return state

    def _reach(self) -> None:
        """Throw away what came unasked; a link that was lost is made anew, maybe to another unit."""
        try:
            self._conversation.drain()
        except PrinterError:
            self._forget_unit()
            self._conversation.drain()
        unit = self._link.unit()
        if unit != self.unit:
            self._forget_unit()
            self.unit = unit

    def _forget_unit(self) -> None:
        """Nobody knows what a unit holds, or answers, that was just plugged in."""
        self._proofs.pop("", None)  # it may be another one without a name
        self._fence, self._learned = None, False
        self._buffers_empty = False
        self._paper_hangs = True

    def _ask(self) -> PrinterStatus:
        try:
            self._reach()
            return self._hear_status()
        except PrinterError:
            self._forget_unit()
            return NOT_CONNECTED

    def _hear_status(self) -> PrinterStatus:
        """The status over the link as it is. Raises PrinterError when it is lost: nothing is made anew."""
        status = self._conversation.status()
        if Trouble.CUTTER in status.troubles and self._buffers_empty:
            self._conversation.recover()  # nothing to lose, and the knife may be free again
            status = self._conversation.status()
        if status.troubles != {Trouble.NO_ANSWER}:
            return status
        port = self._link.port_status()
        told = None if port is None else status_of_port(port)
        if told is not None and told.troubles:
            return told  # a printer that says nothing by itself may still say why
        return _SILENT_AS_EXPECTED if self._silent else status

    def _prepared(self, *, trusted: bool) -> bool:
        """Whether a job may begin: unit known, buffers empty, no trouble, fence known, nothing hanging."""
        try:
            self._reach()
            if self.proof is Proof.UNKNOWN and not trusted:
                return False
            cleared = self._buffers_empty or self._conversation.clear(self._fence)
            status = self._hear_status()
            if not status.ready:
                return False
            if self._fence is None and status != _SILENT_AS_EXPECTED:
                self._learn(cleared=cleared)
                cleared = cleared or self._fence is not None  # an answered fence: nothing older waits
            elif not cleared and status == _SILENT_AS_EXPECTED and not self._conversation.finish_command():
                return False  # it holds an older job still, and takes no more
            if self._fence is not None and not cleared:
                return False
            self._buffers_empty = cleared
            return not self._paper_hangs or self._cut_off_remains()
        except PrinterError:
            self._forget_unit()
            return False

    def _speaks_and_is_ready(self) -> bool:
        status = self._hear_status()
        return status.ready and status != _SILENT_AS_EXPECTED

    def _learn(self, *, cleared: bool) -> None:
        self._fence = self._conversation.learn_fence(broken_off=not cleared)
        self._learned = True

    def _send_proven(self, payload: bytes, height_mm: float, journal: Journal, fence: Fence) -> JobState:
        """Send a job and cut it off: CUT if both are proven, else UNKNOWN."""
        request, token = self._conversation.fence_request(fence)
        job = start_bytes() + GS_A_WATCH + payload
        if not self._conversation.send(job + request):
            return JobState.UNKNOWN
        journal(JobState.SENT)
        if not self._conversation.await_fence(token, self._timing.job_s(len(job), height_mm)):
            return JobState.UNKNOWN
        journal(JobState.PRINTED)
        return JobState.CUT if self._cut(fence) else JobState.UNKNOWN

    def _send_unproven(self, payload: bytes, height_mm: float, journal: Journal) -> JobState:
        """Send to a printer that proves nothing, and give it the time that the paper takes.

        SENT if all was taken and no trouble shows afterwards, else UNKNOWN.
        """
        job = start_bytes() + GS_A_WATCH + payload + cut_bytes()
        if not self._conversation.send(job):
            return JobState.UNKNOWN
        journal(JobState.SENT)
        self._clock.wait(self._timing.job_s(len(job), height_mm + _FEED_TO_KNIFE_MM))
        self._conversation.drain()
        return JobState.SENT if self._hear_status().ready else JobState.UNKNOWN

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


def _no_journal(_state: JobState) -> None:
    """A printer test is no receipt: nothing about it needs to outlive a power cut."""
