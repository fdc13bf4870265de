"""Names that voters of the demo write in. They must be found nowhere afterwards."""

WRITE_IN_NAMES = (
    "Quilla Vanterpool",
    "Zebedee Hawkmoor",
    "Ysolde Brackwater",
    "Nuria Peñalosa",
    "Thaddeus Wexcombe",
    "Iñaki Zubizarreta",
)
