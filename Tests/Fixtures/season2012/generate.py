#!/usr/bin/env python3
"""Makes the season of 2012: generate.py OUTDIR

Writes OUTDIR/Config with 2,000 invented partners, OUTDIR/Templates and OUTDIR/answers.csv. Every run
of every Python gives the same bytes: the chances come from a generator of our own."""

import csv
import datetime
import pathlib
import shutil
import sys
import unicodedata

HERE = pathlib.Path(__file__).resolve().parent
REPOSITORY = HERE.parents[2]
PEOPLE, COMPANIES, BRANCHES = 2000, 900, 60

FIRST = """Anna Bram Carlijn Daan Eva Femke Gijs Hanna Iris Joost Karin Lars Maud Noor Oscar Pim Rosa Sem Tess
Umut Vera Wout Yara Zoë Aïsha Noémi Jürgen Esra Hülya Björn Chloë Thijs Sanne Koen Lieke Ruben Fatima Yusuf
Marijke Pieter Renée Olaf Ingrid Mehmet Dewi Jasper Anouk Maarten Sofie Rachid""".split()
LAST = """Jansen;de Vries;van den Berg;Bakker;Visser;Smit;Meijer;de Boer;Mulder;de Groot;Bos;Vos;Peters;Hendriks;
van Leeuwen;Dekker;Brouwer;de Wit;Dijkstra;Smits;de Graaf;van der Meer;Kok;Jacobs;de Haan;Vermeulen;van Dam;
van der Veen;van Dijk;Postma;Yılmaz;Öztürk;El Amrani;Nuñes;Müller;Sørensen;O'Brien;Nowák;Tan;van 't Hof;
Kuipers;Scholten;Willems;Hoekstra;Koster;Prins;Blom;Huisman;Evers;Çelik""".replace("\n", "").split(";")
START = """Noord Zuid Oost West Delta Polder Linden Eiken Berken Molen Haven Kanaal Duin Veld Heide Maas Waal Rijn
Ijssel Vecht Zilver Koper Klei Zand Wolken Zonne Regen Winter Zomer Sterren""".split()
END = """bouw metaal zuivel textiel transport energie techniek groep papier glas hout zorg druk voeding logistiek
verpakking water licht wonen kantoor textielzorg reiniging tuinen mode meubel verf kunststof fruit data
mobiel""".split()
SECTORS = ("bouw", "diensten", "energie", "techniek", "textiel", "transport", "voeding", "zorg")
QUESTIONS = (
    "Hoe krijg ik mijn leveranciers mee?", "Wanneer is genoeg genoeg?", "Wie betaalt de \"groene\" meerprijs?",
    "Wat doe je als de directie niet wil?", "Keurmerken: helpen ze, of niet?", "Geïnspireerd, maar waar begin ik?",
    "Hoe meet je iets dat niet in euro's gaat?", "Mag het ook leuk zijn?",
)

# What the script of answers needs to know of an event: who may answer, from when, until when.
EVENTS = (
    ("openspace-mei", lambda p: p.role("inkoper", "mvo-manager", "brancheorganisatie"), "2012-04-11", "2012-05-21"),
    ("openspace-juni", lambda p: p.role("inkoper", "mvo-manager"), "2012-05-09", "2012-06-18"),
    ("intervision-inkopers-apr", lambda p: p.role("inkoper"), "2012-04-03", "2012-04-17"),
    ("intervision-inkopers-mei", lambda p: p.role("inkoper"), "2012-04-17", "2012-05-08"),
    ("intervision-inkopers-jun", lambda p: p.role("inkoper"), "2012-05-19", "2012-06-08"),
    ("intervision-inkopers-jul", lambda p: p.role("inkoper"), "2012-06-15", "2012-07-06"),
    ("intervision-mvo-managers-apr", lambda p: p.role("mvo-manager") and p.large, "2012-04-03", "2012-04-20"),
    ("intervision-mvo-managers-mei", lambda p: p.role("mvo-manager") and p.large, "2012-05-04", "2012-05-25"),
    ("intervision-mvo-managers-jun", lambda p: p.role("mvo-manager") and p.large, "2012-05-30", "2012-06-19"),
    ("intervision-mvo-managers-jul", lambda p: p.role("mvo-manager") and p.large, "2012-06-13", "2012-07-04"),
)


class Chance:
    """A 64-bit linear congruential generator (Knuth's MMIX constants), its upper half used."""

    def __init__(self, seed):
        self.state = seed

    def below(self, limit):
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 32) * limit >> 32

    def percent(self, share):
        return self.below(1000) < share * 10

    def pick(self, values):
        return values[self.below(len(values))]


class Partner:
    def __init__(self, number, name, company, language, tags):
        self.id, self.name, self.company = f"P{number:04}", name, company
        self.language, self.tags = language, tags
        self.organisation = "" if number % 41 == 0 else company["name"]  # some work alone
        self.large = company["omvang"] == "groot"
        self.email = f"{ascii_of(name)}.{number}@{company['domain']}"

    def role(self, *wanted):
        return "partner" in self.tags and "pers" not in self.tags and any(tag in self.tags for tag in wanted)


def ascii_of(text):
    plain = unicodedata.normalize("NFKD", text.replace("ø", "o").replace("ı", "i"))
    return "".join(letter.lower() for letter in plain if letter.isascii() and letter.isalpha())


def make_companies(chance):
    names = [first + last for first in START for last in END]
    while len(names) > COMPANIES:
        names.pop(chance.below(len(names)))
    return [{"name": f"{name} {chance.pick(('BV', 'NV', '& Zn.', 'Groep', 'Coöperatie'))}",
             "domain": f"{name.lower()}.example",
             "omvang": "groot" if chance.percent(45) else "klein",
             "sector": chance.pick(SECTORS)} for name in names]


def make_partners(chance):
    companies = make_companies(chance)
    partners = []
    for number in range(1, PEOPLE + 1):
        name = f"{chance.pick(FIRST)} {chance.pick(LAST)}"
        company = companies[number - 1] if number <= COMPANIES else chance.pick(companies)
        tags = ["partner"] if chance.percent(96) else []
        tags += [tag for tag, share in (("inkoper", 12), ("mvo-manager", 15), ("pers", 3)) if chance.percent(share)]
        if number % (PEOPLE // BRANCHES) == 0 and number <= BRANCHES * (PEOPLE // BRANCHES):
            tags.append("brancheorganisatie")
        language = "en" if chance.percent(10) else "nl" if chance.percent(90) else ""
        partners.append(Partner(number, name, company, language, tags))
    return partners


class Script:
    """The answers of a season, each at a second of its own and never while a step is being sent."""

    def __init__(self, chance):
        self.chance, self.rows, self.taken = chance, [], set()

    def moment(self, first, last):
        span = int((last - first).total_seconds())
        while True:
            at = first + datetime.timedelta(seconds=self.chance.below(span))
            sending = at.minute < 10 or 28 <= at.minute < 42
            if not sending and at not in self.taken:
                self.taken.add(at)
                return at

    def add(self, at, person, event, answer, guests="", vraag="", dilemma=""):
        self.rows.append((at, getattr(person, "email", person), event, answer, guests, vraag, dilemma))
        return at

    def reply(self, person, event, first, last):
        """A yes, no or maybe, with what a yes brings."""
        share = self.chance.below(520)
        answer = "yes" if share < 250 else "no" if share < 450 else "maybe"
        more = {}
        if answer == "yes" and self.chance.percent(40):
            key = "vraag" if event.startswith("openspace") else "dilemma"
            more[key] = self.chance.pick(QUESTIONS)
        if answer == "yes" and event == "openspace-mei" and self.chance.percent(15):
            more["guests"] = "1"
        return self.add(self.moment(first, last), person, event, answer, **more), answer, more

    def write(self, path):
        with open(path, "w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("at", "email", "event", "answer", "guests", "q_vraag", "q_dilemma"))
            for at, *rest in sorted(self.rows, key=lambda row: row[0]):
                writer.writerow((at.strftime("%Y-%m-%dT%H:%M:%S"), *rest))


def day(text):
    return datetime.datetime.fromisoformat(text)


def first_colleagues(people):
    met = {}
    for person in people:
        if person.organisation and person.organisation in met:
            return met[person.organisation], person
        met[person.organisation] = person


def make_answers(partners, chance):
    script = Script(chance)
    week = datetime.timedelta(days=7)
    for event, eligible, opens, closes in EVENTS:
        first, last = day(opens), day(closes)
        silent, hour = [], datetime.timedelta(hours=1)
        colleagues = first_colleagues(filter(eligible, partners)) if event.startswith("intervision") else ()
        for number, person in enumerate(colleagues):
            # Two from one company answer first of all: there is room, and yet one has to wait…
            script.add(script.moment(first + number * hour, first + (number + 1) * hour), person, event, "yes")
            if number == 0:  # … until the other gives the seat up
                script.add(script.moment(last - 48 * hour, last - 24 * hour), person, event, "no")
        for person in filter(eligible, partners):
            if person in colleagues:
                continue
            if not chance.percent(52):
                silent.append(person)
                continue
            # Most answer in the first week; the others take their time.
            end = min(first + week, last) if chance.percent(60) else last
            at, answer, more = script.reply(person, event, first, end)
            if at + datetime.timedelta(hours=2) < last and chance.percent(12):
                other = chance.pick([word for word in ("yes", "no", "maybe") if word != answer])
                script.add(script.moment(at + datetime.timedelta(hours=1), last), person, event, other)
            elif at + datetime.timedelta(hours=2) < last and chance.percent(4):
                script.add(script.moment(at, last), person, event, answer, **more)  # pressed again: nothing new
            elif answer == "yes" and chance.percent(4):
                script.add(script.moment(last, last + datetime.timedelta(days=2)), person, event, "no")
        # After the start nobody can join any more.
        script.add(script.moment(last + week, last + week + datetime.timedelta(days=1)), silent[-3], event, "yes")
    for person in partners:
        if chance.percent(1):
            named = EVENTS[0][1](person) and chance.percent(30)
            event = "openspace-mei" if named else ""
            script.add(script.moment(day("2012-04-01"), day("2012-07-01")), person, event, "unsubscribe")
    early = [person for person in partners if EVENTS[1][1](person)][:6]
    for person, answer in zip(early, ("yes", "no", "maybe", "no", "yes", "no")):
        script.add(script.moment(day("2012-04-03"), day("2012-04-09")), person, "openspace-juni", answer)
    script.add(script.moment(day("2012-04-20"), day("2012-04-21")), "niemand@elders.example", "openspace-mei", "yes")
    return script


def main(target):
    target = pathlib.Path(target)
    shutil.copytree(HERE / "Config", target / "Config")
    shutil.copytree(REPOSITORY / "Config/playbooks", target / "Config/playbooks")
    shutil.copytree(REPOSITORY / "Templates", target / "Templates")
    (target / "Config/people").mkdir()
    partners = make_partners(Chance(20120524))
    with open(target / "Config/people/partners.csv", "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("id", "email", "name", "organisation", "language", "tags", "omvang", "sector"))
        for person in partners:
            company = person.company
            writer.writerow((person.id, person.email, person.name, person.organisation, person.language,
                             ";".join(person.tags), company["omvang"], company["sector"]))
    make_answers(partners, Chance(20120621)).write(target / "answers.csv")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: generate.py OUTDIR")
    main(sys.argv[1])
