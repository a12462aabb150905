import Domain

/// Everything of an event's letters in one language that is the same for every reader.
struct EventFrame: Sendable {
  let event: Event
  let words: LetterWords
  /// The event's and the network's slots, its texts compiled.
  let values: SlotValues
  let calendar: CalendarFrame

  init(
    _ event: Event, words: LetterWords, network: Network, organizer: Mailbox,
    compiler: TemplateCompiler
  ) {
    self.event = event
    self.words = words
    let title = PlainText.oneLine(event.title.text(words.language, fallback: network.language))
    var values = SlotValues(network: network, language: words.language)
    values.setEvent(event, title: title, words: words, network: network)
    let about = event.about.text(words.language, fallback: network.language)
    if !about.isEmpty {
      (values.blocks.aboutHTML, values.blocks.aboutText) = compiler.plainMarkdown(about)
    }
    if let article = event.article[words.language] ?? event.article[""]
      ?? event.article[network.language] ?? event.article.min(by: { $0.key < $1.key })?.value
    {
      var ignored: [Problem] = []
      let source = TemplateSource(path: article.path, text: article.body, line: article.bodyLine)
      (values.blocks.articleHTML, values.blocks.articleText) = compiler.markdown(
        source, problems: &ignored)
    }
    self.values = values
    calendar = CalendarFrame(
      event, title: title, venue: values[.eventVenue], organizer: organizer, words: words)
  }

  /// Whether the frame was made from this very event, so that it may be used for it.
  func matches(_ other: Event) -> Bool {
    event.facts == other.facts && event.title == other.title && event.about == other.about
      && event.host == other.host && event.answerBy == other.answerBy
      && event.capacity == other.capacity && event.fields == other.fields
      && event.article == other.article && event.questions == other.questions
      && event.kind == other.kind
  }
}

extension SlotValues {
  /// What every mail of the network knows.
  init(network: Network, language: String) {
    self.init()
    let accent = LetterColors(network.accent)
    self[.networkName] = network.name
    self[.networkAddress] = network.address
    self[.accent] = accent.base
    self[.accentText] = accent.text
    self[.accentLink] = accent.onWhite
    self[.accentDark] = accent.onDark
    self[.language] = language
  }

  fileprivate mutating func setEvent(
    _ event: Event, title: String, words: LetterWords, network: Network
  ) {
    let facts = event.facts
    let answerBy = facts.zone.local(event.answerBy)
    let sameDay = LetterWords.isOneDay(facts.starts, facts.ends)
    self[.eventTitle] = title
    self[.eventWhen] = words.when(facts.starts, facts.ends)
    self[.eventDate] = words.longDate(facts.starts)
    self[.eventTime] = sameDay ? words.range(facts.starts, facts.ends) : ""
    self[.eventStarts] = words.time(facts.starts)
    self[.eventEnds] = words.time(facts.ends)
    self[.eventWeekday] = words.weekday(facts.starts)
    self[.eventZone] = facts.zone == network.zone ? "" : facts.zone.name
    self[.eventVenue] = facts.venue.line
    self[.eventVenueName] = facts.venue.name
    self[.eventAddress] = facts.venue.addressLine
    self[.eventOnline] = facts.venue.online
    self[.eventAnswerBy] = words.deadline(answerBy, near: facts.starts)
    set(.eventAnswerBySet, if: event.answerBy < event.starts)
    self[.eventCapacity] = event.capacity > 0 ? String(event.capacity) : ""
    self[.eventPeople] = event.capacity > 0 ? words.people(event.capacity) : ""
    self[.eventHost] = event.host.name.isEmpty ? event.host.address.text : event.host.name
    self[.eventHostEmail] = event.host.address.text
    self[.eventID] = event.id
    eventFields = event.fields
  }
}

extension Venue {
  /// Name and address on one line; empty for an event that is only online.
  var line: String { [name, addressLine].filter { !$0.isEmpty }.joined(separator: ", ") }

  var addressLine: String {
    address.utf8.split { $0 == 0x0a || $0 == 0x0d }
      .map { String($0) ?? "" }.filter { !$0.isEmpty }.joined(separator: ", ")
  }
}
