"""Names that voters of the demo write in, as the keyboard types them. They must be found nowhere later."""

WRITE_IN_NAMES = (
    "QUILLA VANTERPOOL",
    "ZEBEDEE HAWKMOOR",
    "YSOLDE BRACKWATER",
    "NURIA PEÑALOSA",
    "THADDEUS WEXCOMBE",
    "IÑAKI ZUBIZARRETA",
)
