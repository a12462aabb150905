import ConfigReader
import Domain
import Engine
import Foundation
import Glibc
import Letters
import Rehearsal
import State
import StateFolder
import Store
import Testing

/// The mails about an event that was moved say when it was before, in the zone it was in.
@Suite struct FormerZoneTests {
  /// Counts how often a file is opened, by anybody.
  private struct OpenCount: ~Copyable {
    private let watch: Int32

    init(_ path: String) throws {
      watch = inotify_init1(Int32(IN_NONBLOCK))
      try #require(watch >= 0 && inotify_add_watch(watch, path, UInt32(IN_OPEN)) >= 0)
    }

    deinit { close(watch) }

    /// Since it was asked last.
    func take() -> Int {
      var bytes = [UInt8](repeating: 0, count: 1 << 16)
      // No name comes with an event of a file that is watched itself: 16 bytes each.
      return max(0, read(watch, &bytes, bytes.count)) / 16
    }
  }

  @Test("no file is read for a mail that says when the event was before")
  func moved() throws {
    // Nobody else's test is in this zone.
    let name = "Antarctica/Troll"
    let zone = try #require(ConfigReader.loadZone(name))
    let opened = try OpenCount("/usr/share/zoneinfo/" + name)
    #expect(ConfigReader.loadZone(name) != nil && opened.take() == 1)

    var programme = try Sample.programme(zone: zone)
    programme.events[0].steps.append(
      Step(
        name: "moved", trigger: .on(.rescheduled), to: .person, until: .start, onDoubt: .resend))
    let clock = VirtualClock(zone.instant(try Sample.local("2027-05-05T09:30:00")))
    let folder = try Folder()
    var options = JournalOptions()
    options.threading = .caller
    let engine = try StateDirectory.open(
      directory: folder.path, programme: programme, previous: nil,
      environment: Environment(now: { clock.now }, disk: RealDisk(syncs: false)), rehearsal: false,
      options: options
    ).engine
    defer { engine.journal.close() }
    try engine.wait(
      engine.change { current, _ in
        (
          (),
          current.programme.people.indices.map { index in
            .sent(
              DeliveryKey(
                event: "open", step: "invitation", person: current.state.people.number("p\(index)")),
              reply: "250")
          }
        )
      }.1)
    let facts = programme.events[0].facts
    programme.events[0].facts = EventFacts(
      starts: try Sample.local("2027-06-18T14:00:00"),
      ends: try Sample.local("2027-06-18T17:30:00"), zone: .utc)
    programme.fingerprint = "2"
    try engine.accept(programme)
    clock.jump(to: clock.now.adding(seconds: 3600))
    engine.tick()
    _ = opened.take()

    var told: [EventFacts?] = []
    while let (request, key) = engine.take() {
      if key.step == "moved" { told.append(request.oldFacts) }
    }
    #expect(told == [facts, facts, facts])
    #expect(opened.take() == 0)
  }
}
