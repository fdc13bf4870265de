"""Screens of every kind, in English and Spanish, with long names and edge cases, to look at."""

from device.ui.screen import (
    Banner,
    Button,
    Choices,
    CodeView,
    Emphasis,
    Fact,
    Facts,
    Keyboard,
    Level,
    OptionList,
    OptionRow,
    PinPad,
    Progress,
    ReviewList,
    ReviewRow,
    Screen,
)

CODE = "3F9A07C2D4B8E16055AF90217BC3D8E4A6620F1B9D47C385E0127AF46B9C38D1"


def header(language: str = "en") -> tuple[Button, ...]:
    return (
        Button("language-en", "English", enabled=language != "en"),
        Button("language-es", "Español", enabled=language != "es"),
        Button("help", "Ayuda" if language == "es" else "Help", Emphasis.QUIET),
    )


def footer(language: str = "en") -> tuple[Button, ...]:
    words = ("Volver", "Ver todo", "Siguiente") if language == "es" else ("Back", "See all choices", "Next")
    return (
        Button("back", words[0]),
        Button("review", words[1], Emphasis.QUIET),
        Button("next", words[2], Emphasis.PRIMARY),
    )


def contest(
    names: tuple[str, ...],
    chosen: frozenset[int] = frozenset(),
    *,
    limit: int = 1,
    title: str = "Mayor of Riverbend",
    subtitle: str = "Contest 1 of 9",
    banner: Banner | None = None,
    detail: str = "",
) -> Screen:
    left = limit - len(chosen)
    rows = tuple(
        OptionRow(f"option-{at}", name, detail, selected=at in chosen) for at, name in enumerate(names)
    )
    rule = "Vote for 1." if limit == 1 else f"Vote for up to {limit}."
    remaining = f"You can still choose {left}." if left else "You have made all your choices here."
    return Screen(
        "contest",
        "en",
        title,
        subtitle,
        banner=banner,
        content=OptionList(rule, remaining, rows, single=limit == 1),
        header=header(),
        buttons=footer(),
    )


def votes(name: str, text: str, count: int) -> OptionRow:
    """An option that takes up to 3 votes."""
    return OptionRow(
        name,
        text,
        "Up to 3 votes",
        selected=count > 0,
        count=count,
        less_id=f"{name}-less",
        more_id=f"{name}-more",
        can_less=count > 0,
        can_more=count < 3,
    )


PEOPLE = (
    "Amara Okonkwo",
    "José Ángel Núñez de la Peña",
    "Thành Nguyễn",
    "Wilhelmina van der Bergh-Östlund",
    "Dr. Maximiliano Fernández-Villalobos y Sánchez del Castillo, Lieutenant Colonel (retired)",
    "Li Na",
    "Siobhán O’Súilleabháin",
    "Ruth Levi",
    "Dwayne “Duke” Washington III",
    "Zoë Kovačević",
    "Kealoha Kanakaʻole",
    "Ingrid Þórsdóttir",
)

MAYOR = contest(PEOPLE[:4], frozenset({1}), detail="Neighborhood Alliance")
COUNCIL = contest(
    PEOPLE,
    frozenset({0, 4}),
    limit=3,
    title="City Council at Large",
    subtitle="Contest 3 of 9",
)
COUNCIL_FULL = contest(
    PEOPLE,
    frozenset({0, 4, 5}),
    limit=3,
    title="City Council at Large",
    subtitle="Contest 3 of 9",
    banner=Banner(
        Level.WARNING,
        "You have already chosen 3, and that is all for this contest. To choose another, first touch one"
        " you no longer want.",
    ),
)
LONG_TITLE = contest(
    PEOPLE[3:6],
    limit=2,
    title="Members of the Board of Supervisors of the Consolidated Metropolitan Water Reclamation District"
    " of Greater Riverbend",
    subtitle="Contest 7 of 9 · Six-year term",
)
MEASURE = Screen(
    "contest",
    "es",
    "Medida A: Parques y árboles",
    "Contienda 8 de 9",
    content=OptionList(
        "Vote por 1.",
        "Todavía puede elegir 1.",
        (OptionRow("option-1", "Sí"), OptionRow("option-2", "No", selected=True)),
        description="¿Se autoriza al municipio a emitir bonos por un máximo de 12 000 000 de dólares"
        " para plantar árboles de sombra en las calles sin ellos, reparar los caminos y los juegos de los"
        " parques públicos y abrir tres jardines nuevos en los barrios del este? Los bonos se pagarán en 20"
        " años con un impuesto de 8 centavos por cada 100 dólares de valor catastral. Una comisión de"
        " vecinos publicará cada año las cuentas. Un sí aprueba los bonos. Un no los rechaza.",
        single=True,
    ),
    header=header("es"),
    buttons=footer("es"),
)
PRIORITIES = Screen(
    "contest",
    "en",
    "Community Budget",
    "Contest 9 of 9",
    content=OptionList(
        "You have up to 5 votes in this contest.",
        "You have 2 votes left.",
        (
            votes("a", "Night bus", 3),
            votes("b", "Library on Sundays", 0),
            votes("c", "Covered market with room for farmers from all of the county’s valleys", 0),
        ),
    ),
    header=header(),
    buttons=footer(),
)
REVIEW = Screen(
    "review",
    "en",
    "Check your choices",
    body=("Touch a contest to change it.",),
    banner=Banner(Level.NORMAL, "In 2 contests you can still choose. You may also leave them as they are."),
    content=ReviewList(
        (
            ReviewRow("r1", "Mayor of Riverbend", ("José Ángel Núñez de la Peña",)),
            ReviewRow("r2", "Sheriff", ("No choice made",), "You can still choose 1."),
            ReviewRow(
                "r3",
                "City Council at Large",
                ("Amara Okonkwo", PEOPLE[4]),
                "You can still choose 1.",
            ),
            ReviewRow("r4", "Measure A: Parks and Trees", ("No",)),
            ReviewRow("r5", "Measure B: Ranked elections from 2030", ("Yes",)),
            ReviewRow("r6", "School Board", ("Ruth Levi", "Li Na", "Grace Hopper (written in)")),
            ReviewRow("r7", "Community Budget", ("Night bus: 3 votes",), "You have 2 votes left."),
        ),
        "Change",
    ),
    header=header(),
    buttons=(Button("back", "Back"), Button("finish", "I am finished", Emphasis.PRIMARY)),
)
KEYBOARD = Screen(
    "write-in",
    "es",
    "Escriba un nombre",
    "Consejo escolar",
    content=Keyboard(
        "MARÍA JOSÉ NÚÑ",
        (
            tuple(Button(f"key-{key}", key) for key in "QWERTYUIOP"),
            tuple(Button(f"key-{key}", key) for key in "ASDFGHJKLÑ"),
            tuple(Button(f"key-{key}", key, enabled=key != "-") for key in "ZXCVBNMÜ'-"),
            (
                *(Button(f"key-{key}", key) for key in "ÁÉÍÓÚ."),
                Button("space", "Espacio"),
                Button("erase", "Borrar"),
            ),
        ),
        "Caben 26 letras más.",
    ),
    header=header("es"),
    buttons=(Button("cancel", "Cancelar"), Button("accept", "Usar este nombre", Emphasis.PRIMARY)),
)
TRACKING_CODE = Screen(
    "code",
    "en",
    "Your tracking code",
    body=("Your ballot is stored, but not cast yet. You decide on the next screen.",),
    banner=Banner(Level.GOOD, "Your receipt is printed. Please take it with you."),
    content=CodeView(
        tuple(CODE[at : at + 4] for at in range(0, 64, 4)),
        CODE,
        ("With this code you can look after the election whether your ballot is there.",),
    ),
    header=header(),
    buttons=(Button("continue", "Continue", Emphasis.PRIMARY),),
)
QUESTION = Screen(
    "question",
    "en",
    "What would you like to do with this ballot?",
    content=Choices(
        (
            Button(
                "cast",
                "Cast my ballot",
                Emphasis.PRIMARY,
                detail="Your ballot is counted. Most voters choose this.",
            ),
            Button(
                "challenge",
                "Check this machine instead",
                detail="A test of the machine. This ballot is NOT counted, what you chose is printed and"
                " made public with its code, and you vote again.",
            ),
        )
    ),
    header=header(),
    buttons=(Button("code", "Show the code again", Emphasis.QUIET),),
)
PIN = Screen(
    "pin",
    "en",
    "Election official",
    body=("Enter your PIN.",),
    banner=Banner(Level.ERROR, "That PIN is wrong. Wait 30 seconds."),
    content=PinPad(4, "Delete"),
    buttons=(Button("back", "Back"), Button("enter", "Enter", Emphasis.PRIMARY, enabled=False)),
    status="RB-07 · Polls closed",
)
MENU = Screen(
    "menu",
    "en",
    "Polls are open",
    body=("23 ballots encrypted: 19 cast, 2 challenged, 1 spoiled, 1 undecided.",),
    content=Choices(
        (
            Button("task-activate", "Start a voter’s session", Emphasis.PRIMARY),
            Button("task-printer", "Help the printer", detail="Paper is near its end"),
            Button("task-media", "Ballot boxes and sticks", enabled=False, detail="Nothing to do"),
            Button("task-suspend", "Suspend the polls"),
            Button("task-close", "Close the polls for good", Emphasis.CAUTION, detail="Cannot be undone"),
        )
    ),
    buttons=(Button("back", "Lock the screen", Emphasis.QUIET),),
    status="RB-07 · 21 November, 10:42",
)
READINESS = Screen(
    "readiness",
    "en",
    "Readiness",
    banner=Banner(Level.ERROR, "One thing has to be put right before polls can open."),
    content=Facts(
        (
            Fact("Election", "Riverbend General Election, 3 November 2026"),
            Fact("Election package", "Signature holds", Level.GOOD),
            Fact("Internal ballot box", "Empty, 2,000 slots", Level.GOOD),
            Fact("Stick A", "Not in its slot", Level.ERROR),
            Fact("Printer", "Ready, paper near its end", Level.WARNING),
            Fact("Encryption", "Self-check passed", Level.GOOD),
            Fact("Ballots encrypted", "0"),
            Fact("Fingerprint of the terminal’s key", "5D2E 90AA 71C4 08BF 3D11 E6F0 2A9C 47B3"),
        )
    ),
    buttons=(Button("back", "Back"), Button("print", "Print the report", Emphasis.PRIMARY)),
    status="RB-07 · Polls closed",
)
STORING = Screen(
    "recording",
    "en",
    "Storing your ballot",
    body=("Your ballot is encrypted and stored, and your tracking code is printed.",),
    content=Progress("Please wait"),
)
COPYING = Screen(
    "closing",
    "en",
    "Writing the election record",
    content=Progress("Ballot 1,204 of 1,912", 0.63),
    status="RB-07 · Polls closed",
)
CAST = Screen(
    "cast",
    "es",
    "Su boleta fue emitida",
    body=("Está guardada y se contará.", "Llévese su comprobante. Gracias por votar."),
    symbol="tick",
    header=header("es"),
)
FAILED = Screen(
    "not-recorded",
    "en",
    "Your ballot has not been counted yet",
    body=(
        "All your choices are kept. A poll worker has been called. You can try again, or wait for help.",
    ),
    banner=Banner(Level.ERROR, "The machine could not store your ballot. You did nothing wrong."),
    symbol="stop",
    header=header(),
    buttons=(Button("back", "Back to my choices"), Button("retry", "Try again", Emphasis.PRIMARY)),
)
STILL_THERE = Screen(
    "still-there",
    "en",
    "Are you still voting?",
    body=("Touch the button within 30 seconds to go on.",),
    symbol="hand",
    header=header(),
    buttons=(Button("go-on", "Yes, I am still voting", Emphasis.PRIMARY),),
)
CAUTION = Screen(
    "challenge",
    "en",
    "Check this machine?",
    body=(
        "Your choices will be printed, so that you can see later whether the machine stored them well.",
        "Then you vote again with a fresh ballot.",
    ),
    banner=Banner(Level.WARNING, "This ballot will not be counted."),
    symbol="warning",
    header=header(),
    buttons=(
        Button("no", "No, go back"),
        Button("yes", "Yes, check and do not count it", Emphasis.CAUTION),
    ),
)
INSTRUCTIONS = Screen(
    "instructions",
    "en",
    "Riverbend General Election",
    "Precinct 4 East · Riverbend County · 3 November 2026",
    body=(
        "1. Make your choices, one contest at a time. You may leave any contest blank.",
        "2. Check all your choices on one list and change what you like.",
        "3. The machine locks your choices with encryption, stores them, and gives you a tracking code.",
        "4. Then you decide: cast the ballot, or check this machine first and vote again.",
        "Para votar en español, toque “Español” arriba.",
    ),
    header=header(),
    buttons=(Button("start", "Start voting", Emphasis.PRIMARY),),
)

SAMPLES: dict[str, Screen] = {
    "instructions": INSTRUCTIONS,
    "mayor": MAYOR,
    "council": COUNCIL,
    "council-full": COUNCIL_FULL,
    "long-title": LONG_TITLE,
    "measure": MEASURE,
    "priorities": PRIORITIES,
    "review": REVIEW,
    "keyboard": KEYBOARD,
    "code": TRACKING_CODE,
    "question": QUESTION,
    "pin": PIN,
    "menu": MENU,
    "readiness": READINESS,
    "storing": STORING,
    "copying": COPYING,
    "cast": CAST,
    "failed": FAILED,
    "still-there": STILL_THERE,
    "caution": CAUTION,
}
