import Domain
import Engine
import Letters
import Planning
import Refusals
import State

extension Simulation {
  /// Of a crowd more may be under way than a step begins with.
  private var connections: Int { onDisk.plot.isCrowd ? 14 : 3 }

  /// A courier takes a mail, or one that is under way comes a stage further.
  mutating func workCourier() throws {
    // Of a crowd more than one goes on before anything else happens.
    for _ in 0..<(onDisk.plot.isCrowd ? dice.roll(1...12) : 1) { try workOnce() }
  }

  private mutating func workOnce() throws {
    if errands.isEmpty || errands.count < connections && dice.isHeads() {
      if try takeErrands() || errands.isEmpty { return }
    }
    let index = dice.below(errands.count)
    if isListStale, !isRelayDown, relay.words == nil, !errands[index].isHandedOver, dice.oneIn(3) {
      let errand = errands.remove(at: index)
      note("\(errand.mail) is for nobody")
      finish(errand, .refused(Self.refusal("550 5.1.1 unknown", status: "5.1.1")))
      return try checkStopped(errand.mail)
    }
    try advance(index, isFair: weather == 0 || !dice.oneIn(weather))
  }

  /// One, or as many as there are connections.
  private mutating func takeErrands() throws -> Bool {
    guard try takeErrand() else { return false }
    if onDisk.plot.isCrowd { while errands.count < connections, try takeErrand() {} }
    return true
  }

  @discardableResult
  mutating func takeErrand() throws -> Bool {
    guard let (request, key) = office.take() else { return false }
    let mail = office.read { Mail(key, $0.state.people) }
    if errands.contains(where: { $0.mail == mail }) {
      throw broken(.once, "\(mail) is handed out twice at a time")
    }
    errands.append(
      Errand(
        key: key, mail: mail, email: request.person.email.text, messageID: Self.messageID(request),
        date: request.instant, step: request.step))
    if case .system(.preview(let preview)) = request.kind {
      errands[errands.count - 1].previewed = preview.step
    }
    note("takes \(mail)")
    try checkBeginning(mail)
    return true
  }

  /// What `Composer.messageID` makes its hash of.
  private static func messageID(_ request: LetterRequest) -> String {
    let revision =
      request.step?.isTimed == true ? "r\(request.sequence)" : "o\(request.occurrence)"
    return "\(request.event?.id ?? "")/\(request.stepName)/\(request.person.id)/\(revision)"
  }

  /// Lets a mail come one stage further; `isFair`: nothing goes wrong with the server.
  mutating func advance(_ index: Int, isFair: Bool) throws {
    var errand = errands[index]
    if errand.isHandedOver {
      errands.remove(at: index)
      return try conclude(errand, isFair: isFair)
    }
    if isRelayDown {
      errands.remove(at: index)
      note("\(errand.mail) comes back: no relay")
      return finish(errand, .returned)
    }
    if let words = relay.words {
      errands.remove(at: index)
      return try refuse(errand, in: words)
    }
    if !isFair, dice.isHeads() {
      errands.remove(at: index)
      if dice.oneIn(4) {
        note("\(errand.mail) comes back")
        return finish(errand, .returned)
      }
      return try refuse(errand)
    }
    let isWanted = office.commit(
      errand.key, email: errand.email, messageID: errand.messageID, date: errand.date)
    note("\(errand.mail) " + (isWanted ? "is handed over" : "is stopped"))
    guard isWanted else {
      errands.remove(at: index)
      return finish(errand, .returned)
    }
    try checkHandOver(errand)
    try checkPace()
    witness.handOver(errand.mail, at: now)
    if errand.isWarning { witness.warnings[errand.mail.event, default: []].append(now) }
    errand.isHandedOver = true
    errands[index] = errand
  }

  /// The server refuses before the last byte, or after it.
  private mutating func refuse(_ errand: Errand) throws {
    if dice.oneIn(3) {
      note("\(errand.mail) is refused")
      let status: String? = dice.oneIn(4) ? "5.1.1" : dice.oneIn(4) ? "5.2.1" : nil
      finish(errand, .refused(Self.refusal("550 no", status: status)))
      return try checkStopped(errand.mail)
    }
    note("\(errand.mail) is put off")
    finish(errand, .deferred(Self.refusal("451 later", status: nil)))
  }

  /// The reply to the last byte, or none.
  private mutating func conclude(_ errand: Errand, isFair: Bool) throws {
    if isFair, !isRelayDown {
      try accept(errand)
      finish(errand, .sent(reply: "250 ok"))
      return readPreview(errand)
    }
    if isRelayDown || dice.isHeads() {
      if dice.isHeads() { try accept(errand) }
      note("\(errand.mail) is in doubt")
      return finish(errand, .doubt("no reply"))
    }
    try refuse(errand)
  }

  static func refusal(_ reply: String, status: String?) -> SMTPRefusal {
    SMTPRefusal(
      stage: .recipient, kind: .unspecific, code: Int(reply.prefix(3)) ?? 0, enhanced: status,
      reply: reply)
  }

  mutating func finish(_ errand: Errand, _ outcome: DeliveryOutcome) {
    office.finish(errand.key, date: errand.date, outcome)
  }

  /// The server takes a copy.
  mutating func accept(_ errand: Errand) throws {
    counts.mails += 1
    relay.accepts()
    note("the server has \(errand.mail)")
    let copies = witness.copies[errand.mail] ?? []
    if let first = copies.first {
      let more = witness.retries[errand.mail] ?? 0
      guard errand.onDoubt == .resend || more > 0, copies.count < 2 + more else {
        throw broken(.once, "\(errand.mail) was accepted \(copies.count + 1) times")
      }
      if first.date != errand.date {
        throw broken(.once, "\(errand.mail) goes again with another Date")
      }
      if errand.mail.occurrence > 0, first.messageID != errand.messageID {
        throw broken(.once, "\(errand.mail) goes again with another Message-ID")
      }
    }
    witness.accept(
      errand.mail, .init(at: now, messageID: errand.messageID, date: errand.date))
  }

  /// What must hold when the last byte leaves.
  private func checkHandOver(_ errand: Errand) throws {
    let mail = errand.mail
    if witness.forgotten.contains(mail.person) {
      throw broken(.forgotten, "\(mail) goes to who was forgotten")
    }
    // What a host must know goes although the event is held.
    if let hold = witness.hold(on: mail), errand.step != nil || !hold.step.isEmpty {
      throw broken(.holds, "\(mail) goes although \(hold) is held")
    }
    if let page = inForce.rules.pages[mail.event], mail.occurrence > 0, errand.step != nil,
      now > page.starts
    {
      throw broken(.inTime, "\(mail) goes after the start")
    }
    let only = inForce.plot.settings.onlyTo
    if !only.isEmpty, !only.contains(errand.email) {
      throw broken(.onlyWhenDue, "\(mail) goes to \(errand.email), who is not in only_to")
    }
    if mail.occurrence == 0 { try checkTimed(errand) }
  }

  /// `per_minute`, over every minute of a clock that went forward.
  private mutating func checkPace() throws {
    let (moment, most) = (now, inForce.plot.settings.perMinute)
    if let last = handOvers.last, last > moment { handOvers = [] }
    handOvers.append(moment)
    handOvers.removeAll { $0 <= moment.adding(seconds: -60) }
    if most > 0, handOvers.count > most {
      throw broken(.pace, "\(handOvers.count) mails within a minute, at most \(most) may go")
    }
  }

  private func checkTimed(_ errand: Errand) throws {
    let mail = errand.mail
    guard let page = inForce.rules.pages[mail.event],
      let part = page.parts.first(where: { $0.step.name == mail.step })
    else { throw broken(.onlyWhenDue, "\(mail) goes, and no file asks for it") }
    if part.step.to != .declined, part.step.to != .host, witness.declined(mail.event, mail.person) {
      throw broken(.noMeansNo, "\(mail) goes to who declined")
    }
    if part.step.to != .host, witness.hasUnsubscribed(mail.person, kind: page.event.kind) {
      throw broken(.noMeansNo, "\(mail) goes to who unsubscribed")
    }
    if !inForce.rules.hours.isOpen(now) {
      throw broken(.hours, "\(mail) goes at \(zone.local(now))")
    }
    if now > part.until { throw broken(.inTime, "\(mail) goes after \(zone.local(part.until))") }
    if witness.handed.contains(mail), (witness.retries[mail] ?? 0) == 0,
      errand.onDoubt != .resend, witness.copies[mail] != nil
    {
      throw broken(.once, "\(mail) goes again")
    }
    let (rules, witness, now) = (inForce.rules, witness, now)
    let overtaken = office.read { desk in
      let past = Rulebook.Past(state: desk.state, witness: witness, unconfirmed: [])
      return rules.overtaken(page, part, mail.person, past, now: now)
    }
    if let overtaken { throw broken(.onlyWhenDue, "\(mail) goes, and \(overtaken)") }
    try checkGap(mail, part)
    try checkWeek(mail, part)
    try checkConfirmation(mail)
  }

  private func checkGap(_ mail: Mail, _ part: Rulebook.Part) throws {
    let chair = Witness.Chair(event: mail.event, person: mail.person)
    guard part.step.to != .attending, let last = witness.lastTimed[chair],
      last.step != mail.step, !witness.handed.contains(mail)
    else { return }
    let gap = now.seconds - last.at.seconds
    if !isBegun(mail), gap < Int64(inForce.plot.settings.gapHours) * 3600 {
      throw broken(.gap, "\(mail) goes \(gap) s after \(last.step)")
    }
  }

  /// A mail that was begun before is no further one.
  func isBegun(_ mail: Mail) -> Bool {
    office.read { desk in
      desk.state.people.existing(mail.person).flatMap {
        desk.state.attempt(DeliveryKey(event: mail.event, step: mail.step, person: $0))?.count
      }.map { $0 > 1 } ?? false
    }
  }

  private func checkConfirmation(_ mail: Mail) throws {
    let most = inForce.plot.settings.confirmOver
    guard most > 0 else { return }
    let (isReleased, sent) = office.read { desk in
      let state = desk.state
      let ledger = state.events[mail.event]?.steps[mail.step]
      return (
        state.released.contains(Scope(event: mail.event))
          || state.released.contains(Scope(event: mail.event, step: mail.step)),
        (ledger?.count(.sent) ?? 0) + (ledger?.count(.committed) ?? 0)
      )
    }
    if !isReleased, sent > most {
      throw broken(.confirm, "\(mail) is number \(sent) of at most \(most), and nobody released it")
    }
  }
}
