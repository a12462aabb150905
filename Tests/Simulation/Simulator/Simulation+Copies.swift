import Domain
import State
import StateFolder
import Store
import StoreTesting

/// The copy of what is in force, which a restart with a broken edit opens: it fails at each of its
/// calls, and what the journal says is in force is found whole after every crash.
extension Simulation {
  /// As `serve` and `reload` keep a programme that is about to come into force.
  static func keep(
    _ edition: Edition, as programme: Programme, _ inForce: String?, _ forgotten: Set<String>,
    on disk: SimulatedDisk
  ) throws {
    let plot = edition.plot
    let version = Array("\(plot.version)\n".utf8)
    let files = [
      "Config/convoke.toml": version, "Templates/layout.html": Array(repeating: 0x20, count: 700),
      "Config/events/\(plot.version % 3).toml": version,
      "Config/people/people.csv": Array(plot.members.map(\.id).joined(separator: "\n").utf8),
    ]
    try ProgrammeLoader.keep(
      ProgrammeLoader.files(files, fingerprint: edition.programme.fingerprint), of: programme,
      inForce: inForce, forgotten: forgotten, in: directory, disk: disk, keys: keys)
  }

  /// Now and then a call of the copy fails; that its entry fails is a matter of `breakDisk`.
  mutating func breakCopy() {
    guard powerGoesAt == nil, !isDiskFaulty, dice.oneIn(3) else { return }
    let call = dice.below(28)
    note("call \(call) of the reload fails")
    counts.faults += 1
    disk.fail(
      .init(
        call: disk.calls + call, code: dice.pick([28, 5, 30, 13]) ?? 5,
        isPersistent: dice.isHeads()))
  }

  mutating func mendCopy() {
    if powerGoesAt == nil, !isDiskFaulty { disk.fail(nil) }
  }

  /// A start that died may have put its programme in force.
  mutating func note(_ edition: Edition) {
    copies[edition.programme.fingerprint] = edition
  }

  /// After a crash: the copy of the programme that the journal says is in force is there and whole,
  /// and it is the one that a start goes on from.
  mutating func findCopy() throws {
    var state = State()
    let copy = disk.copy()
    copy.setCapacity(nil)
    do {
      let (journal, _) = try Journal.open(
        directory: Self.directory, disk: copy, options: Self.options(clock)
      ) { line in
        if let entry = try state.decode(type: line.type, line.json) {
          state.apply(entry, at: Instant(milliseconds: line.at))
        }
      }
      journal.close()
    } catch {
      throw broken(.opens, "\(error)")
    }
    guard let fingerprint = state.programme?.fingerprint else { return }
    guard
      let folder = KeptProgramme(state: Self.directory, disk: disk).folder(of: fingerprint)
    else {
      throw broken(.programme, "no copy of \(fingerprint), which is in force, is left")
    }
    let known = [copies[fingerprint], kept, inForce, onDisk].compactMap { $0 }.first {
      $0.programme.fingerprint == fingerprint || $0.programme.fingerprint + "+roster" == fingerprint
    }
    let text = disk.content("\(folder)/Config/convoke.toml").map {
      String(decoding: $0, as: UTF8.self)
    }
    if let known, text != "\(known.plot.version)\n" {
      throw broken(
        .programme, "the copy of \(fingerprint) is v\(text ?? "?"), not v\(known.plot.version)")
    }
    if disk.content("\(folder)/Config/people/people.csv") == nil {
      throw broken(.programme, "the copy of \(fingerprint) has lost its people")
    }
    if let known = copies[fingerprint] { kept = known }
  }
}
