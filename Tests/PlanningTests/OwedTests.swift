import Domain
import Planning
import State
import Testing

/// Mails that are owed because something happened.
@Suite struct OwedTests {
  private let night = "2027-05-05T02:00:00"

  private func scene(
    _ kind: Step.Occurrence, configure: (inout Programme, inout Event) throws -> Void = { _, _ in }
  ) throws -> Scene {
    var scene = try Scene([step("mail", on: kind)], configure: configure)
    try scene.happens(kind, "mail", at: night)
    return scene
  }

  private func fate(_ scene: Scene, at: String? = nil) throws -> String {
    let key = DeliveryKey(event: Scene.eventID, step: "mail", person: 0, occurrence: 1)
    return Scene.text(
      scene.policy.owed(key, scene.schedule, scene.state, now: try utc(at ?? night)))
  }

  @Test("an answer is confirmed at night, and to who unsubscribed")
  func confirmation() throws {
    var scene = try scene(.rsvp)
    scene.state.apply(.unsubscribed(person: 0, kind: "*", via: ""), at: try utc(night))
    #expect(try fate(scene) == "due")
  }

  static let stale: [(Step.Occurrence, SeatPlace, String)] = [
    (.waiting, .waiting(turn: 1), "due"), (.waiting, .lapsed(turn: 1), "due"),
    (.waiting, .seated, "never: no longer on the waiting list"),
    (.offered, .offered(turn: 1, until: .distantFuture), "due"),
    (.offered, .seated, "never: the seat is no longer held for them"),
    (.promoted, .seated, "due"), (.promoted, .declined, "never: no longer has the seat"),
    (.rescheduled, .seated, "due"), (.rescheduled, .declined, "never: declined"),
  ]

  @Test("what is no longer so is not told", arguments: stale.indices)
  func staleMails(_ index: Int) throws {
    let (kind, place, expected) = Self.stale[index]
    var scene = try scene(kind)
    try scene.answer(place, at: night)
    #expect(try fate(scene) == expected)
  }

  @Test("a change of plan reaches who holds a seat although unsubscribed, and nobody else who is")
  func unsubscribedChanges() throws {
    var scene = try scene(.rescheduled)
    #expect(try fate(scene) == "due")
    scene.state.apply(.unsubscribed(person: 0, kind: "openspace", via: ""), at: try utc(night))
    #expect(try fate(scene) == "never: unsubscribed")
    try scene.answer(.seated, at: night)
    #expect(try fate(scene) == "due")
  }

  private func facts(cancelled: Bool) throws -> RecordedFacts {
    RecordedFacts(
      EventFacts(
        starts: try local(Scene.starts), ends: try local(Scene.starts), zone: .utc,
        cancelled: cancelled))
  }

  @Test("a cancellation that was undone is not told late, nor a new date of a cancelled event")
  func overtakenByEvents() throws {
    for (kind, isCancelled, expected) in [
      (Step.Occurrence.cancelled, true, "due"), (.cancelled, false, "never: the event goes on"),
      (.rescheduled, false, "due"), (.rescheduled, true, "never: the event is cancelled"),
    ] {
      var scene = try scene(kind)
      scene.state.apply(
        .eventRevised(
          event: Scene.eventID, sequence: 2, facts: try facts(cancelled: isCancelled)),
        at: try utc(night))
      #expect(try fate(scene) == expected)
    }
  }

  @Test("an edit that has yet to settle takes nothing back that is owed")
  func unsettled() throws {
    var scene = try scene(.rescheduled) { $1.facts.cancelled = true }
    scene.state.apply(
      .eventRevised(event: Scene.eventID, sequence: 1, facts: try facts(cancelled: false)),
      at: try utc(night))
    #expect(try fate(scene) == "due")
  }

  @Test("suppressed, not in only_to, dropped: nothing goes")
  func barred() throws {
    var suppressed = try scene(.rsvp)
    suppressed.state.apply(.suppressed(person: 0, why: "550"), at: try utc(night))
    #expect(try fate(suppressed).hasPrefix("never: the address"))
    let staged = try scene(.rsvp) { programme, _ in
      programme.send.onlyTo = [try MailAddress("else@b.example")]
    }
    #expect(try fate(staged) == "never: not in [send] only_to")
    var dropped = try scene(.rsvp)
    dropped.state.apply(.eventDropped(event: Scene.eventID), at: try utc(night))
    #expect(try fate(dropped) == "never: the event was dropped")
  }

  @Test("holds, retries and the last moment count for them too")
  func brakes() throws {
    var held = try scene(.rsvp)
    held.state.apply(.held(Scope(event: Scene.eventID), why: "wait"), at: try utc(night))
    #expect(try fate(held) == "held: wait")
    var deferred = try scene(.rsvp)
    let key = DeliveryKey(event: Scene.eventID, step: "mail", person: 0, occurrence: 1)
    let next = try utc("2027-05-05T02:05:00")
    deferred.state.apply(
      .deferred(key, date: try utc(night), count: 1, next: next, reply: "451"), at: try utc(night))
    #expect(try fate(deferred) == "waiting until 2027-05-05T02:05:00: to be tried again; 451")
    #expect(try fate(deferred, at: "2027-05-05T02:05:00") == "due")
    #expect(
      try fate(deferred, at: "2027-06-17T14:00:01") == "missed: not delivered in time; 451")
  }

  @Test("somebody who left the roster is still told, as they were last known")
  func left() throws {
    let before = try scene(.rescheduled)
    var next = before.programme
    next.people = Roster([])
    var scene = try Scene(next, state: before.state)
    #expect(try fate(scene) == "never: no longer known")
    scene.state.apply(.personLeft(before.programme.people[0]), at: try utc(night))
    #expect(try fate(scene) == "due")
  }
}
