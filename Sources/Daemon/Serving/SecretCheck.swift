import CDispatch
import ConfigReader
import Domain
import FoundationEssentials
import Glibc
import Letters
import Synchronization

/// Looks at the secrets that the configuration names, as the daemon will; each is read once.
package final class SecretCheck: Sendable {
  /// Who reads them: the state's owner.
  private let reader: uid_t
  /// What this process cannot know of its own is the daemon's to find: its credentials, its
  /// environment.
  private let isDaemon: Bool
  private let texts = Mutex<[SecretPlace: Result<String, SecretReader.Unreadable>]>([:])
  private let told = Mutex<Set<SecretPlace>>([])

  private init(reader: uid_t, isDaemon: Bool) {
    self.reader = reader
    self.isDaemon = isDaemon
  }

  /// By the daemon itself.
  package static var serving: SecretCheck { SecretCheck(reader: geteuid(), isDaemon: true) }

  /// By a command, for a daemon that runs as the owner of its state.
  package static func command(state directory: String) -> SecretCheck {
    var status = stat()
    let owner = stat(directory, &status) == 0 ? status.st_uid : geteuid()
    return SecretCheck(reader: owner, isDaemon: false)
  }

  /// A secret as it was when it was looked at first.
  func text(_ place: SecretPlace) throws(SecretReader.Unreadable) -> String {
    try texts.withLock { texts in
      if let known = texts[place] { return known }
      let found = Result { () throws(SecretReader.Unreadable) in try SecretReader.text(place) }
      texts[place] = found
      return found
    }.get()
  }

  /// Whether something was found to be wrong with it, and told.
  func hasTold(of place: SecretPlace) -> Bool { told.withLock { $0.contains(place) } }

  func finding(_ place: SecretPlace, key: String) -> ValueChecks.Finding? {
    let finding = look(at: place, key: key)
    if finding?.severity == .error { told.withLock { _ = $0.insert(place) } }
    return finding
  }

  private func look(at place: SecretPlace, key: String) -> ValueChecks.Finding? {
    if !isDaemon, let unknown = unknown(place) { return unknown.finding }
    do {
      let text = try text(place)
      // The only secret of that name is the DKIM key.
      if key == "key" { _ = try DKIMSigner(domain: "", selector: "", pem: text) }
      return nil
    } catch let error as LetterError {
      return ValueChecks.Finding(.error, "\(error)")
    } catch {
      return ValueChecks.Finding(.error, "\(error)")
    }
  }

  private struct Unknown { var finding: ValueChecks.Finding? }

  /// What cannot be read here, and what can be said of it all the same; nil for what can be read.
  private func unknown(_ place: SecretPlace) -> Unknown? {
    let environment = ProcessInfo.processInfo.environment
    switch place {
    case .environment(let name):
      return environment[name] == nil ? Unknown(finding: nil) : nil
    case .credential:
      return environment["CREDENTIALS_DIRECTORY"] == nil ? Unknown(finding: nil) : nil
    case .file(let path):
      var status = stat()
      guard stat(path, &status) == 0 else {
        // A folder that this user may not enter hides it from us, and not from the daemon.
        return errno == EACCES ? Unknown(finding: nil) : nil
      }
      if status.st_mode & 0o077 != 0 { return nil }
      if status.st_uid != reader, reader != 0 {
        return Unknown(
          finding: ValueChecks.Finding(
            .error,
            "file:\(path): belongs to \(Self.name(status.st_uid)), and only its owner can "
              + "read it; the daemon is \(Self.name(reader)): chown it"))
      }
      return access(path, R_OK) == 0 ? nil : Unknown(finding: nil)
    }
  }

  private static func name(_ user: uid_t) -> String {
    getpwuid(user).map { String(cString: $0.pointee.pw_name) } ?? "#\(user)"
  }
}
