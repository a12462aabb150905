import Daemon
import Domain
import Foundation
import JSONLines
import State
import StateFolder
import Store
import Testing

/// `Tests/Fixtures/state-N` is a state as the last version of format N left it. It was made by that
/// version, with answers, a bounce, a hold, somebody forgotten and two snapshots;
/// `state-N.restated.jsonl` is the snapshot that the same version made of it, and so what it knew.
@Suite struct StateFormatTests {
  private static let fixtures = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures").path

  /// A copy to write to.
  private func state(_ folder: Folder) throws -> String {
    let path = folder.path + "/State"
    try FileManager.default.copyItem(atPath: Self.fixtures + "/state-1", toPath: path)
    return path
  }

  private func lines(_ state: State) -> [String] {
    state.restated(at: Instant(seconds: 0)).map { entry, _ in
      let (type, fields) = state.codec.encode(entry)
      return "\(type) \(String(decoding: fields, as: UTF8.self))"
    }
  }

  /// What the version that wrote the state knew.
  private func known() throws -> State {
    var state = State()
    let text = try String(
      contentsOfFile: Self.fixtures + "/state-1.restated.jsonl", encoding: .utf8)
    for line in text.split(separator: "\n").dropFirst().dropLast() {
      try JSONLine.parse(Array(line.utf8)) { json in
        if let entry = try state.decode(type: json.string("type") ?? "", json) {
          state.apply(entry, at: Instant(seconds: 0))
        }
      }
    }
    return state
  }

  @Test func `the state of the first format is read as the version that wrote it read it`() throws {
    let folder = try Folder()
    let directory = try state(folder)
    #expect(try StoreFiles(directory: directory).verify().problems == [])
    let (state, _) = try StateDirectory.replay(directory)
    #expect(try lines(state) == lines(known()))
    let record = try #require(state.events["najaar"])
    let people = try ["102", "103", "104"].map { try #require(state.people.existing($0)) }
    #expect(record.seats.answer(of: people[0])?.choice == .yes)
    #expect(record.seats.answer(of: people[1])?.choice == .maybe)
    #expect(record.ledger("invitation", people[2]) == .failed)
    #expect(state.suppressed[people[2]]?.contains("5.1.1") == true)
    #expect(state.people.existing("101") == nil)
    #expect(state.forgotten.count == 1)
    #expect(state.holds[Scope(event: "najaar")] == "held by operator")
    _ = try StateDirectory.keys(directory)
    let kept = KeptProgramme(state: directory).folder(of: state.programme?.fingerprint)
    #expect(kept == directory + "/programme")
  }

  @Test func `it is gone on with, and what was there stays`() throws {
    let folder = try Folder()
    let directory = try state(folder)
    let before = lines(try StateDirectory.replay(directory).0)
    let lock = try StateFormats.lock(directory)
    let (journal, _) = try Journal.open(directory: directory, disk: RealDisk()) { _ in }
    let (type, fields) = State().codec.encode(.programmeAccepted(fingerprint: "next", people: 6))
    try journal.wait(journal.append([Record(type: type, at: 0, fields: fields)]))
    journal.close()
    withExtendedLifetime(lock) {}
    var (state, _) = try StateDirectory.replay(directory)
    #expect(state.programme?.fingerprint == "next")
    state.programme?.fingerprint = try #require(known().programme?.fingerprint)
    #expect(lines(state) == before)
    #expect(try StoreFiles(directory: directory).verify().problems == [])
  }

  @Test func `a daemon does not guess at what a newer command asks`() throws {
    let folder = try Folder()
    let server = ControlServer(path: folder.path + "/control.sock") { request in
      ControlReply(out: ["did \(request.command)"])
    }
    try server.start()
    defer { server.stop() }
    let known = ControlClient.ask(ControlRequest(command: "hold"), state: folder.path)
    #expect(known?.out == ["did hold"])
    var request = ControlRequest(command: "hold")
    request.spoken = ControlRequest.protocolNumber + 1
    let refused = ControlClient.ask(request, state: folder.path)
    #expect(refused?.exitCode == 75)
    #expect(refused?.out == [])
  }
}
