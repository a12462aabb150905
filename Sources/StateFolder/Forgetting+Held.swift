import Domain
import Engine
import FoundationEssentials
import Inbound
import JSONLines
import Letters
package import Queries
import State
import Store

/// Everything held about one person: `convoke people export`.
extension Forgetting {
  /// What of a mail is shown; a mail may be large for what it brings along.
  private static let longestMail = 1 << 20

  /// As JSON. Beside what counts now stands every line that an erasure would take away, so that
  /// nothing is held that is not told; see `Erasure.excerpt`.
  package static func everythingHeld(
    _ who: String, _ number: Int32, _ books: NetworkView, _ directory: String
  ) throws -> [UInt8] {
    let files = StoreFiles(directory: directory)
    let kept = ProgrammeLoader.inForce(directory, now: WallClock.now)
    let programmes = [books.programme, kept].compactMap { $0 }
    let order = try allNames(who, books.state, programmes, files, erasing: false)
    var json = books.ownDataWriter(number)
    json.add("known_as", order.ids.filter { books.state.people.existing($0) != nil }.sorted())
    json.add("addresses", order.addresses.sorted())
    json.add("rows", rawList: rows(order, directory))
    json.add("mails", rawList: try mails(order, books, kept, directory))
    json.add("history", rawList: try StateDirectory.retrying { try history(order, files) })
    return json.finish()
  }

  /// The lines about them, oldest first: of the newest snapshot, and of every segment.
  private static func history(_ order: ErasureOrder, _ files: StoreFiles) throws -> [[UInt8]] {
    let erasure = order.erasure
    var snapshot = (file: "", lines: [[UInt8]]())
    var entries: [[UInt8]] = []
    try files.forEachLine { line in
      guard line.kind != .quarantine, line.bytes.count > 2,
        let excerpt = try? excerpt(erasure, line.bytes)
      else { return }
      if line.kind == .journal {
        entries.append(excerpt)
      } else {
        // Snapshots come in order; each says all that the one before said and still counts.
        if snapshot.file != line.file { snapshot = (line.file, []) }
        snapshot.lines.append(excerpt)
      }
    }
    return snapshot.lines + entries
  }

  private static func excerpt(
    _ erasure: Erasure, _ line: UnsafeRawBufferPointer
  ) throws -> [UInt8]? {
    guard let about = try erasure.excerpt(Array(line.dropFirst().dropLast())) else { return nil }
    var json = JSONObjectWriter()
    let store = ["seq", "line", "at", "type"]
    try JSONLine.parse(Array(line)) { whole in
      for (name, raw) in whole.values where store.contains(name) { json.add(name, raw: raw) }
    }
    try JSONLine.parse([UInt8(ascii: "{")] + about + [UInt8(ascii: "}")]) { about in
      for (name, raw) in about.values where !(store + ["durable", "crc"]).contains(name) {
        json.add(name, raw: raw)
      }
    }
    return json.finish()
  }

  /// Their rows of the roster that is kept, with every column, those left out as bad included.
  private static func rows(_ order: ErasureOrder, _ directory: String) -> [[UInt8]] {
    let folder = directory + "/programme/Config/people"
    let search = order.erasure.search
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().filter { $0.hasSuffix(".csv") }.flatMap { name -> [[UInt8]] in
      let bytes = Array(FileManager.default.contents(atPath: "\(folder)/\(name)") ?? Data())
      return RosterRows.parts(bytes).compactMap { part in
        guard let values = part.values, order.owns(values, Array(part.bytes), search) else {
          return nil
        }
        var json = JSONObjectWriter()
        json.add("file", "people/\(name)")
        json.add("line", part.line)
        json.add("row", object: values.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
        return json.finish()
      }
    }
  }

  /// Mails of theirs in full; of a mail that only names them, that it does.
  private static func mails(
    _ order: ErasureOrder, _ books: NetworkView, _ kept: Programme?, _ directory: String
  ) throws -> [[UInt8]] {
    guard FileManager.default.fileExists(atPath: directory + "/keys.json") else { return [] }
    let ties = MailTies(
      order, books.state, kept ?? books.programme, keys: try StateDirectory.keys(directory))
    let search = order.erasure.search
    var found: [[UInt8]] = []
    try forEachMail(directory) { path, mail in
      let said = ties.understanding(mail)
      guard said != nil || search.finds(in: mail.bytes) else { return }
      let sender = try? MailReader.understand(mail.mail).sender
      let address = sender.flatMap { try? MailAddress($0) }?.normalized
      let isTheirs = said != nil || address.map(order.addresses.contains) ?? false
      var json = JSONObjectWriter()
      json.add("file", String(path.dropFirst(directory.utf8.count + 1)))
      json.add("theirs", isTheirs)
      if isTheirs {
        json.add("from", said?.sender ?? sender ?? "")
        json.add("subject", ifPresent: said?.subject)
        json.add("kind", ifPresent: said?.kind.rawValue)
        json.add("mail", String(decoding: mail.mail.prefix(longestMail), as: UTF8.self))
      }
      found.append(json.finish())
    }
    return found
  }
}
