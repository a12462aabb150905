import Domain
import Planning
import State
import Testing

/// Mails of the system itself: when they go, and when they do not.
@Suite struct NoticeTests {
  private let night = "2027-05-05T02:00:00"

  private func scene(
    _ notice: Notice, event: String = Scene.eventID, to person: (Scene) -> Int32,
    configure: (inout Programme, inout Event) throws -> Void = { _, _ in }
  ) throws -> Scene {
    var scene = try Scene([], configure: configure)
    scene.state.apply(
      .notified(event: event, notice, people: [person(scene)]), at: try utc(night))
    return scene
  }

  private func fate(_ scene: Scene, at: String? = nil) throws -> String {
    let (id, record) = try #require(scene.state.events.first { !$0.value.occurrences.isEmpty })
    let key = try #require(record.occurrences.keys.first)
    let verdict = scene.policy.notice(
      key, id.isEmpty ? nil : scene.schedule, scene.state, now: try utc(at ?? night))
    return Scene.text(verdict)
  }

  private func operators(_ programme: inout Programme, _ event: inout Event) throws {
    programme.network.operators = Mailbox(name: "", address: try MailAddress("ops@mvo.example"))
  }

  @Test(
    "they go at once, at night, and for as long as they are of use",
    arguments: [
      (Notice.Kind.desk, "2027-07-18T17:30:00", "2027-07-18T17:30:01"),
      (.digest, "2027-05-07T02:00:00", "2027-05-07T02:00:01"),
      (.preview, "2027-05-06T02:00:00", "2027-05-06T02:00:01"),
    ])
  func times(_ kind: Notice.Kind, _ last: String, _ late: String) throws {
    let scene = try scene(Notice(kind)) { $0.host }
    #expect(try fate(scene) == "due")
    #expect(try fate(scene, at: last) == "due")
    #expect(try fate(scene, at: late) == "missed: its moment had passed")
  }

  @Test("an alert goes to the address in force, is about no event, and is taken by the agenda")
  func alert() throws {
    let scene = try scene(
      Notice(.alert, about: "relay", text: "535"), event: Notice.noEvent,
      to: { $0.policy.directory.operators ?? -1 }, configure: operators)
    #expect(try fate(scene) == "due")
    #expect(try fate(scene, at: "2027-05-12T02:00:01") == "missed: its moment had passed")
    var dueQueue = DueQueue(scene.policy)
    let key = try #require(dueQueue.take(scene.state, now: try utc(night)))
    #expect(key.step == "alert")
    #expect(dueQueue.isStillDue(key, scene.state, now: try utc(night)))
    #expect(dueQueue.take(scene.state, now: try utc(night)) == nil)
    var next = scene.programme
    next.network.operators = nil
    let moved = try Scene(next, state: scene.state)
    #expect(try fate(moved) == "never: no longer the operators' address")
  }

  @Test("a host who was replaced gets nothing more")
  func replaced() throws {
    let scene = try scene(Notice(.digest)) { $0.host }
    var next = scene.programme
    next.events[0].host.address = try MailAddress("karim@mvo.example")
    #expect(try fate(try Scene(next, state: scene.state)) == "never: no longer the host")
  }

  @Test(
    "a note reaches who still has a seat, and waits with a hold of the event; host mails do not")
  func note() throws {
    var guests = try scene(Notice(.note, text: "Tot zo")) { _ in 0 }
    #expect(try fate(guests) == "never: no longer has a seat")
    try guests.answer(.seated, at: night)
    guests.state.apply(.unsubscribed(person: 0, kind: "*", via: ""), at: try utc(night))
    #expect(try fate(guests) == "due")
    #expect(try fate(guests, at: "2027-06-17T17:30:01") == "missed: its moment had passed")
    guests.state.apply(.held(Scope(event: Scene.eventID), why: "wait"), at: try utc(night))
    #expect(try fate(guests) == "held: wait")
    var host = try scene(Notice(.preview)) { $0.host }
    host.state.apply(.held(Scope(event: Scene.eventID), why: "wait"), at: try utc(night))
    #expect(try fate(host) == "due")
    host.state.apply(
      .held(Scope(event: Scene.eventID, step: "preview"), why: "no"), at: try utc(night))
    #expect(try fate(host) == "held: no")
  }

  @Test("suppressed, not in only_to, dropped, put off: as for every mail")
  func barred() throws {
    var scene = try scene(Notice(.desk)) { $0.host }
    let host = scene.host
    let key = try #require(scene.state.record(Scene.eventID)?.owed.first)
    scene.state.apply(
      .deferred(
        key, date: try utc(night), count: 1, next: try utc("2027-05-05T02:05:00"), reply: "451"),
      at: try utc(night))
    #expect(try fate(scene) == "waiting until 2027-05-05T02:05:00: to be tried again; 451")
    scene.state.apply(.suppressed(person: host, why: "550"), at: try utc(night))
    #expect(try fate(scene) == "never: the address cannot be mailed: 550")
    scene.state.apply(.eventDropped(event: Scene.eventID), at: try utc(night))
    #expect(try fate(scene) == "never: the event was dropped")
    let staged = try self.scene(Notice(.desk), to: { $0.host }) { programme, _ in
      programme.send.onlyTo = [try MailAddress("else@b.example")]
    }
    #expect(try fate(staged) == "never: not in [send] only_to")
  }
}
