package import Domain

/// Mails that Convoke itself sends to hosts and operators.
package enum SystemMail: Sendable {
  /// The link to the host's desk.
  case desk
  case digest(Digest)
  case preview(Preview)
  case alert(String)
  case test

  /// What happened to an event since the last digest.
  package struct Digest: Sendable {
    package struct Line: Sendable {
      package var who: String
      package var what: String
      package var when: String

      package init(who: String, what: String, when: String) {
        self.who = who
        self.what = what
        self.when = when
      }
    }

    package var yes: Int
    package var no: Int
    package var maybe: Int
    package var waiting: Int
    package var lines: [Line]

    package init(yes: Int, no: Int, maybe: Int, waiting: Int, lines: [Line]) {
      self.yes = yes
      self.no = no
      self.maybe = maybe
      self.waiting = waiting
      self.lines = lines
    }
  }

  /// A step that is about to go out.
  package struct Preview: Sendable {
    package var step: String
    /// When it goes.
    package var at: Instant
    package var people: Int
    /// Whether it waits for a release.
    package var needsRelease: Bool
    /// The letter as the host would get it, attached as a message.
    package var letter: Letter?

    package init(
      step: String, at: Instant, people: Int, needsRelease: Bool, letter: Letter?
    ) {
      self.step = step
      self.at = at
      self.people = people
      self.needsRelease = needsRelease
      self.letter = letter
    }
  }

  /// The names that deliveries, templates and message ids use.
  package static let steps = ["desk", "digest", "preview", "alert", "test"]

  package var step: String {
    switch self {
    case .desk: "desk"
    case .digest: "digest"
    case .preview: "preview"
    case .alert: "alert"
    case .test: "test"
    }
  }
}
