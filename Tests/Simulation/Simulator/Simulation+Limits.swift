import Daemon
import Domain
import Planning

/// What may not be too much at a time: mails to one person in a week, a step for a crowd at its
/// beginning, and what a host may not be surprised by.
extension Simulation {
  func checkWeek(_ mail: Mail, _ part: Rulebook.Part) throws {
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

  /// The eleventh mail of a step for more than a hundred people is not begun before eight of the
  /// first ten were not refused.
  func checkBeginning(_ mail: Mail) throws {
    guard inForce.plot.members.count > 100, mail.occurrence == 0,
      let page = inForce.rules.pages[mail.event],
      let part = page.parts.first(where: { $0.step.name == mail.step })
    else { return }
    let underWay = errands.count { $0.mail.event == mail.event && $0.mail.step == mail.step }
    let (rules, witness, now) = (inForce.rules, witness, now)
    let (crowd, fine, failed) = office.read { desk in
      let past = Rulebook.Past(state: desk.state, witness: witness, unconfirmed: [])
      let ledger = desk.state.events[mail.event]?.steps[mail.step]
      let toGo = rules.plot.members.count {
        rules.rule(page, part, $0.id, past, now: now) == .due
      }
      let fine = [DeliveryState.sent, .deferred, .doubt].reduce(0) {
        $0 + (ledger?.count($1) ?? 0)
      }
      return (toGo + fine, fine, ledger?.count(.failed) ?? 0)
    }
    // Some may have come since the engine counted.
    if crowd > 104, fine < 8, failed < 3, fine + failed + underWay > 10 {
      throw broken(
        .canary, "\(mail) begins after \(fine) of \(crowd) went and \(failed) were refused")
    }
  }

  func calledOff() -> Set<String> {
    office.read { desk in Set(desk.state.events.filter(\.value.calledOff).keys) }
  }

  func checkCallingOff(_ event: String) throws {
    guard let page = inForce.rules.pages[event] else {
      throw broken(.quorum, "\(event) is called off, and no file has it")
    }
    let houses = office.read { $0.state.events[event].map(Rulebook.houses) ?? 0 }
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
