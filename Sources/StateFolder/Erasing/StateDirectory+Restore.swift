import ConfigReader
package import Domain
import Engine
import FoundationEssentials
import JSONLines
import Letters
import Planning
package import Queries
import State
package import Store

/// A copy becomes a store again, without those who were forgotten since.
extension StateDirectory {
  package struct Restored: Sendable {
    package var check = StoreCheck()
    /// When the last thing that it knows of happened.
    package var last: Instant?
    /// How many people were in the copy who had been forgotten.
    package var forgotten = 0
    package var remains: [String] = []
  }

  /// Where a copy is made ready, inside of what it becomes. As long as it is there nobody serves
  /// that.
  private static let stage = StoreLock.restoring

  /// Makes `directory`, which must be absent or empty, what `copy` was. After an error it is as
  /// before.
  package static func restore(
    _ copy: String, to directory: String, without list: ForgottenList?
  ) throws -> Restored {
    try checkPlaces(copy, directory)
    let files = FileManager.default
    let wasThere = files.fileExists(atPath: directory)
    let stage = "\(directory)/\(stage)"
    do {
      try makeFolder(directory)
      try makeFolder(stage)
      var restored = Restored(check: try backup(copy, to: stage))
      let keys = try keys(stage)
      if let list, !list.isUnder(keys) {
        throw StoreError.unusable(
          path: copy, reason: "the list of the forgotten is of another store, or under other keys",
          exitCode: 65)
      }
      let staged = StoreFiles(directory: stage)
      if let list { try leaveOut(list, staged, keys, &restored) }
      restored.last = try lastMoment(staged)
      try putInPlace(stage, directory)
      return restored
    } catch {
      let made = (try? files.contentsOfDirectory(atPath: directory)) ?? []
      for name in made { try? files.removeItem(atPath: "\(directory)/\(name)") }
      if !wasThere { try? files.removeItem(atPath: directory) }
      throw error
    }
  }

  private static func checkPlaces(_ copy: String, _ directory: String) throws {
    func full(_ path: String) -> String {
      URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path + "/"
    }
    let (from, to) = (full(copy), full(directory))
    if from.hasPrefix(to) || to.hasPrefix(from) {
      throw StoreError.unusable(
        path: directory, reason: "is the copy itself, or one is in the other; name another --state",
        exitCode: 64)
    }
    let files = FileManager.default
    guard files.fileExists(atPath: copy + "/journal") else {
      throw StoreError.unusable(
        path: copy, reason: "holds no journal; name a directory that convoke store backup made",
        exitCode: 66)
    }
    guard files.fileExists(atPath: copy + "/keys.json") else {
      throw StoreError.unusable(
        path: copy,
        reason: "has no keys.json: no link in a sent mail would work; put it there first",
        exitCode: 78)
    }
    try StateFormats.refuseNewer(copy)
    var isFolder = false
    guard files.fileExists(atPath: directory, isDirectory: &isFolder) else { return }
    let isEmpty = isFolder && (try? files.contentsOfDirectory(atPath: directory)) == []
    guard isEmpty else {
      throw StoreError.unusable(
        path: directory, reason: "is there and not empty; move it away, or name another --state",
        exitCode: 73)
    }
  }

  private static func makeFolder(_ path: String) throws {
    if FileManager.default.fileExists(atPath: path) { return }
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
    } catch {
      throw StoreError.unusable(path: path, reason: "cannot be made", exitCode: 73)
    }
  }

  /// Erases whoever the list has, and records its hashes, so that no export brings them back.
  private static func leaveOut(
    _ list: ForgottenList, _ staged: StoreFiles, _ keys: SigningKeys, _ restored: inout Restored
  ) throws {
    let (journal, state) = try openJournal(staged)
    let fresh = list.hashes.subtracting(state.forgotten).sorted()
    let codec = state.codec
    try journal.wait(
      journal.append(
        fresh.map { hash in
          let (type, fields) = codec.encode(.forgotten(hash: hash))
          return Record(type: type, at: WallClock.now.milliseconds, fields: fields)
        }))
    journal.close()
    let programmes = [ProgrammeLoader.inForce(staged.directory, now: WallClock.now)].compactMap {
      $0
    }
    var order = ErasureOrder(ids: [], addresses: [])
    for address in try addresses(staged, state, programmes)
    where list.hashes.contains(Forgetting.forgottenHash(address, keys))
      && !order.addresses.contains(address)
    {
      let names = try Forgetting.allNames(address, state, programmes, staged)
      restored.forgotten += 1
      order.ids.formUnion(names.ids)
      order.addresses.formUnion(names.addresses.union([address]))
      order.names.formUnion(names.names)
      order.organisations.formUnion(names.organisations)
    }
    guard restored.forgotten > 0 else { return }
    try order.write(staged)
    restored.remains = try Forgetting.carryOut(order, staged, keys: keys).remains
  }

  /// Every address that a store has of anybody, normalised, in a fixed order.
  private static func addresses(
    _ files: StoreFiles, _ state: borrowing State, _ programmes: [Programme]
  ) throws -> [String] {
    var found = Set(state.former.values.map(\.email.normalized))
    for programme in programmes { found.formUnion(programme.people.map(\.email.normalized)) }
    func note(_ text: String?) {
      if let text, let address = try? MailAddress(text) { found.insert(address.normalized) }
    }
    try files.forEachLine { line in
      guard let json = try? JSONLine(line.bytes) else { return }
      note(json.string("email"))
      for name in json.strings("names") ?? [json.string("person") ?? ""] {
        note(name.split(separator: ":").last.map(String.init))
      }
      for fact in json.objects("facts") ?? [] { note(fact.object("profile")?.string("email")) }
    }
    return found.sorted()
  }

  private static func lastMoment(_ files: StoreFiles) throws -> Instant? {
    var last: Int64?
    _ = try files.read { line in
      if line.type != "person.forgotten" { last = max(last ?? line.at, line.at) }
    }
    return last.map { Instant(milliseconds: $0) }
  }

  /// The journal comes last, and then the sign that something is unfinished goes.
  private static func putInPlace(_ stage: String, _ directory: String) throws {
    let disk = RealDisk()
    let names = try FileManager.default.contentsOfDirectory(atPath: stage)
      .filter { !["lock", ForgottenList.name].contains($0) }
    do {
      try disk.syncDirectory(stage)
      for name in names.filter({ $0 != "journal" }) + ["journal"] {
        try disk.rename("\(stage)/\(name)", to: "\(directory)/\(name)")
      }
      try disk.syncDirectory(directory)
      try FileManager.default.removeItem(atPath: stage)
      try disk.syncDirectory(directory)
    } catch let error as DiskError {
      throw StoreError.disk(error)
    }
  }

  /// What a start on a restored store would send at once: the copy does not know whether it went.
  /// Of several steps of an event the newest goes, and the one before it when that is given up:
  /// `drops` are all that have to be.
  package static func owedAgain(
    _ directory: String, _ programme: Programme, now: Instant
  ) throws -> (rows: [PlanRow], drops: [(event: String, step: String)]) {
    var (state, _) = try replay(directory)
    let known = try Forgetting.withoutForgotten(
      programme, state.forgotten, keys: try keys(directory))
    var rows: [PlanRow] = []
    var drops: [(event: String, step: String)] = []
    while true {
      let books = NetworkView(programme: known, state: state)
      let due = books.plan(now: now, listing: true).filter { row in
        row.line.at <= now && !drops.contains { $0 == (row.line.event, row.line.step) }
      }
      if drops.isEmpty { rows = due }
      if due.isEmpty { return (rows, drops) }
      state = books.state
      for line in due.map(\.line) {
        drops.append((line.event, line.step))
        for person in line.people {
          state.apply(
            .dropped(DeliveryKey(event: line.event, step: line.step, person: person)), at: now)
        }
      }
    }
  }
}
