import FoundationEssentials
import Glibc
import Letters
import Store

/// `State/keys.json`: the secret from which every link and tag is signed. Losing it makes every
/// link in every mail invalid, so it belongs in the backup.
enum KeyFile {
  /// Absent in files of the first version. Raised when keys are used in another way, so that a
  /// version which does not know it would close links that are good.
  static let format = 1

  /// Why the keys cannot be used; nothing was changed.
  static func refusal(_ path: String, _ reason: String) -> StoreError {
    .unusable(path: path, reason: "\(reason); \(remedy)", exitCode: 78)
  }

  private static let remedy =
    "restore it from a backup of this state: without it no link in a sent mail works"

  /// The keys of a file; nil where there is none.
  static func read(_ path: String) throws(StoreError) -> SigningKeys? {
    guard let ring = try ring(path) else { return nil }
    return ring.signing
  }

  /// All that stands in a file; nil where there is none.
  static func ring(_ path: String) throws(StoreError) -> KeyRing? {
    // Never through a link, and never waiting for a pipe.
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    if descriptor < 0 {
      if errno == ENOENT { return nil }
      let isLink = errno == ELOOP
      throw refusal(
        path,
        isLink ? "is a symbolic link" : "cannot be read: \(String(cString: strerror(errno)))")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refusal(path, "is not a file")
    }
    do {
      return try KeyRing(Spool.bytes(descriptor, path, limit: 1 << 16), path: path)
    } catch let error as StoreError {
      throw error
    } catch {
      throw refusal(path, "cannot be read")
    }
  }

  /// Written whole and synced, readable by the owner only. A file of that name is never replaced,
  /// whoever was quicker.
  static func make(_ secret: [UInt8], path: String) throws(StoreError) {
    let hex = secret.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    let bytes = Array(
      (#"{"format":\#(format),"keys":[{"id":1,"secret":""# + hex + "\"}]}\n").utf8)
    let temporary = path + ".new"
    unlink(temporary)
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("create", path) }
    defer {
      close(descriptor)
      unlink(temporary)
    }
    guard Glibc.write(descriptor, bytes, bytes.count) == bytes.count, fsync(descriptor) == 0 else {
      throw failure("write", path)
    }
    guard link(temporary, path) == 0 || errno == EEXIST else { throw failure("create", path) }
    let folder = path.lastIndex(of: "/").map { path[..<$0] } ?? "."
    do throws(DiskError) {
      try RealDisk().syncDirectory(folder.isEmpty ? "/" : String(folder))
    } catch { throw .disk(error) }
  }

  private static func failure(_ call: String, _ path: String) -> StoreError {
    .disk(DiskError(code: errno, call: call, path: path))
  }

  static func bytes(hex: String) -> [UInt8]? {
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
