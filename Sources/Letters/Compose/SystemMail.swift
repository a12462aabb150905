package import Domain

/// Mails that Convoke itself sends to hosts and operators.
package enum SystemMail: Sendable {
  /// The link to the host's desk.
  case desk
  case digest(Digest)
  case preview(Preview)
  /// What is wrong, and which trouble it is: the words `alert.TROUBLE` say what to do.
  case alert(String, trouble: String)
  /// A host's words, in Markdown, to somebody with a seat.
  case note(String)
  /// A guest's mail to the host, attached.
  case forward(Forward)
  case test

  /// What happened to an event since the last digest.
  package struct Digest: Sendable {
    package struct Line: Sendable {
      package var who: String
      /// Key of a word: `answer.yes`, `digest.promoted`, …
      package var what: String
      package var at: Instant

      package init(who: String, what: String, at: Instant) {
        self.who = who
        self.what = what
        self.at = at
      }
    }

    package var yes: Int
    package var no: Int
    package var maybe: Int
    package var waiting: Int
    package var lines: [Line]
    /// Lines left out because there are too many.
    package var more: Int
    /// The quorum was reached: the event goes ahead.
    package var goesAhead: Bool

    package init(
      yes: Int, no: Int, maybe: Int, waiting: Int, lines: [Line], more: Int = 0,
      goesAhead: Bool = false
    ) {
      self.yes = yes
      self.no = no
      self.maybe = maybe
      self.waiting = waiting
      self.lines = lines
      self.more = more
      self.goesAhead = goesAhead
    }
  }

  /// Organisations with a seat, and how many are needed.
  package struct Shortage: Sendable {
    package var seated: Int
    package var needed: Int

    package init(seated: Int, needed: Int) {
      self.seated = seated
      self.needed = needed
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
    /// Set for a cancellation because too few organisations come.
    package var shortage: Shortage?
    /// Attached as a message; nil: the step's letter as the host would get it.
    package var letter: Letter?

    package init(
      step: String, at: Instant, people: Int, needsRelease: Bool, shortage: Shortage? = nil,
      letter: Letter? = nil
    ) {
      self.step = step
      self.at = at
      self.people = people
      self.needsRelease = needsRelease
      self.shortage = shortage
      self.letter = letter
    }
  }

  /// Templates that must be there. Without one for `note`, hosts are offered none.
  package static let steps = ["desk", "digest", "forward", "preview", "alert", "test"]

  /// The name that deliveries, templates and message ids use.
  package var step: String {
    switch self {
    case .desk: "desk"
    case .digest: "digest"
    case .preview: "preview"
    case .alert: "alert"
    case .note: "note"
    case .forward: "forward"
    case .test: "test"
    }
  }
}
