import FoundationEssentials
import Glibc
import Synchronization

/// A Maildir-like folder: each mail a file in `new/`, written in `tmp/` and then renamed, and a
/// line for each in `accepted.log`: number, sender, recipients, separated by tabs.
final class MailFolder: Sendable {
  private let path: String
  private let log: Mutex<Int32>

  /// Makes the folder when it is not there.
  init(path: String) throws {
    self.path = path
    for name in ["tmp", "new"] {
      try FileManager.default.createDirectory(
        atPath: "\(path)/\(name)", withIntermediateDirectories: true)
    }
    let file = open("\(path)/accepted.log", O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw MailCatcherError("\(path)/accepted.log cannot be written") }
    log = Mutex(file)
  }

  deinit {
    _ = log.withLock { close($0) }
  }

  func write(_ mail: CaughtMail) throws {
    let number = String(mail.id)
    let name = String(repeating: "0", count: max(0, 6 - number.count)) + number + ".eml"
    try Data(mail.bytes).write(to: URL(filePath: "\(path)/tmp/\(name)"))
    guard rename("\(path)/tmp/\(name)", "\(path)/new/\(name)") == 0 else {
      throw MailCatcherError("\(path)/new/\(name) cannot be written")
    }
    let recipients = mail.recipients.joined(separator: ",")
    var line = "\(mail.id)\t\(mail.envelopeFrom)\t\(recipients)\n"
    let written = log.withLock { file in
      line.withUTF8 { Glibc.write(file, $0.baseAddress, $0.count) }
    }
    guard written == line.utf8.count else {
      throw MailCatcherError("\(path)/accepted.log cannot be written")
    }
  }
}
