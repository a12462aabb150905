import Domain
import Engine
import Planning
import State
import Store

/// What may not be too much at a time: mails to one person in a week, a step for a crowd at its
/// beginning, and what a host may not be surprised by.
extension Simulation {
  func checkWeek(_ mail: Mail, _ part: ReferenceModel.Part) throws {
    let most = inForce.plot.settings.perWeek
    // Who has a seat is told what they must know.
    guard most > 0, part.step.to != .host, part.step.to != .attending,
      !witness.handed.contains(mail), !isBegun(mail)
    else { return }
    let edge = now.adding(seconds: -7 * 86_400)
    let others = Set(
      witness.timed[mail.person, default: []].filter {
        $0.at.seconds > edge.seconds && $0.at <= now
      }.map(\.mail))
    if others.count >= most {
      throw broken(.week, "\(mail) goes after \(others.sorted()) of the last seven days")
    }
  }

  /// How far a step for a crowd has come.
  private struct Beginning {
    var crowd: Int
    var fine: Int
    var failed: Int
    var isHeld: Bool
    var isReleased: Bool
    /// Some may have come or gone since the engine counted.
    var isForCrowd: Bool { crowd > 104 }
  }

  private func beginning(_ mail: Mail) -> Beginning? {
    guard inForce.plot.isCrowd, mail.occurrence == 0, let page = inForce.rules.pages[mail.event],
      let part = page.parts.first(where: { $0.step.name == mail.step })
    else { return nil }
    let (rules, witness, now) = (inForce.rules, witness, now)
    return engine.read { current in
      let past = ReferenceModel.Past(state: current.state, witness: witness, unconfirmed: [])
      let ledger = current.state.events[mail.event]?.steps[mail.step]
      let toGo = rules.plot.members.count {
        rules.rule(page, part, $0.id, past, now: now) == .due
      }
      let fine = [DeliveryState.sent, .deferred, .doubt].reduce(0) {
        $0 + (ledger?.count($1) ?? 0)
      }
      let scope = Scope(event: mail.event, step: mail.step)
      let released = current.state.released
      return Beginning(
        crowd: toGo + fine, fine: fine, failed: ledger?.count(.failed) ?? 0,
        isHeld: current.state.holds[scope] != nil,
        isReleased: released.contains(scope) || released.contains(Scope(event: mail.event)))
    }
  }

  /// The eleventh mail of a step for more than a hundred people is not begun before eight of the
  /// first ten were not refused, and none after three of them were.
  func checkBeginning(_ mail: Mail) throws {
    guard let step = beginning(mail), step.isForCrowd, step.fine < 8 else { return }
    let underWay = inFlight.count { $0.mail.event == mail.event && $0.mail.step == mail.step }
    if step.failed < 3 ? step.fine + step.failed + underWay > 10 : !step.isReleased {
      throw broken(
        .canary,
        "\(mail) begins after \(step.fine) of \(step.crowd) went and \(step.failed) were refused")
    }
  }

  /// The third refusal among the first ten holds the others.
  func checkStopped(_ mail: Mail) throws {
    let journal = engine.journal.status
    guard !isDead, journal.readOnly == nil, !journal.needsReplay, !engine.read({ $0.needsRebuild }),
      let step = beginning(mail), step.isForCrowd, step.fine < 8, step.failed == 3,
      !step.isReleased
    else { return }
    if !step.isHeld {
      throw broken(.canary, "\(mail) is the third refusal, and the others go on")
    }
  }

  func calledOff() -> Set<String> {
    engine.read { current in Set(current.state.events.filter(\.value.calledOff).keys) }
  }

  func checkCallingOff(_ event: String) throws {
    guard let page = inForce.rules.pages[event] else {
      throw broken(.quorum, "\(event) is called off, and no file has it")
    }
    let houses = engine.read { $0.state.events[event].map(ReferenceModel.houses) ?? 0 }
    if houses >= page.event.quorum {
      throw broken(.quorum, "\(event) is called off with \(houses) of \(page.event.quorum)")
    }
    if now < page.event.answerBy(zone) {
      throw broken(.quorum, "\(event) is called off before answer_by")
    }
    let edge = now.adding(seconds: -86_400)
    if !witness.warnings[event, default: []].contains(where: { $0 <= edge }) {
      throw broken(.quorum, "\(event) is called off, and its host was not told a day before")
    }
  }
}
