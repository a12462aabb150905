import Domain
import Letters

extension GoldenCase {
  static let all: [GoldenCase] = ["nl", "en"].flatMap { language in
    gatherings(language) + variants(language) + kinds(language) + system(language)
  }

  private static func make(
    _ name: String, _ language: String, kind: String = "gathering",
    _ edit: @escaping @Sendable (inout LetterRequest) throws -> Void
  ) -> GoldenCase {
    GoldenCase(name: kind == "gathering" ? name : "\(kind)-\(name)", language: language) {
      let person = try Fixture.person(name: "Zoë O’Neill-Çelik", language: language)
      var request = LetterRequest(
        kind: .step(try Fixture.step(name)), event: try Fixture.event(kind: kind), person: person,
        instant: Fixture.instant)
      try edit(&request)
      return request
    }
  }

  private static func gatherings(_ language: String) -> [GoldenCase] {
    [
      make("save-the-date", language) {
        $0.kind = .step(try Fixture.step("save-the-date", calendar: true))
      },
      make("invitation", language) {
        $0.kind = .step(try Fixture.step("invitation", calendar: true))
      },
      make("reminder", language) { $0.kind = .step(try Fixture.step("reminder", to: .silent)) },
      make("practical", language) {
        $0.kind = .step(try Fixture.step("practical", to: .attending))
        $0.answer = LetterRequest.Answer(choice: .yes, guests: 2)
        $0.seat = .seated
      },
      make("thanks", language) { $0.kind = .step(try Fixture.step("thanks", to: .attending)) },
      occurrence("confirmation", .rsvp, language) {
        $0.answer = LetterRequest.Answer(
          choice: .yes, guests: 1, questions: ["dilemma": "Hoe krijg ik m'n inkoop mee?"])
        $0.seat = .seated
      },
      occurrence("waiting", .waiting, language) {
        $0.answer = LetterRequest.Answer(choice: .yes)
        $0.seat = .waiting(position: 3)
      },
      occurrence("offered", .offered, language) {
        $0.answer = LetterRequest.Answer(choice: .yes)
        $0.seat = .offered(until: Fixture.instant.adding(seconds: 86_400))
      },
      occurrence("promoted", .promoted, language) {
        $0.answer = LetterRequest.Answer(choice: .yes)
        $0.seat = .seated
      },
      occurrence("rescheduled", .rescheduled, language) {
        $0.answer = LetterRequest.Answer(choice: .yes)
        $0.seat = .seated
        $0.sequence = 1
        $0.oldFacts = try Fixture.event(venue: Venue(name: "Hal 5", address: "Breda"), day: 15)
          .facts
      },
      occurrence("cancelled", .cancelled, language) {
        $0.sequence = 2
        $0.event = try Fixture.event(kind: "gathering", cancelled: true)
        $0.answer = LetterRequest.Answer(choice: .maybe)
      },
      make("newsletter", language) { $0.event = try Fixture.newsletter() },
    ]
  }

  private static func occurrence(
    _ name: String, _ occurrence: Step.Occurrence, _ language: String,
    _ edit: @escaping @Sendable (inout LetterRequest) throws -> Void
  ) -> GoldenCase {
    make(name, language) {
      $0.kind = .step(try Fixture.step(name, on: occurrence, to: .person, calendar: true))
      $0.occurrence = 1
      try edit(&$0)
    }
  }

  /// Letters that say something else to some readers.
  private static func variants(_ language: String) -> [GoldenCase] {
    func variant(
      _ name: String, of golden: GoldenCase,
      _ edit: @escaping @Sendable (inout LetterRequest) throws -> Void
    ) -> GoldenCase {
      GoldenCase(name: name, language: language) {
        var request = try golden.request()
        try edit(&request)
        return request
      }
    }
    let confirmation = occurrence("confirmation", .rsvp, language) { _ in }
    let rescheduled = occurrence("rescheduled", .rescheduled, language) { _ in }
    let cancelled = occurrence("cancelled", .cancelled, language) {
      $0.event = try Fixture.event(kind: "gathering", cancelled: true)
    }
    return [
      make("colleague", language) {
        $0.kind = .step(Step.colleague)
        $0.broughtInBy = "Bram de Wit"
        $0.occurrence = 1
      },
      variant("confirmation-no", of: confirmation) {
        $0.answer = LetterRequest.Answer(choice: .no)
        $0.sentInstead = "Bram de Wit"
      },
      variant("confirmation-maybe", of: confirmation) {
        $0.answer = LetterRequest.Answer(choice: .maybe)
        $0.event?.facts.venue = Venue(
          name: "", address: "", online: "https://meet.example/mvo?room=7&from=mail")
      },
      variant("confirmation-offered", of: confirmation) {
        $0.answer = LetterRequest.Answer(choice: .yes)
        $0.seat = .offered(until: Fixture.instant.adding(seconds: 86_400))
      },
      variant("rescheduled-undone", of: rescheduled) {
        $0.oldFacts = try Fixture.event(cancelled: true).facts
        $0.sequence = 2
      },
      variant("rescheduled-online", of: rescheduled) {
        var old = try Fixture.event(kind: "gathering").facts
        old.venue.online = "https://meet.example/oud?a=1&b=2"
        $0.oldFacts = old
        $0.event?.facts.venue.online = "https://meet.example/nieuw"
        $0.sequence = 1
      },
      variant("cancelled-quorum", of: cancelled) { $0.isShortOfQuorum = true },
    ]
  }

  private static func kinds(_ language: String) -> [GoldenCase] {
    TemplateFolder.shipped.letters.keys.sorted().compactMap { key in
      let parts = key.split(separator: "/").map(String.init)
      guard parts.count == 3, parts[0] == language else { return nil }
      return make(parts[2], language, kind: parts[1]) { _ in }
    }
  }

  private static func system(_ language: String) -> [GoldenCase] {
    func mail(_ mail: SystemMail, hasEvent: Bool = true) -> GoldenCase {
      make(mail.step, language) {
        $0.kind = .system(mail)
        $0.person = try Fixture.host()
        $0.person.language = language
        if !hasEvent { $0.event = nil }
      }
    }
    let lines = [
      SystemMail.Digest.Line(
        who: "Anna Jansen (Bakker BV)", what: "answer.yes", at: Fixture.instant),
      SystemMail.Digest.Line(
        who: "Bo <b>", what: "digest.promoted", at: Fixture.instant.adding(seconds: 660)),
    ]
    let preview = SystemMail.Preview(
      step: "reminder", at: Fixture.instant.adding(seconds: 86_400), people: 312,
      needsRelease: false, letter: nil)
    let words = "From: Anna <anna@bakker.example>\nSubject: Re: Open\n\nMag ik later komen?\n"
    let forward = make("forward", language) {
      $0.kind = .system(
        .forward(
          SystemMail.Forward(
            person: try Fixture.person(), reason: "own_words", digest: 1, mail: Array(words.utf8))))
      $0.person = try Fixture.host()
      $0.person.language = language
    }
    var shortage = preview
    shortage.step = "cancelled"
    shortage.shortage = SystemMail.Shortage(seated: 1, needed: 5)
    var cancellation = mail(.preview(shortage))
    cancellation.name = "preview-quorum"
    return [
      forward, mail(.desk), mail(.preview(preview)), cancellation,
      mail(.alert("smtp: 535 5.7.8 <denied>", trouble: "relay"), hasEvent: false),
      mail(.test, hasEvent: false), mail(.note("Neem een **jas** mee.\n\n<b>Tot zo</b>")),
      mail(.digest(SystemMail.Digest(yes: 42, no: 17, maybe: 5, waiting: 0, lines: lines))),
    ]
  }
}
