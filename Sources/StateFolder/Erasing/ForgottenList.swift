import Domain
import FoundationEssentials
import Glibc
import JSONLines
package import Letters
import State
import Store

/// The keyed hashes of everybody who was forgotten, to be kept beside the backups: a copy made
/// before does not know of them. Without the keys of the store it says nothing.
package struct ForgottenList: Sendable, Equatable {
  /// What the file is called where a command chooses the place.
  package static let name = "forgotten.json"

  package var hashes: Set<String>
  /// By which key, without telling it: the hash of no address.
  package var mark: String

  /// Of a store, as its journal has them now.
  package init(_ directory: String) throws {
    try StateDirectory.requireStore(directory)
    let keys = try StateDirectory.keys(directory)
    hashes = try StateDirectory.retrying { try StateDirectory.replay(directory).0.forgotten }
    mark = Forgetting.forgottenHash("", keys)
  }

  /// Reads a file that `write` made. Throws `StoreError` (65) for anything else.
  package init(file path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw StoreError.unusable(path: path, reason: "cannot be read", exitCode: 74)
    }
    var bytes = Array(data)
    while let last = bytes.last, last <= 0x20 { bytes.removeLast() }
    let read = try? JSONLine.parse(bytes) { ($0.string("key"), $0.strings("forgotten")) }
    guard case (let mark?, let hashes?)? = read else {
      throw StoreError.unusable(
        path: path, reason: "is no list that convoke people forgotten --out wrote", exitCode: 65)
    }
    self.mark = mark
    self.hashes = Set(hashes)
  }

  package func isUnder(_ keys: SigningKeys) -> Bool { mark == Forgetting.forgottenHash("", keys) }

  /// Whole, synced, readable by the owner only; a file of that name is replaced.
  package func write(_ path: String) throws {
    var json = JSONObjectWriter()
    json.add("key", mark)
    json.add("forgotten", hashes.sorted())
    let place = URL(fileURLWithPath: path)
    try StoreFiles(directory: place.deletingLastPathComponent().path)
      .write(note: place.lastPathComponent, json.finish() + [0x0A])
    chmod(path, 0o600)
  }
}
