import Daemon
import Domain
import Foundation
import Letters
import State
import StateFolder
import Store
import StoreTesting
import Testing

@Suite("Rotating and retiring keys") struct KeyRingTests {
  /// A store with one key, and nothing in its journal but its beginning.
  private func store() throws -> Folder {
    let folder = try Folder()
    _ = try StateDirectory.makeKeys(folder.path)
    try Self.append(Record(type: "rehearsal", at: 1), to: folder)
    return folder
  }

  private static func append(_ record: Record, to folder: Folder) throws {
    var options = JournalOptions()
    options.threading = .caller
    let (journal, _) = try Journal.open(
      directory: folder.path, disk: RealDisk(), options: options
    ) { _ in }
    try journal.wait(journal.append([record]))
    journal.close()
  }

  private static let directory = LinkIndex(events: ["juni"], people: ["101"])
  private static let noon = Instant(milliseconds: 1_800_000_000_000)

  private func link(_ purpose: LinkPurpose, _ event: String, _ keys: SigningKeys) -> String {
    LinkToken.make(purpose, event: event, person: "101", keys: keys)
  }

  @Test func `links of before open after a rotation, and new ones have the new key`() throws {
    let folder = try store()
    let old = try StateDirectory.keys(folder.path)
    let link = link(.rsvp, "juni", old)
    let key = try StateDirectory.rotateKeys(folder.path, now: Self.noon)
    let keys = try StateDirectory.keys(folder.path)
    #expect(key.id == 2 && keys.currentID == 2 && keys.stableID == 1)
    #expect(LinkToken.open(link, for: .rsvp, in: Self.directory, keys: keys)?.person == "101")
    let new = self.link(.rsvp, "juni", keys)
    #expect(new != link)
    #expect(LinkToken.open(new, for: .rsvp, in: Self.directory, keys: old) == nil)
    let text = try folder.text(of: "keys.json")
    #expect(text.contains(#""since":"2027-01-15T08:00:00.000Z""#))
    let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/keys.json")
    #expect((mode[.posixPermissions] as? Int) == 0o600)
  }

  @Test func `calendar entries, threads and the forgotten are the same after all that`() throws {
    let folder = try store()
    let old = try StateDirectory.keys(folder.path)
    for _ in 0..<2 { _ = try StateDirectory.rotateKeys(folder.path, now: Self.noon) }
    try StateDirectory.retireKey(1, folder.path)
    let keys = try StateDirectory.keys(folder.path)
    func marks(_ keys: SigningKeys) -> [String] {
      [
        AddressTag.calendar(event: "juni", person: "101", keys: keys),
        AddressTag.thread(event: "juni", person: "101", keys: keys),
        Forgetting.forgottenHash("anna@bakker.example", keys),
      ]
    }
    #expect(marks(keys) == marks(old))
    let reply = AddressTag.calendar(event: "juni", person: "101", keys: old)
    #expect(AddressTag.openCalendar(uid: reply, in: Self.directory, keys: keys)?.person == "101")
  }

  @Test(arguments: LinkPurpose.allCases)
  func `a retired key opens what must work for ever, and nothing else`(
    purpose: LinkPurpose
  ) throws {
    let folder = try store()
    let event = [.unsubscribe, .preferences].contains(purpose) ? "" : "juni"
    let old = link(purpose, event, try StateDirectory.keys(folder.path))
    _ = try StateDirectory.rotateKeys(folder.path, now: Self.noon)
    func opens() throws -> Bool {
      let keys = try StateDirectory.keys(folder.path)
      return LinkToken.open(old, for: purpose, in: Self.directory, keys: keys) != nil
    }
    #expect(try opens())
    try StateDirectory.retireKey(1, folder.path)
    #expect(try opens() == [.unsubscribe, .calendar, .thread].contains(purpose))
  }

  @Test func `the key that signs, and one that is not there, cannot be retired`() throws {
    let folder = try store()
    let text = try folder.text(of: "keys.json")
    for id: UInt8 in [1, 7] {
      #expect(throws: StateDirectory.Unusable.self) {
        try StateDirectory.retireKey(id, folder.path)
      }
    }
    #expect(try folder.text(of: "keys.json") == text)
  }

  @Test func `after 255 no key fits, and nothing is changed`() throws {
    let folder = try store()
    let text = try folder.text(of: "keys.json").replacingOccurrences(
      of: #""id":1,"#, with: #""id":255,"#)
    try folder.write(text, to: "keys.json")
    #expect(throws: StateDirectory.Unusable.self) {
      try StateDirectory.rotateKeys(folder.path, now: Self.noon)
    }
    #expect(try folder.text(of: "keys.json") == text)
  }

  @Test(arguments: [
    #"{"id":1,"secret":"SECRET","since":"yesterday"}"#,
    #"{"id":1,"secret":"SECRET","retired":true}"#,
  ])
  func `a key that cannot be what it says is refused`(key: String) throws {
    let folder = try Folder()
    let secret = String(repeating: "0f", count: 32)
    let text = key.replacingOccurrences(of: "SECRET", with: secret)
    try folder.write(#"{"keys":[\#(text)]}"#, to: "keys.json")
    #expect(throws: StoreError.self) { try StateDirectory.keys(folder.path) }
  }

  @Test(arguments: ["delivery.committed", "delivery.deferred"])
  func `no key is added while a mail is to go again byte for byte`(type: String) throws {
    let folder = try store()
    let text = try folder.text(of: "keys.json")
    var fields =
      #""event":"juni","step":"invitation","person":"101","date":5,"email":"a@b.example","#
      + #""message_id":"m@b.example""#
    if type.hasSuffix("deferred") { fields += #","count":1,"next":9,"reply":"450 later""# }
    try Self.append(Record(type: type, at: 2, fields: Array(fields.utf8)), to: folder)
    let error = #expect(throws: StoreError.self) {
      try StateDirectory.rotateKeys(folder.path, now: Self.noon)
    }
    #expect(error?.exitCode == 75 && error?.description.contains("1 mail is") == true)
    #expect(try folder.text(of: "keys.json") == text)
    // To retire one changes no byte of any mail.
    try folder.write(
      text.replacingOccurrences(
        of: #""keys":["#,
        with: #""keys":[{"id":0,"secret":"\#(String(repeating: "a1", count: 32))"},"#),
      to: "keys.json")
    try StateDirectory.retireKey(0, folder.path)
  }

  @Test func `a crash at any call of the disk leaves the old file or the new one, whole`() throws {
    let folder = try store()
    let old = try folder.text(of: "keys.json")
    for call in 0... {
      let disk = SimulatedDisk()
      try disk.makeDirectory(folder.path)
      let files = StoreFiles(directory: folder.path, disk: disk)
      try files.write(note: "keys.json", Array(old.utf8))
      let before = disk.calls
      disk.losePower(atCall: before + call)
      _ = try? StateDirectory.rotateKeys(folder.path, disk: disk, now: Self.noon)
      let isOver = disk.calls <= before + call
      let after = disk.afterCrash(.nothing)
      let kept = try StoreFiles(directory: folder.path, disk: after).read(note: "keys.json")
      let text = String(decoding: kept ?? [], as: UTF8.self)
      try folder.write(text, to: "keys.json")
      #expect(try [1, 2].contains(StateDirectory.keys(folder.path).currentID))
      try folder.write(old, to: "keys.json")
      if isOver { return #expect(call > 3) }
    }
  }

  @Test func `what still needs a key is counted by its time, and by events that are not over`() {
    var state = State()
    let (anna, ben) = (state.people.number("101"), state.people.number("102"))
    for (id, ends) in [("juni", "2027-06-17T17:30:00"), ("over", "2026-06-17T17:30:00")] {
      var record = EventRecord()
      record.facts = RecordedFacts(
        starts: ends, ends: ends, zone: "Europe/Amsterdam", venue: Venue(), cancelled: false)
      record.noteMail(to: anna, at: Instant(milliseconds: 10_000), timed: true)
      record.noteMail(to: ben, at: Instant(milliseconds: 90_000), timed: true)
      state.events[id] = record
    }
    let first = KeyUse(of: (nil, 50_000), state, now: Self.noon)
    #expect(first.people == 1 && first.events.map(\.id) == ["juni"])
    let both = KeyUse(of: (9_000, nil), state, now: Self.noon)
    #expect(both.people == 2 && both.events.map(\.people) == [2])
    #expect(KeyUse(of: (91_500, nil), state, now: Self.noon).isNothing)
    // A confirmation went in the time of the key, and has a link too.
    let key = DeliveryKey(event: "juni", step: "confirmation", person: anna, occurrence: 1)
    state.events["juni"]?.occurrences[key] = OccurrenceDelivery(
      kind: .rsvp, at: Instant(milliseconds: 95_000), state: .sent, sequence: 0)
    let owed = KeyUse(of: (91_500, nil), state, now: Self.noon)
    #expect(owed.people == 1 && owed.events.map(\.people) == [1])
  }
}
