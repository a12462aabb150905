import Domain

/// The books of the outside world: what callers were told, and what the server took. The engine
/// never sees them.
struct OutsideObserver {
  /// One person and one event.
  struct Invitee: Hashable {
    var event: String
    var person: String
  }

  /// An answer as the caller gave it; nil choice: none.
  struct Said: Hashable, CustomStringConvertible {
    var choice: Choice?
    var guests = 0
    var description: String { choice.map { "\($0.rawValue)+\(guests)" } ?? "nothing" }
  }

  /// One step of an event.
  struct Part: Hashable {
    var event: String
    var step: String
  }

  /// A mail as the server took it.
  struct Copy {
    var at: Instant
    var messageID: String
    var date: Instant
  }

  var answers: [Invitee: Known<Said>] = [:]
  /// Kinds somebody does not want, by person.
  var refused: [String: Known<Set<String>>] = [:]
  var holds: [NamedScope: Known<Bool>] = [:]
  private(set) var copies: [Mail: [Copy]] = [:]
  /// Mails whose last byte left.
  private(set) var handed: Set<Mail> = []
  /// The first mail of any sort, and the last timed one, by when their last byte left.
  private(set) var first: [Invitee: Instant] = [:]
  private(set) var lastTimed: [Invitee: (at: Instant, step: String)] = [:]
  /// How often an operator asked for another try.
  var retries: [Mail: Int] = [:]
  /// Changed answers that were acknowledged, and those that may have been recorded, since the
  /// start.
  var changes: [Invitee: ClosedRange<Int>] = [:]
  private(set) var accepted = 0
  /// All timed mails to a person that were handed over, by when.
  private(set) var timed: [String: [(mail: Mail, at: Instant)]] = [:]
  /// When hosts were told that their event is about to be called off.
  var warnings: [String: [Instant]] = [:]
  /// Of a step that is due once more: who had it, or may have, before the revision that made it so.
  var hadEarlier: [Part: [Int: Set<String>]] = [:]
  /// People of whom nothing may be left, and those whose erasure was begun and interrupted.
  var forgotten: Set<String> = []
  var fading: Set<String> = []

  /// Everything a hold can be about, by name.
  struct NamedScope: Hashable, Comparable, CustomStringConvertible {
    var event: String
    var step: String
    var person: String
    static func < (a: NamedScope, b: NamedScope) -> Bool {
      (a.event, a.step, a.person) < (b.event, b.step, b.person)
    }
    var description: String { "\(event)/\(step)/\(person)" }
  }

  mutating func handOver(_ mail: Mail, at: Instant) {
    handed.insert(mail)
    let chair = Invitee(event: mail.event, person: mail.person)
    if first[chair] == nil { first[chair] = at }
    if mail.occurrence == 0 {
      lastTimed[chair] = (at, mail.step)
      timed[mail.person, default: []].append((mail, at))
    }
  }

  mutating func accept(_ mail: Mail, _ copy: Copy) {
    copies[mail, default: []].append(copy)
    accepted += 1
  }

  /// Calls the mails of a step to some people by another name.
  mutating func rename(
    _ event: String, _ step: String, _ name: String, _ isMeant: (String) -> Bool
  ) {
    func renamed(_ mail: Mail) -> Mail {
      guard mail.event == event, mail.step == step, mail.occurrence == 0, isMeant(mail.person)
      else { return mail }
      var mail = mail
      mail.step = name
      return mail
    }
    copies = Dictionary(copies.map { (renamed($0), $1) }, uniquingKeysWith: +)
    handed = Set(handed.map(renamed))
    retries = Dictionary(retries.map { (renamed($0), $1) }, uniquingKeysWith: +)
    timed = timed.mapValues { $0.map { (renamed($0.mail), $0.at) } }
    for (chair, last) in lastTimed
    where chair.event == event && last.step == step && isMeant(chair.person) {
      lastTimed[chair]?.step = name
    }
  }

  /// Whether nobody may know the person any more.
  func isGone(_ person: String) -> Bool { forgotten.contains(person) || fading.contains(person) }

  /// All that was promised to somebody, or seen of them, counts no longer.
  mutating func forget(_ person: String) {
    answers = answers.filter { $0.key.person != person }
    refused[person] = nil
    holds = holds.filter { $0.key.person != person }
    copies = copies.filter { $0.key.person != person }
    handed = handed.filter { $0.person != person }
    first = first.filter { $0.key.person != person }
    lastTimed = lastTimed.filter { $0.key.person != person }
    retries = retries.filter { $0.key.person != person }
    changes = changes.filter { $0.key.person != person }
    timed[person] = nil
    hadEarlier = hadEarlier.mapValues { $0.mapValues { $0.subtracting([person]) } }
  }

  /// Whether somebody said no to the event and was told that this is recorded.
  func declined(_ event: String, _ person: String) -> Bool {
    guard let belief = answers[Invitee(event: event, person: person)] else { return false }
    return belief.isCertain && belief.sure.choice == .no
  }

  /// Whether somebody unsubscribed from the kind and was told so.
  func hasUnsubscribed(_ person: String, kind: String) -> Bool {
    guard let belief = refused[person], belief.isCertain else { return false }
    return belief.sure.contains("*") || belief.sure.contains(kind)
  }

  /// A hold that was acknowledged and covers the mail.
  func hold(on mail: Mail) -> NamedScope? {
    if holds.isEmpty { return nil }
    return [
      NamedScope(event: mail.event, step: "", person: ""),
      NamedScope(event: mail.event, step: mail.step, person: ""),
      NamedScope(event: mail.event, step: mail.step, person: mail.person),
    ].first { holds[$0].map { $0.isCertain && $0.sure } == true }
  }
}
