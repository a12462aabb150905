package import Domain
import Planning
package import State
package import Store

/// Why an answer was not taken. Nothing was changed.
package enum AnswerRefusal: Error, Sendable, Hashable {
  case unknownEvent, unknownPerson
  case seat(SeatRefusal)
}

extension AnswerRefusal {
  /// The reason in words, for the terminal.
  package func text(event: String) -> String {
    switch self {
    case .unknownEvent: "no event '\(event)'; see convoke status"
    case .unknownPerson: "that person is not known"
    case .seat(.cancelled): "\(event) is cancelled"
    case .seat(.started): "\(event) has begun; answers are taken until the start"
    case .seat(.tooManyGuests(0)): "no guests may be brought to \(event)"
    case .seat(.tooManyGuests(let most)): "at most \(most) guests may be brought to \(event)"
    case .seat(.noRoomForGuests(let most)): "there is room for \(most) guests only"
    case .seat(.nothingToHandOver): "there is no seat to hand over"
    case .seat(.alreadyHasPlace): "the colleague has a place already"
    case .seat(.organisationFull(let limit)): "the organisation has its \(limit) seats"
    }
  }
}

extension Engine {
  /// Records an answer through the one door: link, phone, calendar and rehearsal alike.
  ///
  /// The ticket is to be waited for before anybody is told. `changed` is false when the answer is
  /// equal to the one on record.
  package func answer(
    _ answer: Answer, of person: Int32, to event: String
  ) -> (Result<Bool, AnswerRefusal>, Ticket?) {
    self.answer { current, now in current.decide(answer, of: person, to: event, now: now) }
  }

  /// As above, for a door that has to look who answers first.
  package func answer(
    _ body: (inout EngineState, Instant) -> Result<[Entry], AnswerRefusal>
  ) -> (Result<Bool, AnswerRefusal>, Ticket?) {
    change { current, now in
      switch body(&current, now) {
      case .failure(let refusal): (.failure(refusal), [])
      case .success(let entries): (.success(!entries.isEmpty), entries)
      }
    }
  }

  /// Stops timed mail of `kind` (`*`: all), or lets it go again.
  package func subscription(of person: Int32, kind: String, stop: Bool, via: String) -> Ticket? {
    change { current, _ in
      let entries =
        stop
        ? Decide.unsubscribe(person, kind: kind, via: via, current.state)
        : Decide.resubscribe(person, kind: kind, via: via, current.state)
      return ((), entries)
    }.1
  }

  /// An operator says that the address works: mail goes to it again.
  package func readmit(_ person: Int32) -> Ticket? {
    change { current, _ in
      ((), current.state.suppressed[person] == nil ? [] : [.reachable(person: person)])
    }.1
  }

  /// The language somebody reads, and the kinds of mail they want, out of the kinds there are.
  package func prefer(_ person: Int32, language: String, kinds wanted: Set<String>) -> Ticket? {
    change { current, _ in
      var entries: [Entry] = []
      if !language.isEmpty, current.state.languages[person] != language {
        entries.append(.languageChosen(person: person, language: language))
      }
      for kind in Set(current.programme.events.map(\.kind)).sorted() {
        entries +=
          wanted.contains(kind)
          ? Decide.resubscribe(person, kind: kind, via: "link", current.state)
          : Decide.unsubscribe(person, kind: kind, via: "link", current.state)
      }
      return ((), entries)
    }.1
  }

  /// The number of somebody named by CRM id or address, among all that are known.
  package func person(_ who: String) -> Int32? {
    read { current in current.find(who) }
  }
}

extension EngineState {
  /// Whether the person is of the event's audience, under the programme in force.
  package func isInvited(_ person: Int32, to event: Event) -> Bool {
    dueQueue.policy.directory.present(person).map(event.audience.matches) == true
  }

  /// The language somebody chose, else the roster's, else the network's.
  package func language(of person: Person, _ number: Int32) -> String {
    let wanted = state.languages[number] ?? person.language
    return programme.templates.words[wanted] == nil ? programme.network.language : wanted
  }

  /// What an answer changes; nothing when it is equal to the one on record.
  package mutating func decide(
    _ answer: Answer, of person: Int32, to event: String, now: Instant
  ) -> Result<[Entry], AnswerRefusal> {
    guard let found = programme.event(event), !found.isNewsletter else {
      return .failure(.unknownEvent)
    }
    guard let someone = dueQueue.policy.directory.person(person, state) else {
      return .failure(.unknownPerson)
    }
    let organisation = state.organisation(of: someone)
    return Decide.answer(
      answer, of: person, organisation: organisation, to: found, state,
      hours: programme.send.hours, now: now
    ).mapError { .seat($0) }
  }

  /// The number of somebody named by CRM id or address.
  package func find(_ who: String) -> Int32? {
    if let address = try? MailAddress(who) {
      if let index = programme.people.index(ofAddress: address) {
        return state.people.existing(programme.people[index].id)
      }
      if let number = state.former.first(where: { $0.value.email.normalized == address.normalized })
      {
        return number.key
      }
    }
    return state.people.existing(who)
  }
}

extension State {
  /// The number of a person's organisation; -1 for who has none and counts alone.
  package mutating func organisation(of person: Person) -> Int32 {
    let name = Self.oneSpelling(person.organisation)
    return name.isEmpty ? -1 : organisations.number(name)
  }

  /// Lower case, white space as single spaces.
  private static func oneSpelling(_ name: String) -> String {
    // Nearly every name is in one piece already, and this is asked for each answer.
    var last: UInt8 = 0x20
    for byte in name.utf8 {
      guard 0x20..<0x7F ~= byte, byte != 0x20 || last != 0x20 else { return rewritten(name) }
      last = byte
    }
    return last == 0x20 ? rewritten(name) : name.lowercased()
  }

  private static func rewritten(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
