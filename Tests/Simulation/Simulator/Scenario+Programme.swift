import Domain

extension Scenario {
  /// The programme of these files. Throws only for a mistake of the simulation.
  func programme(_ zone: Zone) throws -> Programme {
    let network = try MailAddress("network@mvo.example")
    let none = SourceText(path: "", text: "")
    let people = try members.map { member in
      Person(
        id: member.crmID, email: try MailAddress(member.email), name: member.id,
        organisation: member.organisation, language: "nl", tags: member.tags)
    }
    return Programme(
      network: Network(name: "MVO", zone: zone, language: "nl", address: "Utrecht"),
      mail: MailSettings(from: Mailbox(name: "MVO", address: network), bounces: network),
      smtp: SMTPSettings(host: "127.0.0.1", port: 25, perMinute: settings.perMinute),
      web: WebSettings(url: "http://127.0.0.1"), send: try send(zone), people: Roster(people),
      playbooks: [:],
      events: try events.map { try $0.event(zone) }.sorted {
        ($0.starts, $0.id) < ($1.starts, $1.id)
      },
      templates: TemplateSet(
        layoutHTML: none, layoutText: none, letters: [:], web: [:], words: ["nl": [:]]),
      fingerprint: "v\(version)")
  }

  private func send(_ zone: Zone) throws -> SendSettings {
    let hours =
      settings.isAlwaysOpen
      ? SendingHours.always(in: zone)
      : SendingHours(
        days: Set(1...5), fromMinute: settings.fromMinute, toMinute: settings.toMinute,
        holidays: settings.holidays, zone: zone)
    guard let hours else { preconditionFailure("sending hours of \(settings)") }
    return SendSettings(
      hours: hours, minGap: .hours(settings.gapHours), confirmOver: settings.confirmOver,
      previewBefore: settings.previewHours > 0 ? .hours(settings.previewHours) : nil,
      settle: .minutes(settings.settleMinutes),
      onlyTo: try settings.onlyTo.map { try MailAddress($0) },
      perPersonPerWeek: settings.perWeek)
  }
}

extension Scenario.Event {
  var starts: LocalDateTime {
    LocalDateTime(dayNumber: day, hour: minute / 60, minute: minute % 60)
  }

  var ends: LocalDateTime {
    let end = minute + Scenario.eventMinutes
    return LocalDateTime(dayNumber: day, hour: end / 60, minute: end % 60)
  }

  fileprivate func event(_ zone: Zone) throws -> Event {
    let facts = EventFacts(
      starts: starts, ends: ends, zone: zone, venue: Venue(name: venue), cancelled: isCancelled)
    return Event(
      id: id, kind: kind, title: LocalizedText(id), facts: facts,
      host: Mailbox(name: host, address: try MailAddress("\(host)@mvo.example")),
      audience: try Audience(parsing: audience), capacity: capacity,
      perOrganisation: perOrganisation, quorum: quorum, answerBy: answerBy(zone),
      offerFor: .hours(offerHours),
      guests: guests, steps: steps.filter { !$0.isOff }.map(\.step) + Self.occurrences)
  }

  func answerBy(_ zone: Zone) -> Instant {
    let start = zone.instant(starts)
    if answerDays == 0 { return start }
    return zone.instant(
      LocalDateTime(dayNumber: day - answerDays, hour: 23, minute: 59, second: 59))
  }

  private static let occurrences: [Step] = Step.Occurrence.allCases.map { kind in
    Step(
      name: kind == .rsvp ? "confirmation" : kind.rawValue, trigger: .on(kind), to: .person,
      until: .start, onDoubt: .resend)
  }
}

extension Scenario.Step {
  fileprivate var step: Step {
    Step(
      name: name,
      trigger: .at(
        .offset(
          .init(
            beforeStart: isBefore, span: .days(days), weekday: weekday,
            time: minute.map { .init(hour: $0 / 60, minute: $0 % 60) }))), to: to,
      until: until, onDoubt: onDoubt, again: againDays.map { .days($0) })
  }

  private var until: Step.Until {
    if !isBefore { return .moment(.offset(.init(beforeStart: false, span: .days(21)))) }
    return to == .audience || to == .silent ? .answerBy : .start
  }
}
