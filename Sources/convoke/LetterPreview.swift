import ConfigReader
import Daemon
import Domain
import Engine
import Letters
import Planning
import Queries
import State
import StateFolder

/// The letters of one event to one person, as they would be sent.
struct LetterPreview {
  let books: NetworkView
  let event: Event
  let now: Instant
  private let person: Int32
  private let composer: Composer

  /// `files`: as an edit says it that is not in force.
  init(
    _ place: NetworkLocation, event id: String, to who: String, files: Bool = false, now: Instant
  ) throws {
    try place.storeToRead(byFiles: true)
    let books = files ? try place.filesBooks(now: now) : try place.books(now: now).books
    guard let event = books.programme.event(id) else {
      throw Failure(
        Failure.problems,
        "no event '\(id)'" + (files ? "" : " in force; see convoke status, or add --files"))
    }
    guard let person = books.find(who) else {
      throw Failure(Failure.problems, "nobody is known as '\(who)'; see convoke people list")
    }
    self.books = books
    self.event = event
    self.person = person
    self.now = now
    if !files, try place.edit(of: books, now: now).books != nil {
      Terminal.error("this is what is in force; the files say otherwise: --files shows that")
    }
    let keys = try StateDirectory.previewKeys(place.stateDirectory())
    composer = try Self.composer(books.programme, keys)
  }

  /// The DKIM key is the daemon's; who cannot read it, or it is none, sees mails without signature.
  static func composer(_ programme: Programme, _ keys: SigningKeys) throws -> Composer {
    guard let place = programme.mail.dkim?.key else {
      return try Composer(programme: programme, keys: keys)
    }
    do {
      return try Composer(
        programme: programme, keys: keys, dkimKey: try SecretReader.text(place))
    } catch {
      let unsigned = try Composer(programme: programme, keys: keys)
      Terminal.error("without the DKIM signature: \(error)")
      return unsigned
    }
  }

  var id: String { books.state.people.name(person) }

  /// Name and address, for a heading.
  var reader: String {
    guard let person = books.policy.directory.person(person, books.state) else { return id }
    return [person.name, "<\(person.email.text)>"].filter { !$0.isEmpty }.joined(separator: " ")
  }

  var title: String {
    let language = books.programme.network.language
    return event.title.text(language, fallback: language)
  }

  /// Timed steps in the order of their moments, then those that follow an occurrence.
  var steps: [Step] {
    let timed = books.schedule(event.id)?.timed.map(\.step) ?? []
    return timed + event.steps.filter { !$0.isTimed }
  }

  func step(_ name: String) throws -> Step {
    guard let step = event.step(name) else {
      let names = event.steps.map(\.name).joined(separator: ", ")
      throw Failure(Failure.problems, "\(event.id) has no step '\(name)'; it has \(names)")
    }
    return step
  }

  /// When a step goes, in words, and to whom.
  func when(_ step: Step) -> String {
    switch step.trigger {
    case .on(let kind): return "on \(kind.rawValue), to the person"
    default:
      let at = due(step).map { "\($0.table(in: event.facts.zone)), " } ?? ""
      return at + "to \(step.to.rawValue)"
    }
  }

  func letter(_ step: Step, testTo: MailAddress? = nil) throws -> Letter {
    let key = DeliveryKey(
      event: event.id, step: step.name, person: person, occurrence: step.isTimed ? 0 : 1)
    guard
      var request = LetterRequest(
        key, policy: books.policy, state: books.state,
        zones: KnownZones(books.programme, books.state, load: ConfigReader.loadZone), now: now)
    else { throw Failure(Failure.problems, "\(id) gets no mail of \(event.id)") }
    if request.answer == nil, !step.isTimed { request.suppose(step) }
    if testTo == nil, let due = due(step), due > now { request.instant = due }
    request.testTo = testTo
    return try composer.compose(request)
  }

  private func due(_ step: Step) -> Instant? {
    books.schedule(event.id)?.timed.first { $0.step.name == step.name }?.due
  }
}
