import Domain
import FoundationEssentials
import JSONLines
import Planning
import State
import Store

/// What of somebody is still in a store: looked for in every byte of every file.
extension Forgetting {
  /// A line for each file that still has something of these people, which is never said aloud.
  static func remains(_ order: ErasureOrder, _ files: StoreFiles) throws -> [String] {
    let places = try StateDirectory.retrying {
      try rememberedLines(order, files) + otherFiles(order, files)
    }
    return places.map { "\($0.file)\($0.detail): still names them\($0.why)" }
  }

  private struct Remainder {
    var file: String
    var detail: String
    var why: String
  }

  private static func rememberedLines(
    _ order: ErasureOrder, _ files: StoreFiles
  ) throws -> [Remainder] {
    let erasure = order.erasure
    let staff = AddressIDs(order)
    var found: [String: (first: Int, count: Int, isStaff: Bool)] = [:]
    try files.forEachLine { line in
      let isThere = isAbout(erasure, line)
      guard isThere else { return }
      var place = found[line.file] ?? (line.number, 0, true)
      place.count += 1
      place.isStaff = place.isStaff && staff.stands(in: line.bytes)
      found[line.file] = place
    }
    return found.sorted { $0.key < $1.key }.map { file, place in
      Remainder(
        file: file, detail: ":\(place.first)",
        why: (place.count == 1 ? "" : ", in \(place.count) lines")
          + (place.isStaff
            ? "; a host or the operators of the programme in force: name others in Config, reload, "
              + "and forget again"
            : ""))
    }
  }

  private static func isAbout(_ erasure: Erasure, _ line: StoreFiles.FileLine) -> Bool {
    let bytes = Array(line.bytes)
    if line.kind != .quarantine, bytes.count > 2, bytes.first == UInt8(ascii: "{") {
      do {
        return try erasure.excerpt(Array(bytes.dropFirst().dropLast())) != nil
      } catch {}  // A damaged line may be a piece of anything.
    }
    return erasure.isNamed(in: bytes)
  }

  private static func otherFiles(
    _ order: ErasureOrder, _ files: StoreFiles
  ) throws -> [Remainder] {
    let search = order.erasure.search
    let own = ["journal", "snapshot", "quarantine"]
    let passedOver = ["lock", "control.sock", "keys.json", "forget.json", "forget.json.tmp"]
    guard let names = try? FileManager.default.subpathsOfDirectory(atPath: files.directory) else {
      return []
    }
    var found: [Remainder] = []
    for name in names {
      let top = name.split(separator: "/").first.map(String.init) ?? name
      if own.contains(top) || passedOver.contains(name) { continue }
      let path = "\(files.directory)/\(name)"
      guard let data = FileManager.default.contents(atPath: path) else {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        if (attributes?[.type] as? FileAttributeType) == .typeRegular {
          found.append(Remainder(file: path, detail: "", why: ", perhaps: it cannot be read"))
        }
        continue
      }
      let bytes = Array(data)
      var detail = ""
      var isThere = search.finds(in: bytes) || search.finds(in: name)
      if top.hasPrefix("programme"), name.contains("/people/"), name.hasSuffix(".csv") {
        let row = RosterRows.parts(bytes).first { part in
          search.finds(in: Array(part.bytes))
            || part.values.map { order.owns($0, Array(part.bytes), search) } ?? false
        }
        isThere = row != nil
        detail = row.map { ":\($0.line)" } ?? ""
      }
      guard isThere else { continue }
      let why =
        top == "programme"
        ? "; it is the copy of what is in force: change Config, reload, and forget again" : ""
      found.append(Remainder(file: path, detail: detail, why: why))
    }
    return found
  }

  /// Mails from an address that is nobody's we know, but from which a mail of theirs came as well.
  static func mails(from senders: Set<String>, _ directory: String) throws -> [String] {
    if senders.isEmpty { return [] }
    let search = AddressSearch(senders)
    var found: [String] = []
    try forEachMail(directory) { path, mail in
      if search.finds(in: mail.bytes) {
        found.append(
          "\(path): names an address that a mail of theirs came from; look at it with convoke inbound "
            + "show, and remove it if it is theirs")
      }
    }
    return found
  }
}

/// The ids under which the people of an order stand as hosts or operators.
private struct AddressIDs {
  private let traces: [String]

  init(_ order: ErasureOrder) {
    traces = order.addresses.flatMap { address in
      PeopleDirectory.staffPrefixes.map { $0 + address }
    }
  }

  func stands(in bytes: UnsafeRawBufferPointer) -> Bool {
    let text = String(decoding: bytes, as: UTF8.self)
    return traces.contains { text.contains($0) }
  }
}
