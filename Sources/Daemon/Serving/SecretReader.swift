import CDispatch
package import Domain
import FoundationEssentials
import Glibc
package import SMTPClient

/// Fetches a secret from where it is kept, when it is needed; errors name the place, never the
/// secret.
package enum SecretReader {
  package struct Unreadable: Error, CustomStringConvertible {
    package var description: String
  }

  /// The secret without a final line end.
  package static func read(_ place: SecretPlace) throws -> Secret { Secret(try text(place)) }

  package static func text(_ place: SecretPlace) throws(Unreadable) -> String {
    let environment = ProcessInfo.processInfo.environment
    switch place {
    case .environment(let name):
      guard let value = environment[name], !value.isEmpty else {
        throw Unreadable(description: "env:\(name): is not set")
      }
      return value
    case .credential(let name):
      guard let directory = environment["CREDENTIALS_DIRECTORY"] else {
        throw Unreadable(
          description:
            "credential:\(name): no $CREDENTIALS_DIRECTORY; see LoadCredential= in the unit")
      }
      // The service manager made this folder for us alone; the modes inside are its business.
      return try file(directory + "/" + name, label: "credential:\(name)", isPrivate: true)
    case .file(let path):
      return try file(path, label: "file:\(path)")
    }
  }

  private static func file(
    _ path: String, label: String, isPrivate: Bool = false
  ) throws(Unreadable) -> String {
    var info = stat()
    guard stat(path, &info) == 0 else {
      throw Unreadable(description: "\(label): \(String(cString: strerror(errno)))")
    }
    guard isPrivate || info.st_mode & 0o077 == 0 else {
      throw Unreadable(description: "\(label): others can read it; chmod 600 it")
    }
    guard let data = FileManager.default.contents(atPath: path),
      var text = String(data: data, encoding: .utf8)
    else { throw Unreadable(description: "\(label): cannot be read") }
    while text.last?.isNewline == true { text.removeLast() }
    guard !text.isEmpty else { throw Unreadable(description: "\(label): is empty") }
    return text
  }
}
