import Glibc

/// The form a message must have on the wire (RFC 5321 section 2.3.8, RFC 5322 section 2.1.1).
package enum MessageBytes {
  /// Octets of a line without its CRLF.
  package static let longestLine = 998

  /// The rest of a sentence about the message, or nil when it is fit to be sent.
  package static func defect(of message: [UInt8]) -> String? {
    guard message.count >= 2, message.suffix(2).elementsEqual([13, 10]) else {
      return "does not end in CRLF"
    }
    return message.withUnsafeBytes { bytes in
      // Found by the C library, many bytes at a time: this sees every byte of every mail.
      if let index = first(0, in: bytes[...]) { return "has a NUL at byte \(index)" }
      var start = 0
      while start < bytes.count {
        let end = first(10, in: bytes[start...]) ?? bytes.count
        let cr = first(13, in: bytes[start..<end]) ?? end
        if cr == end { return "has an LF without CR at byte \(end)" }
        if cr + 1 < end { return "has a CR without LF at byte \(cr)" }
        if cr - start > longestLine {
          return "has a line of more than \(longestLine) bytes at byte \(start)"
        }
        start = end + 1
      }
      return nil
    }
  }

  private static func first(_ byte: Int32, in bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
    let part = UnsafeRawBufferPointer(rebasing: bytes)
    guard let base = part.baseAddress, let found = memchr(base, byte, part.count) else {
      return nil
    }
    return bytes.startIndex + (UnsafeRawPointer(found) - base)
  }
}
