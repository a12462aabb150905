package import Domain
package import Engine
package import Letters
import Planning
import Refusals
import Store

/// Runs the engine of `serve` on a clock that jumps from one moment to the next: no sleeping, no
/// network, every mail accepted. The same `Engine`, `DueQueue` and `Composer` do the work.
package struct Rehearsal {
  package let engine: Engine
  package let clock: VirtualClock
  package let composer: Composer
  package let until: Instant
  /// In order of time.
  package let answers: [ScriptedAnswer]

  package init(
    engine: Engine, clock: VirtualClock, composer: Composer, until: Instant,
    answers: [ScriptedAnswer]
  ) {
    self.engine = engine
    self.clock = clock
    self.composer = composer
    self.until = until
    self.answers = answers
  }

  /// Plays the season into `outbox`; refusals of answers are reported through `refuse`.
  package func run(
    into outbox: any Outbox, refuse: (_ line: Int, _ text: String) -> Void
  ) throws {
    var upcoming = answers[...].drop { $0.at < clock.now }
    while clock.now < until {
      while let answer = upcoming.first, answer.at <= clock.now {
        apply(answer, refuse)
        upcoming.removeFirst()
      }
      engine.tick()
      try sendAll(into: outbox)
      // A moment that does not move on would play for ever; a second later it is looked at again.
      var next = max(engine.nextMoment, clock.now.adding(seconds: 1))
      if let answer = upcoming.first { next = min(next, max(answer.at, clock.now)) }
      if next <= clock.now, upcoming.first == nil { next = clock.now.adding(seconds: 1) }
      clock.jump(to: min(next, until))
    }
    try engine.wait(engine.read { $0.ticket })
  }

  private func sendAll(into outbox: any Outbox) throws {
    while let (request, key) = engine.take() {
      let messageID = composer.messageID(request)
      let isCommitted = engine.commit(
        key, email: request.person.email.text, messageID: messageID, date: request.instant)
      guard isCommitted else {
        engine.finish(key, date: request.instant, .returned)
        continue
      }
      engine.finish(key, date: request.instant, .sent(reply: "250 2.0.0 rehearsed"))
      let zone = request.event?.facts.zone ?? engine.read { $0.programme.network.zone }
      try outbox.take(request, key: key, messageID: messageID, zone: zone, at: clock.now)
    }
  }

  private func apply(_ scripted: ScriptedAnswer, _ refuse: (Int, String) -> Void) {
    guard let person = engine.person(scripted.email) else {
      return refuse(scripted.line, "nobody is known as '\(scripted.email)'")
    }
    switch scripted.deed {
    case .unsubscribe:
      _ = engine.subscription(of: person, kind: "*", stop: true, via: "rehearsal")
    case .answer(let answer):
      let (result, _) = engine.answer(answer, of: person, to: scripted.event)
      if case .failure(let refusal) = result {
        refuse(scripted.line, "\(scripted.email): \(refusal.text(event: scripted.event))")
      }
    }
  }
}
