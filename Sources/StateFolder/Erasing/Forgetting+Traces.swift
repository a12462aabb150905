import Domain
import FoundationEssentials
import Inbound
import State
import Store

extension Forgetting {
  /// Everything outside journal, snapshots and quarantine; then the order itself. Returns the
  /// addresses, normalised, from which mails of theirs came that are not known as theirs.
  static func removeTraces(
    _ order: ErasureOrder, _ files: StoreFiles, _ ties: MailTies
  ) throws -> Set<String> {
    for kept in ["programme", "programme.new"] {
      try order.scrub.carryOut("\(files.directory)/\(kept)/Config/people")
    }
    let search = order.erasure.search
    var senders: Set<String> = []
    try forEachMail(files.directory) { path, mail in
      let said = ties.understanding(mail)
      guard said != nil || search.finds(in: mail.bytes) else { return }
      if let text = said?.sender, let sender = try? MailAddress(text) {
        senders.insert(sender.normalized)
      }
      let place = URL(fileURLWithPath: path)
      try StoreFiles(directory: place.deletingLastPathComponent().path)
        .remove(note: place.lastPathComponent)
    }
    InFlightList.erase(order.ids, path: files.directory + "/in-flight")
    try ErasureOrder.remove(files)
    return senders.subtracting(order.addresses)
  }

  /// Every mail that came in and is still here. One that took the program down is handed over
  /// unread.
  static func forEachMail(
    _ directory: String, _ body: (_ path: String, SpooledMail) throws -> Void
  ) throws {
    for folder in ["spool", "inbound"].map({ "\(directory)/\($0)" }) {
      guard let names = try? FileManager.default.subpathsOfDirectory(atPath: folder) else {
        continue
      }
      for name in names {
        let path = folder + "/" + name
        guard let data = FileManager.default.contents(atPath: path) else { continue }
        try body(path, SpooledMail(file: Array(data)))
      }
    }
  }
}
