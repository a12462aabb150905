import FoundationEssentials
import Glibc
import JSONLines
import Letters

/// `State/keys.json`: the secret from which every link and tag is signed. Losing it makes every
/// link in every mail invalid, so it belongs in the backup.
enum KeyFile {
  struct Damaged: Error, CustomStringConvertible {
    var path: String
    var reason: String
    var description: String { "\(path): \(reason); restore it from a backup" }
  }

  static func parse(_ bytes: [UInt8], path: String) throws -> SigningKeys {
    let line = bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes
    let keys: [(id: UInt8, secret: [UInt8])]
    do {
      keys = try JSONLine.parse(line) { json in
        // One damaged key among good ones would quietly close every link it signed.
        try (json.objects("keys") ?? []).enumerated().map { index, key in
          guard let id = key.int("id").flatMap(UInt8.init(exactly:)),
            let secret = key.string("secret").flatMap(bytes(hex:))
          else { throw Damaged(path: path, reason: "key \(index + 1) is damaged") }
          return (id, secret)
        }
      }
    } catch let damaged as Damaged {
      throw damaged
    } catch {
      throw Damaged(path: path, reason: "is not JSON")
    }
    if keys.isEmpty { throw Damaged(path: path, reason: "holds no key") }
    return SigningKeys(keys: keys)
  }

  /// Written whole, synced and renamed, readable by the owner only.
  static func write(_ secret: [UInt8], path: String) throws {
    let hex = secret.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let text = #"{"keys":[{"id":1,"secret":""# + hex + "\"}]}\n"
    let temporary = path + ".new"
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Damaged(path: path, reason: "cannot be made: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0,
      rename(temporary, path) == 0
    else { throw Damaged(path: path, reason: "cannot be written") }
  }

  private static func bytes(hex: String) -> [UInt8]? {
    let digits = Array(hex.utf8)
    // `UInt8("+f", radix: 16)` is a number to Swift, and two spellings of one key to us.
    guard digits.count == 64, digits.allSatisfy({ Unicode.Scalar($0).properties.isASCIIHexDigit })
    else { return nil }
    return stride(from: 0, to: 64, by: 2).reduce(into: [UInt8]?([])) { bytes, index in
      guard let byte = UInt8(String(decoding: digits[index...index + 1], as: UTF8.self), radix: 16)
      else {
        bytes = nil
        return
      }
      bytes?.append(byte)
    }
  }
}
