import Domain
import Engine
import StateFolder
import Store
import StoreTesting

extension Simulation {
  /// Somebody is erased; the power may go at any call of it. The files may list them all the same.
  mutating func forgetSomebody() throws {
    // Who is to have another address is another person after the next reload.
    let members = onDisk.plot.members.filter {
      !witness.isGone($0.id) && inForce.plot.members.contains($0)
    }
    guard engine.journal.status.readOnly == nil, members.count > 3, let member = dice.pick(members),
      engine.person(member.id) != nil
    else { return }
    while !inFlight.isEmpty { try advance(inFlight.count - 1, isFair: true) }
    if dice.isHeads() {
      let call = disk.calls + dice.below(40)
      powerGoesAt = call
      disk.losePower(atCall: call)
    }
    witness.fading.insert(member.id)
    try erase(member.id)
    onDisk.plot.forgotten.insert(member.id)
    if dice.isHeads() { onDisk.plot.members.removeAll { $0.id == member.id } }
    onDisk = try Edition(onDisk.plot, zone: zone)
  }

  /// What a crash interrupted is asked for once more.
  mutating func finishForgetting() throws {
    for person in witness.fading.sorted() where isCalm { try erase(person) }
  }

  private mutating func erase(_ person: String) throws {
    let eraser = Eraser(engine, directory: Self.directory, keys: Self.keys, patience: 0)
    do {
      try eraser.forget(person)
      note("\(person) is forgotten")
    } catch is StateDirectory.Unusable {
      note("\(person) is known no longer")
    } catch {
      note("\(person) is not forgotten: \(isDead ? "the power went" : "\(error)")")
      if !isDead, isCalm, !(error is Eraser.UnderWay) { throw broken(.forgotten, "\(error)") }
      witness.forget(person)
      (ledger, seats) = (nil, nil)
      return
    }
    counts.forgets += 1
    // Mails to them count for `per_minute` no longer.
    handOvers = []
    witness.forget(person)
    witness.fading.remove(person)
    witness.forgotten.insert(person)
    (ledger, seats) = (nil, nil)
    try checkForgotten()
  }

  /// No file holds the id or an address of who was forgotten.
  func checkForgotten() throws {
    if witness.forgotten.isEmpty || isDead { return }
    let names = witness.forgotten.sorted().flatMap { person in
      (["\"\(person)\"", "\(person)@b.example", "\(person)-"]
        + (onDisk.plot.crmIDs[person] ?? []).map { "\"\($0)\"" })
        .map { (person, Array($0.utf8)) }
    }
    for path in disk.paths.sorted() {
      let bytes = disk.content(path) ?? []
      for (person, name) in names where Self.contains(bytes, name) {
        let line = bytes.split(separator: 10).first { Self.contains(Array($0), name) } ?? []
        throw broken(
          .forgotten, "\(path) names \(person): \(String(decoding: line, as: UTF8.self))")
      }
    }
  }

  private static func contains(_ bytes: [UInt8], _ name: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { bytes in
      guard bytes.count >= name.count else { return false }
      return (0...bytes.count - name.count).contains { start in
        bytes[start] == name[0] && bytes[start + 1] == name[1]
          && name.indices.allSatisfy { bytes[start + $0] == name[$0] }
      }
    }
  }
}
