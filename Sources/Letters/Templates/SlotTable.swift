/// The slots there are: what each means and what it may look like. Templates are checked against
/// this table, and `docs/templates.md` is made from it.
package enum SlotTable {
  enum Kind { case text, flag, list, block, link }

  struct Row {
    var name: String
    var kind: Kind
    var meaning: String
    var example: String
    var group: String
    var itemFields: [String] = []
  }

  static func row(_ slot: SlotName) -> Row { rows[slot.rawValue] }

  static let rows: [Row] =
    group(
      "Who sends",
      [
        ("network.name", .text, "the network's name", "MVO Nederland"),
        ("network.address", .text, "its postal address", "Postbus 1, 3500 AA Utrecht"),
        ("network.logo", .text, "its logo inside the mail; empty without one", "cid:…"),
      ])
    + group(
      "The reader",
      [
        ("person.name", .text, "full name; may be empty", "Anna Jansen"),
        ("person.first", .text, "first word of the name; may be empty", "Anna"),
        ("person.email", .text, "address", "anna@bakker.example"),
        ("person.organisation", .text, "company; may be empty", "Bakker BV"),
      ])
    + group(
      "The event",
      [
        ("event.title", .text, "title in the reader's language", "MVO OpenSpace"),
        ("event.about", .block, "its Markdown text; alone on a line", "(paragraphs)"),
        ("event.when", .text, "day and times", "donderdag 17 juni 2027, 14.00–17.30 uur"),
        ("event.date", .text, "first day", "donderdag 17 juni 2027"),
        ("event.time", .text, "times of one day; else empty", "14.00–17.30 uur"),
        ("event.starts", .text, "time it starts", "14.00 uur"),
        ("event.ends", .text, "time it ends", "17.30 uur"),
        ("event.weekday", .text, "weekday it starts", "donderdag"),
        ("event.zone", .text, "its zone, only when not the network's", "Europe/London"),
        ("event.venue", .text, "where, on one line", "De Fabrique, Westkanaaldijk 7, Utrecht"),
        ("event.venue_name", .text, "name of the place", "De Fabrique"),
        ("event.address", .text, "address on one line", "Westkanaaldijk 7, Utrecht"),
        ("event.online", .link, "link to take part from afar", "https://meet.example/mvo"),
        ("event.answer_by", .text, "last moment to answer", "maandag 14 juni"),
        ("event.answer_by_set", .flag, "whether that is before the start", ""),
        ("event.capacity", .text, "seats, only when limited", "120"),
        ("event.people", .text, "the same as people, only when limited", "120 mensen"),
        ("event.host", .text, "the host's name, else address", "Sanne de Boer"),
        ("event.host_email", .text, "the host's address", "sanne@mvo.example"),
        ("event.id", .text, "the event's id", "openspace-juni"),
      ])
    + group(
      "The reader's answer",
      [
        ("answer.yes", .flag, "answered yes", ""),
        ("answer.no", .flag, "answered no", ""),
        ("answer.maybe", .flag, "answered maybe", ""),
        ("answer.none", .flag, "has not answered", ""),
        ("answer.any", .flag, "has answered", ""),
        ("answer.word", .text, "the answer as a word", "ja"),
        ("answer.guests", .text, "guests, only when there are any", "2"),
      ])
    + [
      Row(
        name: "answer.questions", kind: .list, meaning: "questions that were answered",
        example: "", group: "The reader's answer", itemFields: ["question", "text"])
    ]
    + group(
      "The reader's seat",
      [
        ("seat.seated", .flag, "has a seat", ""),
        ("seat.waiting", .flag, "is on the waiting list", ""),
        ("seat.offered", .flag, "a seat is held for the reader", ""),
        ("seat.none", .flag, "none of these", ""),
        ("seat.given_up", .flag, "the answer gave up a seat, or one that was held", ""),
        ("seat.position", .text, "place on the waiting list", "3"),
        ("offer.until", .text, "until when the seat is held", "vrijdag 11 juni, 14.00 uur"),
      ])
    + group(
      "What changed",
      [
        ("change.moved", .flag, "another date, time or zone", ""),
        ("change.venue", .flag, "another place", ""),
        ("change.online", .flag, "another link to take part from afar, or none", ""),
        ("change.offline", .flag, "there is no such link any more", ""),
        ("change.undone", .flag, "a cancellation was undone", ""),
        ("change.cancelled", .flag, "the event is cancelled", ""),
        ("change.quorum", .flag, "it is, because too few organisations come", ""),
        ("change.old_when", .text, "when it was, if moved", "dinsdag 15 juni 2027, 14.00 uur"),
        ("change.old_venue", .text, "where it was, if elsewhere", "Utrecht"),
        ("change.old_online", .text, "the link there was, if another", "https://meet.example/mvo"),
      ])
    + group(
      "Links",
      [
        ("link.rsvp", .link, "the reader's page", "https://doe-mee.mvo.example/r/…"),
        ("link.yes", .link, "the same, with yes chosen", "https://doe-mee.mvo.example/r/…?a=yes"),
        ("link.no", .link, "the same, with no chosen", "https://doe-mee.mvo.example/r/…?a=no"),
        ("link.maybe", .link, "the same, with maybe chosen", "https://…/r/…?a=maybe"),
        ("link.calendar", .link, "the calendar file", "https://…/r/…/event.ics"),
        ("link.unsubscribe", .link, "no more mail; timed mails only", "https://…/u/…"),
        ("link.preferences", .link, "the reader's settings", "https://…/p/…"),
        ("link.host", .link, "the host's desk; mails to hosts only", "https://…/host/…"),
        ("link.browser", .link, "a newsletter in the browser", "https://…/n/…"),
      ])
    + group(
      "Colleagues",
      [
        ("colleague.by", .text, "who forwarded the invitation or gave up the place", "Anna Jansen"),
        ("colleague.sent", .text, "who has the reader's place now", "Bram de Wit"),
      ])
    + group(
      "Newsletters", [("article", .block, "the article; alone on a line", "(paragraphs)")])
    + group(
      "Mails of the system",
      [
        ("desk.link", .link, "desk: the host's desk", "https://…/host/…"),
        ("digest.yes", .text, "digest: how many said yes", "42"),
        ("digest.no", .text, "digest: how many said no", "17"),
        ("digest.maybe", .text, "digest: how many said maybe", "5"),
        ("digest.waiting", .text, "digest: how many wait, only when any do", "3"),
      ])
    + [
      Row(
        name: "digest.lines", kind: .list, meaning: "digest: what happened since the last one",
        example: "", group: "Mails of the system", itemFields: ["who", "what", "when"])
    ]
    + group(
      "Mails of the system",
      [
        ("digest.more", .text, "digest: how many more, only when not all are shown", "12"),
        ("digest.go", .flag, "digest: the quorum is reached, the event goes ahead", ""),
        ("digest.any", .flag, "digest: whether there are lines", ""),
        ("preview.step", .text, "preview: name of the step", "reminder"),
        ("preview.event", .text, "preview: the event's title", "MVO OpenSpace"),
        ("preview.when", .text, "preview: when it goes out", "maandag 7 juni, 9.30 uur"),
        ("preview.people", .text, "preview: to how many", "312 mensen"),
        ("preview.hold", .link, "preview: stop this step", "https://…/host/…"),
        ("preview.go", .text, "preview: set when the step waits for a release", "1"),
        ("preview.seated", .text, "preview of a cancellation: organisations that come", "3"),
        ("preview.quorum", .text, "preview of a cancellation: organisations needed", "5"),
        ("alert.text", .text, "alert: what is wrong", "The relay refuses our password."),
        ("alert.remedy", .text, "alert: what to do; `alert.TROUBLE` of words.toml", "Kijk …"),
        ("note.text", .block, "note: the host's words; alone on a line", "(paragraphs)"),
        ("forward.who", .text, "forward: who wrote", "Anna Jansen"),
        ("forward.email", .text, "forward: their address", "anna@bakker.example"),
        ("forward.why", .text, "forward: why it is no answer by itself", "een eigen antwoord"),
        ("forward.page", .link, "forward: the page with their answer", "https://…/r/…"),
        ("forward.attached", .flag, "forward: whether the mail is attached", ""),
        ("forward.recorded", .flag, "forward: an answer stands beside it and is recorded", ""),
        ("forward.unverified", .flag, "forward: nobody signed it", ""),
        ("forward.outsider", .flag, "forward: somebody unknown answered in their place", ""),
        ("forward.unsure", .flag, "forward: which of their answers came last is not known", ""),
        ("forward.unread", .flag, "forward: none of these", ""),
      ])
    + group(
      "Layouts only",
      [
        ("subject", .text, "the letter's subject", "Kom je ook? MVO OpenSpace"),
        ("preheader", .text, "the line mail programs show beside it", "donderdag 17 juni 2027"),
        ("content", .block, "the letter: {{{content}}} in layout.html", ""),
        ("reason", .text, "why the reader gets this", "Je krijgt deze mail omdat …"),
        ("accent", .text, "the network's colour", "#0a6640"),
        ("accent.text", .text, "black or white, what can be read on it", "#ffffff"),
        ("accent.link", .text, "the colour, dark enough for text on white", "#0a6640"),
        ("accent.dark", .text, "the colour, light enough for text on black", "#63b896"),
        ("language", .text, "code of the reader's language", "nl"),
        ("test", .text, "set in test mails: says that it is one", "Proefmail: …"),
      ])

  private static func group(
    _ group: String, _ rows: [(String, Kind, String, String)]
  ) -> [Row] {
    rows.map { Row(name: $0.0, kind: $0.1, meaning: $0.2, example: $0.3, group: group) }
  }
}
