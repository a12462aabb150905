package import Domain
import FoundationEssentials
package import Letters
import NIOConcurrencyHelpers
package import Queries
package import State
import Store
import Templating

/// The outbox of a rehearsal on disk: one `.eml` a mail, `ledger.csv`, `missed.csv`, `index.html`.
///
/// Letters are composed and written on the other processors while the season goes on. Nothing is
/// synced: who loses the machine rehearses again.
package final class OutboxFolder: Outbox {
  private let path: String
  private let composer: Composer
  private let writesMails: Bool
  private let crew = WorkerGroup()
  private let rows = NIOLockedValueBox<[SeasonRow]>([])
  private var batch: [Mail] = []

  /// So many mails are one job for the crew.
  private static let batchSize = 32

  private struct Mail: Sendable {
    var number: Int
    var request: LetterRequest
    var key: DeliveryKey
    var messageID: String
    var zone: Zone
    var at: Instant
  }

  package struct Occupied: Error, CustomStringConvertible {
    package var path: String
    package var description: String {
      "\(path): is not empty; name another folder with --outbox, or remove it"
    }
  }

  /// `path` must be empty or absent; it is made.
  package init(path: String, composer: Composer, writesMails: Bool) throws {
    self.path = path
    self.composer = composer
    self.writesMails = writesMails
    let files = FileManager.default
    if let content = try? files.contentsOfDirectory(atPath: path), !content.isEmpty {
      throw Occupied(path: path)
    }
    try files.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  package private(set) var count = 0

  package func take(
    _ request: LetterRequest, key: DeliveryKey, messageID: String, zone: Zone, at: Instant
  ) throws {
    count += 1
    batch.append(
      Mail(number: count, request: request, key: key, messageID: messageID, zone: zone, at: at))
    if batch.count == Self.batchSize { try handOver() }
  }

  private func handOver() throws {
    let mails = batch
    batch.removeAll(keepingCapacity: true)
    // The places of the rows follow the order of sending.
    rows.withLockedValue { $0 += mails.map(row) }
    try crew.take { [path, composer, writesMails, rows] in
      var subjects: [String] = []
      for mail in mails {
        if writesMails {
          let letter = try composer.compose(mail.request)
          try PlainFile.write(letter.message, to: path + "/" + Self.file(mail))
          subjects.append(letter.subject)
        } else {
          subjects.append(try composer.subject(mail.request))
        }
      }
      rows.withLockedValue { rows in
        for (mail, subject) in zip(mails, subjects) { rows[mail.number - 1].subject = subject }
      }
    }
  }

  private func row(_ mail: Mail) -> SeasonRow {
    SeasonRow(
      at: mail.at, zone: mail.zone, event: Self.event(mail), step: mail.key.step,
      person: mail.request.person.id, email: mail.request.person.email.text,
      messageID: mail.messageID, outcome: "sent", file: writesMails ? Self.file(mail) : "",
      subject: "")
  }

  /// Mails to the operators are about no event.
  private static func event(_ mail: Mail) -> String { mail.request.event?.id ?? "network" }

  private static func file(_ mail: Mail) -> String {
    let number = String(mail.number)
    let padded = String(repeating: "0", count: max(0, 5 - number.utf8.count)) + number
    let address = String(
      decoding: mail.request.person.email.text.utf8.map {
        $0 == UInt8(ascii: "/") || $0 == 0 ? UInt8(ascii: "_") : $0
      }, as: UTF8.self)
    return "\(padded)-\(mail.at.compact)-\(event(mail))-\(mail.key.step)-\(address).eml"
  }

  /// Writes the lists and the picture once the season is over.
  package func finish(_ books: NetworkView, now: Instant) throws {
    try handOver()
    try crew.finish()
    let rows = rows.withLockedValue { $0 }
    let ledger = rows.map { row in
      CSVText.exact([
        row.at.rfc3339, row.at.rfc3339(in: row.zone), row.event, row.step, row.person, row.email,
        row.messageID, row.outcome, row.file,
      ])
    }
    try write(
      "ledger.csv", "at,local,event,step,person,email,message_id,outcome,file", ledger)
    let missed = books.missedOrHeld(now: now).map { row in
      CSVText.exact([row.event, row.step, row.person, row.email, row.state, row.why])
    }
    try write("missed.csv", "event,step,person,email,state,why", missed)
    for page in SeasonPages(rows: rows, programme: books.programme).pages {
      try PlainFile.write(Array(page.html.utf8), to: path + "/" + page.name)
    }
  }

  private func write(_ name: String, _ header: String, _ rows: [String]) throws {
    let text = header + "\r\n" + rows.joined()
    try PlainFile.write(Array(text.utf8), to: path + "/" + name)
  }
}
