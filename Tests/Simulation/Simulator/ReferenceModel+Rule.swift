import Domain
import State

extension ReferenceModel {
  /// What is known of the past when a ruling is asked for.
  struct Past {
    var state: State
    var witness: OutsideObserver
    /// Steps that wait for a release, as the engine says.
    var unconfirmed: Set<Scope>
  }

  /// What must become of a part for somebody now.
  func rule(
    _ page: Page, _ part: Part, _ person: String, _ past: Past, now: Instant
  ) -> Ruling {
    guard let number = past.state.people.existing(person) else { return .no("is not numbered") }
    if past.witness.isGone(person) { return .no("is forgotten") }
    let record = past.state.events[page.event.id]
    let own = record?.ledger(part.step.name, number) ?? .open
    if own != .open, own != .deferred { return .no("is \(own)") }
    if let why = never(page, part, person, number, past) { return .no(why) }
    if now < part.due { return .no("is not due yet") }
    if let why = passed(page, part, person, number, past, now: now) { return .no(why) }
    if let record, record.pending != nil,
      now < record.pendingSince.adding(seconds: Int64(plot.settings.settleMinutes) * 60)
    {
      return .no("waits for an edit to stand")
    }
    if now > part.until { return .late("is over") }
    if past.state.hold(page.event.id, part.step.name, number) != nil { return .no("is held") }
    if past.unconfirmed.contains(Scope(event: page.event.id, step: part.step.name)) {
      return .no("waits for a release")
    }
    let attempt = record?.steps[part.step.name]?.attempts[number]
    let chair = OutsideObserver.Invitee(event: page.event.id, person: person)
    if attempt == nil, let last = past.witness.lastTimed[chair] {
      let free = Instant(seconds: last.at.seconds + Int64(plot.settings.gapHours) * 3600)
      if free > now, hours.next(free) <= part.until { return .no("min_gap") }
      if free > now, part.step.to != .attending { return .late("min_gap") }
    }
    if let attempt, attempt.next > now { return .no("waits for another try") }
    if !hours.isOpen(now) { return .no("outside sending hours") }
    let most = plot.settings.perWeek
    if most > 0, part.step.to != .host, attempt == nil {
      let edge = now.seconds - 7 * 86_400
      let week = past.witness.timed[person, default: []].filter { $0.at.seconds > edge }
      // What does not fit waits, or is missed.
      if week.count >= most { return .no("has had enough this week") }
    }
    return .due
  }

  /// Whether the person is to have no such mail at all, or does not belong to the step's people.
  private func never(
    _ page: Page, _ part: Part, _ person: String, _ number: Int32, _ past: Past
  ) -> String? {
    let record = past.state.events[page.event.id]
    if page.event.isCancelled || isCalledOff(page, past.state) { return "is cancelled" }
    if record?.dropped == true { return "is dropped" }
    if past.state.suppressed[number] != nil { return "has a dead address" }
    if let email = email(person), !plot.settings.onlyTo.isEmpty,
      !plot.settings.onlyTo.contains(email)
    {
      return "is not in only_to"
    }
    if part.step.to == .host {
      return person == Self.hostID(page.event) ? nil : "is not the host"
    }
    if members[person] == nil {
      guard Self.isStranger(person), record?.colleagues[number] != nil,
        let choice = record?.seats.standings[number]?.choice, choice != .no
      else { return "is not on the roster" }
    }
    if past.state.hasUnsubscribed(number, kind: page.event.kind) { return "has unsubscribed" }
    return outside(page, part.step.to, person, number, past)
  }

  /// Too few organisations came, and so it was decided.
  func isCalledOff(_ page: Page, _ state: State) -> Bool {
    guard let record = state.events[page.event.id], record.calledOff else { return false }
    return Self.houses(record) < page.event.quorum
  }

  /// Organisations with a seat; who has none counts alone.
  static func houses(_ record: EventRecord) -> Int {
    let seated = record.seats.standings.values.filter { $0.state == .seated }
    return Set(seated.map(\.organisation).filter { $0 >= 0 }).count
      + seated.count { $0.organisation < 0 }
  }

  private func outside(
    _ page: Page, _ group: Step.Recipients, _ person: String, _ number: Int32, _ past: Past
  ) -> String? {
    let record = past.state.events[page.event.id]
    let standing = record?.seats.standings[number]
    let choice = standing?.choice
    let isIn: Bool
    switch group {
    case .audience: isIn = choice != .no && isMeant(person, by: page)
    case .silent: isIn = choice == nil && isInvited(page, number, past) && isMeant(person, by: page)
    case .attending: isIn = standing?.state == .seated
    case .waiting: isIn = [.waiting, .lapsed, .offered].contains(standing?.state)
    case .maybe: isIn = choice == .maybe
    case .declined: isIn = choice == .no
    case .host, .person: isIn = false
    }
    return isIn ? nil : "is not \(group)"
  }

  private func isInvited(_ page: Page, _ number: Int32, _ past: Past) -> Bool {
    page.parts.contains {
      $0.step.to == .audience
        && (past.state.events[page.event.id]?.ledger($0.step.name, number).mayHaveArrived == true
          || past.witness.hadBefore(page.event.id, $0.step.name, past.state.people.name(number)))
    }
  }

  /// Whether somebody had `newer`, for what that means to `part`: one that is due once more asks
  /// only for what went since.
  private func hasHad(
    _ page: Page, _ newer: Part, _ part: Part, _ person: String, _ number: Int32, _ past: Past
  ) -> Bool {
    let event = page.event.id
    let isNow =
      past.state.events[event]?.ledger(newer.step.name, number).mayHaveArrived ?? false
    guard past.witness.hadBefore(event, part.step.name, person) else {
      return isNow || past.witness.hadBefore(event, newer.step.name, person)
    }
    return isNow
      && past.witness.round(event, newer.step.name) >= past.witness.round(event, part.step.name)
  }

  /// Why what is handed over now had better not be: another took its place.
  func overtaken(
    _ page: Page, _ part: Part, _ person: String, _ past: Past, now: Instant
  ) -> String? {
    past.state.people.existing(person).flatMap {
      passed(page, part, person, $0, past, now: now)
    }
  }

  /// Whether an answer, a newer step, or a first mail that came later takes its place.
  private func passed(
    _ page: Page, _ part: Part, _ person: String, _ number: Int32, _ past: Past, now: Instant
  ) -> String? {
    let record = past.state.events[page.event.id]
    let isForAudience = part.step.to == .audience
    if isForAudience, let at = record?.seats.standings[number]?.at, at > part.due {
      return "was answered before"
    }
    let chair = OutsideObserver.Invitee(event: page.event.id, person: person)
    if !isForAudience, part.step.to != .host, let first = past.witness.first[chair],
      part.due < Instant(seconds: first.seconds),
      record?.steps[part.step.name]?.attempts[number] == nil
    {
      return "was due before the first mail"
    }
    for newer in page.parts where newer.due > part.due {
      let isAlike = newer.due <= now && (newer.step.to == .audience) == isForAudience
      let state = record?.ledger(newer.step.name, number) ?? .open
      if isForAudience || isAlike, hasHad(page, newer, part, person, number, past) {
        return "is overtaken by \(newer.step.name)"
      }
      if !isAlike || state.mayHaveArrived { continue }
      if state == .missed || state == .dropped || now > newer.until { continue }
      let isForThem =
        newer.step.to == .host
        ? person == Self.hostID(page.event)
        : outside(page, newer.step.to, person, number, past) == nil
      if isForThem { return "is overtaken by \(newer.step.name)" }
    }
    return nil
  }
}
