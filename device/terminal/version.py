"""Which software this is: printed on reports and written into every record."""

SOFTWARE_VERSION = "0.1.0"
