"""What the season of 2012 must look like, worked out from its files without the program.

Written from the contract alone and only as far as this season goes: steps at offsets of weeks and
days, sending hours and holidays, seats that are promoted at once. Where the contract leaves a choice,
the mail is in `allowed` and not in `expected`."""

import collections
import csv
import datetime
import re
import tomllib
import zoneinfo

ZONE = zoneinfo.ZoneInfo("Europe/Amsterdam")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OPENS, CLOSES = datetime.time(8, 30), datetime.time(18)
DAY = datetime.timedelta(days=1)

# The audiences of the events, said in Python; the expressions in the files are the program's business.
AUDIENCES = {
    "openspace-mei": lambda p: p.has("inkoper", "mvo-manager", "brancheorganisatie"),
    "openspace-juni": lambda p: p.has("inkoper", "mvo-manager"),
    "intervision-inkopers": lambda p: p.has("inkoper"),
    "intervision-mvo-managers": lambda p: p.has("mvo-manager") and p.large,
}

Mail = collections.namedtuple("Mail", "event step person")


class Person:
    def __init__(self, row):
        self.id, self.email = row["id"], row["email"]
        # Who has no organisation counts alone.
        self.organisation = row["organisation"] or row["id"]
        self.tags = set(row["tags"].split(";"))
        self.large = row["omvang"] == "groot"

    def has(self, *any_of):
        return "partner" in self.tags and "pers" not in self.tags and not self.tags.isdisjoint(any_of)


class Step:
    def __init__(self, name, table):
        self.name, self.on, self.to = name, table.get("on"), table["to"]
        self.at = table.get("at")


class Event:
    def __init__(self, id, table, playbook, audience):
        self.id, self.kind, self.audience = id, table["kind"], audience
        self.title = table["title"]
        self.starts = table["starts"].replace(tzinfo=ZONE)
        self.ends = (table["ends"].replace(tzinfo=ZONE) if "ends" in table
                     else self.starts + duration(table["duration"]))
        self.answer_by = end_of_day(self.starts.date() - duration(table["answer_by"].lstrip("-")))
        self.steps = [Step(name, step) for name, step in playbook["step"].items()]
        self.seats = Seats(table.get("capacity", 0), table.get("per_organisation", 0), self.answer_by)
        self.answers = {}

    def titles(self):
        return [self.title] if isinstance(self.title, str) else list(self.title.values())


class Seats:
    """First come, first served, within the capacity and the limit per organisation."""

    def __init__(self, capacity, per_organisation, offers_until):
        self.capacity, self.per_organisation, self.offers_until = capacity, per_organisation, offers_until
        self.seated, self.waiting = [], []

    def fits(self, person):
        colleagues = sum(other.organisation == person.organisation for other in self.seated)
        return ((not self.capacity or len(self.seated) < self.capacity)
                and (not self.per_organisation or colleagues < self.per_organisation))

    def say(self, person, answer, at):
        """Who was promoted by this answer; the person then is in `seated`, in `waiting` or in neither."""
        if answer == "yes":
            (self.seated if self.fits(person) else self.waiting).append(person)
        else:
            for line in (self.seated, self.waiting):
                if person in line:
                    line.remove(person)
        promoted = []
        while at < self.offers_until and (following := next(filter(self.fits, self.waiting), None)):
            self.waiting.remove(following)
            self.seated.append(following)
            promoted.append(following)
        return promoted


class Season:
    """`expected`: Mail → [moments]; `allowed`: mails that may or may not come; `refused`: addresses of
    answers that must be refused; `history`: (event, person) → [(moment, answer)]; `left`: when a person
    unsubscribed, and from the mails of which kind of event (none: from all)."""

    def __init__(self, folder, first):
        settings = tomllib.loads((folder / "Config/convoke.toml").read_text())
        self.holidays = set(settings["send"]["holidays"])
        with open(folder / "Config/people/partners.csv", encoding="utf-8", newline="") as file:
            self.people = [Person(row) for row in csv.DictReader(file)]
        self.by_email = {person.email: person for person in self.people}
        self.events = {event.id: event for event in self._read_events(folder / "Config")}
        with open(folder / "answers.csv", encoding="utf-8", newline="") as file:
            self.answers = list(csv.DictReader(file))
        self.first = self.next_opening(first)
        self.expected, self.allowed = collections.defaultdict(list), set()
        self.refused, self.history, self.left = [], {}, {}
        self._play()

    def _read_events(self, config):
        for file in sorted((config / "events").glob("*.toml")):
            table = tomllib.loads(file.read_text())
            playbook = tomllib.loads((config / f"playbooks/{table['kind']}.toml").read_text())
            audience = [person for person in self.people if AUDIENCES[file.stem](person)]
            sessions = table.pop("session", None)
            if sessions is None:
                yield Event(file.stem, table, playbook, audience)
            for name, session in (sessions or {}).items():
                yield Event(f"{file.stem}-{name}", {**table, **session}, playbook, audience)

    # MARK: time

    def is_open(self, moment):
        return (moment.weekday() < 5 and moment.date() not in self.holidays
                and OPENS <= moment.time() < CLOSES)

    def next_opening(self, moment):
        """The moment itself inside sending hours, else the next time they open."""
        if self.is_open(moment):
            return moment
        day = moment.date() if moment.time() < OPENS else moment.date() + DAY
        while day.weekday() > 4 or day in self.holidays:
            day += DAY
        return datetime.datetime.combine(day, OPENS, ZONE)

    def due(self, step, event):
        """When a step is due: the wall-clock time it names, moved into sending hours."""
        sign, weeks, days, weekday, hour, minute = re.fullmatch(
            r"([+-])(?:(\d+)w)?(?:(\d+)d)?(?: (\w{3}))? (\d\d):(\d\d)", step.at).groups()
        back = sign == "-"
        date = (event.starts if back else event.ends).date()
        date += (-1 if back else 1) * datetime.timedelta(weeks=int(weeks or 0), days=int(days or 0))
        while weekday and WEEKDAYS[date.weekday()] != weekday:
            date += -DAY if back else DAY
        return self.next_opening(
            datetime.datetime.combine(date, datetime.time(int(hour), int(minute)), ZONE))

    def timed_steps(self, event):
        """(moment, step) of the steps that still go, in order: of those to the whole audience that
        were due before the season began only the newest, of the others none."""
        steps = sorted(((self.due(step, event), step) for step in event.steps if step.at),
                       key=lambda pair: pair[0])
        late = [pair for pair in steps if pair[0] < self.first and pair[1].to == "audience"]
        coming = [pair for pair in steps if pair[0] >= self.first]
        return [(self.first, step) for _, step in late[-1:]] + coming

    # MARK: what happens

    def _play(self):
        moments = [(self._answered_at(row), 0, self._answer, row) for row in self.answers]
        for event in self.events.values():
            moments += [(moment, 1, self._send, (step, event)) for moment, step in self.timed_steps(event)]
        for moment, _, act, what in sorted(moments, key=lambda entry: entry[:2]):
            act(moment, what)

    def _answered_at(self, row):
        return datetime.datetime.fromisoformat(row["at"]).replace(tzinfo=ZONE)

    def _send(self, moment, what):
        step, event = what
        for person in self._recipients(step, event):
            mail = Mail(event.id, step.name, person.id)
            _, left_kind = self.left.get(person.id, (None, event))
            if left_kind in ("", event.kind) or event.answers.get(person) == "no":
                continue
            # The contract does not say whether who answered before being asked is asked nevertheless,
            # or whether the unsubscription of a link in one kind of mail goes for the other kinds.
            if left_kind is not event or (step.to == "audience" and person in event.answers):
                self.allowed.add(mail)
            else:
                self.expected[mail].append(moment)

    def _recipients(self, step, event):
        if step.to == "audience":
            return event.audience
        if step.to == "attending":
            return event.seats.seated
        assert step.to == "silent", step.to
        return [person for person in event.audience if person not in event.answers
                and any(mail in self.expected or mail in self.allowed for mail in (
                    Mail(event.id, other.name, person.id)
                    for other in event.steps if other.to == "audience"))]

    def _answer(self, at, row):
        person, event = self.by_email.get(row["email"]), self.events.get(row["event"])
        if row["answer"] == "unsubscribe":
            self.left.setdefault(person.id, (at, event.kind if event else ""))
            return
        if person is None or at >= event.starts:
            self.refused.append(row["email"])
            return
        answer = row["answer"]
        if event.answers.get(person) == answer:
            return  # an equal answer again is no occurrence
        event.answers[person] = answer
        self.history.setdefault((event.id, person.id), []).append((at, answer))
        promoted = event.seats.say(person, answer, at)
        step = "waiting" if person in event.seats.waiting else "confirmation"
        self.expected[Mail(event.id, step, person.id)].append(at)
        for other in promoted:
            self.expected[Mail(event.id, "promoted", other.id)].append(at)

    def declined_at(self, event, person, moment):
        """Whether the person's answer to the event stood at no just before the moment."""
        before = [answer for at, answer in self.history.get((event, person), ()) if at < moment]
        return before[-1:] == ["no"]

    def left_at(self, person, event, moment):
        """Whether the person had unsubscribed from mails about the event before the moment."""
        at, kind = self.left.get(person, (moment, ""))
        return at < moment and kind in ("", self.events[event].kind)


def duration(text):
    units = {"w": "weeks", "d": "days", "h": "hours", "m": "minutes"}
    parts = re.findall(r"(\d+)([wdhm])", text)
    return datetime.timedelta(**{units[unit]: int(number) for number, unit in parts})


def end_of_day(date):
    return datetime.datetime.combine(date + DAY, datetime.time(), ZONE)
