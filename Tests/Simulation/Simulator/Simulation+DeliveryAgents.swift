import Domain
import Engine
import Letters
import Planning
import Refusals
import State

extension Simulation {
  /// Of a crowd more may be under way than a step begins with.
  private var connections: Int { onDisk.plot.isCrowd ? 14 : 3 }

  /// A delivery agent takes a mail, or one that is under way comes a stage further.
  mutating func workCourier() throws {
    // Of a crowd more than one goes on before anything else happens.
    for _ in 0..<(onDisk.plot.isCrowd ? dice.roll(1...12) : 1) { try workOnce() }
  }

  private mutating func workOnce() throws {
    if inFlight.isEmpty || inFlight.count < connections && dice.isHeads() {
      if try takeErrands() || inFlight.isEmpty { return }
    }
    let index = dice.below(inFlight.count)
    if isListStale, !isRelayDown, relay.words == nil, !inFlight[index].isHandedOver, dice.oneIn(3) {
      let delivery = inFlight.remove(at: index)
      note("\(delivery.mail) is for nobody")
      finish(delivery, .refused(Self.refusal("550 5.1.1 unknown", status: "5.1.1")))
      return try checkStopped(delivery.mail)
    }
    try advance(index, isFair: weather == 0 || !dice.oneIn(weather))
  }

  /// One, or as many as there are connections.
  private mutating func takeErrands() throws -> Bool {
    guard try takeErrand() else { return false }
    if onDisk.plot.isCrowd { while inFlight.count < connections, try takeErrand() {} }
    return true
  }

  @discardableResult
  mutating func takeErrand() throws -> Bool {
    guard let (request, key) = engine.take() else { return false }
    let mail = engine.read { Mail(key, $0.state.people) }
    if inFlight.contains(where: { $0.mail == mail }) {
      throw broken(.once, "\(mail) is handed out twice at a time")
    }
    inFlight.append(
      SimulatedDelivery(
        key: key, mail: mail, email: request.person.email.text, messageID: Self.messageID(request),
        date: request.instant, step: request.step))
    if case .system(.preview(let preview)) = request.kind {
      inFlight[inFlight.count - 1].previewed = preview.step
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
    var delivery = inFlight[index]
    if delivery.isHandedOver {
      inFlight.remove(at: index)
      return try conclude(delivery, isFair: isFair)
    }
    if isRelayDown {
      inFlight.remove(at: index)
      note("\(delivery.mail) comes back: no relay")
      return finish(delivery, .returned)
    }
    if let words = relay.words {
      inFlight.remove(at: index)
      return try refuse(delivery, in: words)
    }
    if !isFair, dice.isHeads() {
      inFlight.remove(at: index)
      if dice.oneIn(4) {
        note("\(delivery.mail) comes back")
        return finish(delivery, .returned)
      }
      return try refuse(delivery)
    }
    let isWanted = engine.commit(
      delivery.key, email: delivery.email, messageID: delivery.messageID, date: delivery.date)
    note("\(delivery.mail) " + (isWanted ? "is handed over" : "is stopped"))
    guard isWanted else {
      inFlight.remove(at: index)
      return finish(delivery, .returned)
    }
    try checkHandOver(delivery)
    try checkPace()
    witness.handOver(delivery.mail, at: now)
    if delivery.isWarning { witness.warnings[delivery.mail.event, default: []].append(now) }
    delivery.isHandedOver = true
    inFlight[index] = delivery
  }

  /// The server refuses before the last byte, or after it.
  private mutating func refuse(_ delivery: SimulatedDelivery) throws {
    if dice.oneIn(3) {
      note("\(delivery.mail) is refused")
      let status: String? = dice.oneIn(4) ? "5.1.1" : dice.oneIn(4) ? "5.2.1" : nil
      finish(delivery, .refused(Self.refusal("550 no", status: status)))
      return try checkStopped(delivery.mail)
    }
    note("\(delivery.mail) is put off")
    finish(delivery, .deferred(Self.refusal("451 later", status: nil)))
  }

  /// The reply to the last byte, or none.
  private mutating func conclude(_ delivery: SimulatedDelivery, isFair: Bool) throws {
    if isFair, !isRelayDown {
      try accept(delivery)
      finish(delivery, .sent(reply: "250 ok"))
      return readPreview(delivery)
    }
    if isRelayDown || dice.isHeads() {
      if dice.isHeads() { try accept(delivery) }
      note("\(delivery.mail) is in doubt")
      return finish(delivery, .doubt("no reply"))
    }
    try refuse(delivery)
  }

  static func refusal(_ reply: String, status: String?) -> SMTPRefusal {
    SMTPRefusal(
      stage: .recipient, kind: .unspecific, code: Int(reply.prefix(3)) ?? 0, enhanced: status,
      reply: reply)
  }

  mutating func finish(_ delivery: SimulatedDelivery, _ outcome: DeliveryOutcome) {
    engine.finish(delivery.key, date: delivery.date, outcome)
  }

  /// The server takes a copy.
  mutating func accept(_ delivery: SimulatedDelivery) throws {
    counts.mails += 1
    relay.accepts()
    note("the server has \(delivery.mail)")
    let copies = witness.copies[delivery.mail] ?? []
    if let first = copies.first {
      let more = witness.retries[delivery.mail] ?? 0
      guard delivery.onDoubt == .resend || more > 0, copies.count < 2 + more else {
        throw broken(.once, "\(delivery.mail) was accepted \(copies.count + 1) times")
      }
      if first.date != delivery.date {
        throw broken(.once, "\(delivery.mail) goes again with another Date")
      }
      if delivery.mail.occurrence > 0, first.messageID != delivery.messageID {
        throw broken(.once, "\(delivery.mail) goes again with another Message-ID")
      }
    }
    witness.accept(
      delivery.mail, .init(at: now, messageID: delivery.messageID, date: delivery.date))
  }

  /// What must hold when the last byte leaves.
  private func checkHandOver(_ delivery: SimulatedDelivery) throws {
    let mail = delivery.mail
    if witness.forgotten.contains(mail.person) {
      throw broken(.forgotten, "\(mail) goes to who was forgotten")
    }
    // What a host must know goes although the event is held.
    if let hold = witness.hold(on: mail), delivery.step != nil || !hold.step.isEmpty {
      throw broken(.holds, "\(mail) goes although \(hold) is held")
    }
    if let page = inForce.rules.pages[mail.event], mail.occurrence > 0, delivery.step != nil,
      now > page.starts
    {
      throw broken(.inTime, "\(mail) goes after the start")
    }
    let only = inForce.plot.settings.onlyTo
    if !only.isEmpty, !only.contains(delivery.email) {
      throw broken(.onlyWhenDue, "\(mail) goes to \(delivery.email), who is not in only_to")
    }
    if mail.occurrence == 0 { try checkTimed(delivery) }
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

  private func checkTimed(_ delivery: SimulatedDelivery) throws {
    let mail = delivery.mail
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
      delivery.onDoubt != .resend, witness.copies[mail] != nil
    {
      throw broken(.once, "\(mail) goes again")
    }
    let (rules, witness, now) = (inForce.rules, witness, now)
    let overtaken = engine.read { current in
      let past = ReferenceModel.Past(state: current.state, witness: witness, unconfirmed: [])
      return rules.overtaken(page, part, mail.person, past, now: now)
    }
    if let overtaken { throw broken(.onlyWhenDue, "\(mail) goes, and \(overtaken)") }
    try checkGap(mail, part)
    try checkWeek(mail, part)
    try checkConfirmation(mail)
  }

  private func checkGap(_ mail: Mail, _ part: ReferenceModel.Part) throws {
    let chair = OutsideObserver.Invitee(event: mail.event, person: mail.person)
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
    engine.read { current in
      current.state.people.existing(mail.person).flatMap {
        current.state.attempt(DeliveryKey(event: mail.event, step: mail.step, person: $0))?.count
      }.map { $0 > 1 } ?? false
    }
  }

  private func checkConfirmation(_ mail: Mail) throws {
    let most = inForce.plot.settings.confirmOver
    guard most > 0 else { return }
    let (isReleased, sent) = engine.read { current in
      let state = current.state
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
