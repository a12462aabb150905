import Domain
import Engine
import Letters
import Planning
import Refusals
import Rehearsal
import State
import StateFolder
import Store
import Testing

/// The engine on a real journal: what it says is saved is there after it was closed.
@Suite struct EngineTests {
  private func open(
    _ folder: Folder, at: Instant = Sample.morning, rehearsal: Bool = false
  ) throws -> Engine.Opening {
    var options = JournalOptions()
    options.threading = .caller
    return try StateDirectory.open(
      directory: folder.path, programme: try Sample.programme(), previous: nil,
      environment: Environment(now: { at }, disk: RealDisk(syncs: false)), rehearsal: rehearsal,
      options: options)
  }

  private func seat(_ engine: Engine, _ who: String) throws -> Seat? {
    let person = try #require(engine.person(who))
    return engine.read { current in current.state.events["open"]?.seats.seat(of: person) }
  }

  @Test("an answer that was waited for is there when the store is opened again")
  func answer() throws {
    let folder = try Folder()
    let engine = try open(folder).engine
    let person = try #require(engine.person("p1@b.example"))
    let yes = Answer(choice: .yes, words: ["q": "Hoe? \"zo\" 🧭"], via: "link")
    let (result, ticket) = engine.answer(yes, of: person, to: "open")
    #expect(result == .success(true))
    try engine.wait(ticket)
    #expect(engine.answer(yes, of: person, to: "open").0 == .success(false))
    engine.journal.close()

    let again = try open(folder).engine
    #expect(try seat(again, "p1") == .seated)
    #expect(try seat(again, "p2") == Seat.none)
    let number = try #require(again.person("p1"))
    let words = again.read { current in current.state.events["open"]?.words[number] }
    #expect(words == ["q": "Hoe? \"zo\" 🧭"])
    again.journal.close()
  }

  @Test("who and what is unknown is refused, as is an answer after the start")
  func refusals() throws {
    let folder = try Folder()
    let engine = try open(folder, at: try Sample.programme().events[0].starts).engine
    let person = try #require(engine.person("p1"))
    let yes = Answer(choice: .yes, via: "link")
    #expect(engine.answer(yes, of: person, to: "gone").0 == .failure(.unknownEvent))
    #expect(engine.answer(yes, of: 999, to: "open").0 == .failure(.unknownPerson))
    #expect(engine.answer(yes, of: person, to: "open").0 == .failure(.seat(.started)))
    #expect(engine.person("stranger@b.example") == nil)
    engine.journal.close()
  }

  @Test("a mail whose end nobody saw is in doubt after a restart, and is not handed out again")
  func doubt() throws {
    let folder = try Folder()
    let may = Zone.utc.instant(try Sample.local("2027-05-04T09:30:00"))
    let first = try open(folder, at: may)
    #expect(first.doubts == 0)
    first.engine.tick()
    let key = try #require(first.engine.take()?.key)
    #expect(first.engine.commit(key, email: "p0@b.example", messageID: "<1@b>", date: may))
    first.engine.journal.close()

    let second = try open(folder, at: may.adding(seconds: 60))
    #expect(second.doubts == 1)
    #expect(second.engine.read { current in current.state.delivery(key) } == .doubt)
    second.engine.tick()
    var others: Set<DeliveryKey> = []
    while let next = second.engine.take()?.key { others.insert(next) }
    #expect(others.count == 2 && !others.contains(key))
    second.engine.journal.close()
    #expect(try open(folder, at: may.adding(seconds: 120)).doubts == 0)
  }

  @Test("when a step is too late, the older ones that it stood before are looked at again")
  func tooLate() throws {
    let folder = try Folder()
    var programme = try Sample.programme()
    programme.send.confirmOver = 1
    func step(_ name: String, _ to: Step.Recipients, _ at: String) throws -> Step {
      Step(
        name: name, trigger: .at(.local(try Sample.local(at))), to: to, until: .start,
        onDoubt: .next)
    }
    programme.events[0].steps = [
      try step("save", .audience, "2027-05-12T09:00:00"),
      try step("invitation", .audience, "2027-05-13T09:00:00"),
      // Before the two: what they had later would overtake them.
      try step("practical", .attending, "2027-05-11T09:00:00"),
    ]
    let clock = VirtualClock(Sample.morning)
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: folder.path, programme: programme, previous: nil,
      environment: Environment(now: { clock.now }, disk: RealDisk(syncs: false)), rehearsal: false,
      options: options
    ).engine
    let person = try #require(engine.person("p0"))
    _ = engine.answer(Answer(choice: .yes, via: "link"), of: person, to: "open")
    // Both wait for a release that never comes; the practical mail leaves no room before the start.
    clock.jump(to: Zone.utc.instant(try Sample.local("2027-06-16T09:00:00")))
    engine.tick()
    var handed: [DeliveryKey] = []
    while let (request, key) = engine.take() {
      _ = engine.commit(key, email: "p0@b.example", messageID: "<1@b>", date: request.instant)
      engine.finish(key, date: request.instant, .sent(reply: "250"))
      if key.step == "practical" { handed.append(key) }
    }
    #expect(handed == [DeliveryKey(event: "open", step: "practical", person: person)])
    var rounds = 0
    while engine.nextMoment <= clock.now, rounds < 10 {
      engine.tick()
      rounds += 1
    }
    let states = engine.read { current in
      ["save", "invitation"].map {
        current.state.delivery(DeliveryKey(event: "open", step: $0, person: person))
      }
    }
    #expect(states == [.missed, .missed])
    engine.journal.close()
  }

  /// Two events at one time, of which only the first has room in anybody's week.
  private func rivals(_ folder: Folder) throws -> Engine {
    var programme = try Sample.programme()
    programme.send.perPersonPerWeek = 1
    programme.events.append(programme.events[0])
    programme.events[1].id = "other"
    programme.events[1].kind = "circle"
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: folder.path, programme: programme, previous: nil,
      environment: Environment(now: { Sample.morning }, disk: RealDisk(syncs: false)),
      rehearsal: false,
      options: options
    ).engine
    engine.tick()
    return engine
  }

  /// The events of all timed mails that go now.
  private func taken(_ engine: Engine) -> [String] {
    var taken: [String] = []
    while let key = engine.take()?.key {
      if key.occurrence == 0 { taken.append(key.event) }
    }
    return taken.sorted()
  }

  @Test("what is dropped leaves a person's week to others at once", arguments: ["", "invitation"])
  func droppedRival(_ step: String) throws {
    let folder = try Folder()
    let engine = try rivals(folder)
    _ = engine.carryOut(.drop, Scope(event: "open", step: step), by: "an operator")
    engine.tick()
    #expect(taken(engine) == ["other", "other", "other"])
    engine.journal.close()
  }

  @Test("who wants no more mail of a kind has their week left for the others at once")
  func unsubscribedRival() throws {
    let folder = try Folder()
    let engine = try rivals(folder)
    let person = try #require(engine.person("p1"))
    let kind = try Sample.programme().events[0].kind
    _ = engine.subscription(of: person, kind: kind, stop: true, via: "link")
    #expect(taken(engine) == ["open", "open", "other"])
    engine.journal.close()
  }

  @Test("who unsubscribes may be the one too many that a step waited for")
  func fewerThanConfirmOver() throws {
    let folder = try Folder()
    var programme = try Sample.programme()
    programme.send.confirmOver = 2
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: folder.path, programme: programme, previous: nil,
      environment: Environment(now: { Sample.morning }, disk: RealDisk(syncs: false)),
      rehearsal: false,
      options: options
    ).engine
    engine.tick()
    #expect(taken(engine) == [])
    let person = try #require(engine.person("p1"))
    _ = engine.subscription(of: person, kind: "*", stop: true, via: "link")
    #expect(engine.nextMoment <= Sample.morning)
    engine.tick()
    #expect(taken(engine) == ["open", "open"])
    engine.journal.close()
  }

  @Test("a mail that has nothing to say any more is given up, and the next one is taken at once")
  func nothingToSay() throws {
    let folder = try Folder()
    var programme = try Sample.programme()
    let operators = try MailAddress("ops@mvo.example")
    programme.network.operators = Mailbox(name: "", address: operators)
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: folder.path, programme: programme, previous: nil,
      environment: Environment(now: { Sample.morning }, disk: RealDisk(syncs: false)),
      rehearsal: false,
      options: options
    ).engine
    engine.change { current, _ in
      let people = [current.dueQueue.policy.directory.operators].compactMap(\.self)
      // Of a mail to pass on that nobody has any more, and of something else.
      let notices = [Notice(.forward, about: "ff"), Notice(.alert, about: "store", text: "x")]
      return ((), notices.map { .notified(event: Notice.noEvent, $0, people: people) })
    }
    #expect(engine.take()?.key.step == "alert")
    engine.journal.close()
  }

  @Test("a season is played on a state of its own: live and rehearsed states refuse each other")
  func rehearsed() throws {
    for first in [true, false] {
      let folder = try Folder()
      try open(folder, rehearsal: first).engine.journal.close()
      let error = #expect(throws: Engine.WrongState.self) {
        try open(folder, rehearsal: !first).engine.journal.close()
      }
      #expect(error?.isRehearsal == first)
      try open(folder, rehearsal: first).engine.journal.close()
    }
  }

  @Test(
    "an event short of its quorum is cancelled once its host knew for a day, also after a restart")
  func calledOff() throws {
    let folder = try Folder()
    let starts = try Sample.programme().events[0].starts
    func programme(_ quorum: Int) throws -> Programme {
      var programme = try Sample.programme()
      programme.events[0].quorum = quorum
      programme.events[0].answerBy = starts.adding(seconds: -3 * 86_400)
      programme.events[0].steps.append(
        Step(
          name: "cancelled", trigger: .on(.cancelled), to: .person, until: .start,
          onDoubt: .resend))
      return programme
    }
    var options = JournalOptions()
    options.threading = .caller
    func steps(daysBefore days: Int64, quorum: Int = 5) throws -> [String] {
      let now = starts.adding(seconds: -days * 86_400)
      let engine = try StateDirectory.open(
        directory: folder.path, programme: try programme(quorum), previous: nil,
        environment: Environment(now: { now }, disk: RealDisk(syncs: false)), rehearsal: false,
        options: options
      ).engine
      defer { engine.journal.close() }
      engine.tick()
      var steps: [String] = []
      while let (request, key) = engine.take() {
        steps.append(key.step)
        #expect(
          engine.commit(
            key, email: request.person.email.text, messageID: "", date: request.instant))
        engine.finish(key, date: request.instant, .sent(reply: ""))
        engine.tick()
      }
      let (isCancelled, isOff) = engine.read { current in
        (
          current.programme.events[0].facts.cancelled,
          current.state.events["open"]?.calledOff == true
        )
      }
      #expect(isOff == (steps.contains("cancelled") || days < 3))
      if quorum == 5 { #expect(isCancelled == isOff) }
      return steps
    }
    #expect(try steps(daysBefore: 40) == ["invitation", "invitation", "invitation"])
    #expect(try steps(daysBefore: 4).sorted() == ["desk", "preview"])
    #expect(try steps(daysBefore: 3) == ["cancelled", "cancelled", "cancelled"])
    #expect(try steps(daysBefore: 2) == [])
    #expect(try steps(daysBefore: 1, quorum: 0) == [])
  }

  @Test("a host's link is revoked and sent anew")
  func revokedDesk() throws {
    let folder = try Folder()
    let engine = try open(folder).engine
    try engine.wait(engine.sendDesk("open", revoke: true))
    engine.journal.close()
    let again = try open(folder).engine
    let record = try #require(again.read { $0.state.events["open"] })
    #expect(record.deskGeneration == 1)
    #expect(record.owed.map(\.step) == ["desk"])
    let request = try #require(again.take()?.request)
    #expect(request.deskGeneration == 1)
    again.journal.close()
  }

  @Test("an unsubscription is for good, and undone only by its person")
  func subscription() throws {
    let folder = try Folder()
    let engine = try open(folder).engine
    let person = try #require(engine.person("p0"))
    try engine.wait(engine.subscription(of: person, kind: "*", stop: true, via: "one-click"))
    engine.journal.close()
    let again = try open(folder).engine
    #expect(again.read { current in current.state.hasUnsubscribed(person, kind: "openspace") })
    try again.wait(again.subscription(of: person, kind: "*", stop: false, via: "phone"))
    #expect(!again.read { current in current.state.hasUnsubscribed(person, kind: "openspace") })
    again.journal.close()
  }
}
