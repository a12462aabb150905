package import Domain
import Foundation
package import Letters
import Reception

/// The outbox of a rehearsal on disk: one `.eml` a mail, `ledger.csv`, `missed.csv`, `index.html`.
package final class OutboxFolder: Outbox {
  private let path: String
  private let writesMails: Bool
  private var rows: [SeasonRow] = []

  package struct Occupied: Error, CustomStringConvertible {
    package var path: String
    package var description: String {
      "\(path): is not empty; name another folder with --outbox, or remove it"
    }
  }

  /// `path` must be empty or absent; it is made.
  package init(path: String, writesMails: Bool) throws {
    self.path = path
    self.writesMails = writesMails
    let files = FileManager.default
    if let content = try? files.contentsOfDirectory(atPath: path), !content.isEmpty {
      throw Occupied(path: path)
    }
    try files.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  package var count: Int { rows.count }

  package func take(
    _ letter: Letter, key: DeliveryKey, person: Person, event: Event?, zone: Zone, at: Instant
  ) throws {
    // Mails to the operators are about no event.
    let event = event?.id ?? "network"
    let number = String(rows.count + 1)
    let padded = String(repeating: "0", count: max(0, 5 - number.count)) + number
    let address = String(
      letter.recipient.text.map { $0 == "/" || $0 == "\0" ? "_" : $0 })
    let file = "\(padded)-\(at.compact)-\(event)-\(key.step)-\(address).eml"
    if writesMails {
      try Data(letter.message).write(to: URL(fileURLWithPath: path + "/" + file))
    }
    rows.append(
      SeasonRow(
        at: at, zone: zone, event: event, step: key.step, person: person.id,
        email: letter.recipient.text, messageID: letter.messageID, outcome: "sent",
        file: writesMails ? file : "", subject: letter.subject))
  }

  /// Writes the lists and the picture once the season is over.
  package func finish(_ books: Books, now: Instant) throws {
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
      try Data(page.html.utf8).write(to: URL(fileURLWithPath: path + "/" + page.name))
    }
  }

  private func write(_ name: String, _ header: String, _ rows: [String]) throws {
    let text = header + "\r\n" + rows.joined()
    try Data(text.utf8).write(to: URL(fileURLWithPath: path + "/" + name))
  }
}
