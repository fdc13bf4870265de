"""The control sequences of ESC/POS that the driver sends by itself, each with its source.

Sources: Epson, "ESC/POS Command Reference" (sections named after each command), and the byte
identification table of the TM-T88III specification, appendix G. What python-escpos can build
(initialize, raster, feed, cut) it builds.
"""

DLE = 0x10

# DLE EOT n: transmit real-time status n = 1 (printer), 2 (offline cause), 3 (error cause), 4 (paper).
DLE_EOT = b"\x10\x04"
STATUS_PRINTER, STATUS_OFFLINE, STATUS_ERROR, STATUS_PAPER = 1, 2, 3, 4

# DLE ENQ 2: recover from a recoverable error after clearing the receive and print buffers.
DLE_ENQ_CLEAR = b"\x10\x05\x02"

# DLE DC4 fn=8 d1..d7: clear the receive and print buffers; the answer is 37h 25h 00h.
DLE_DC4_CLEAR = b"\x10\x14\x08\x01\x03\x14\x01\x06\x02\x08"

# GS a n: automatic status back for online/offline (bit 1), errors (bit 2), paper sensor (bit 3).
GS_A_WATCH = b"\x1da\x0e"

# GS r 1: transmit paper sensor status, in order with the print data.
GS_R_PAPER = b"\x1dr\x01"

# GS ( H pL pH fn m d1..d4, fn = m = 48: process ID response, in order with the print data and only when
# what came before it is printed; the answer is 37h 22h d1..d4 00h.
GS_H_PROCESS = b"\x1d(H\x06\x0000"
PROCESS_TOKEN_BYTES = 4

# Second bytes that make a real-time command out of a DLE. Printers obey them wherever they stand,
# inside raster data too.
REAL_TIME_SECONDS = b"\x04\x05\x14"
