/// The form a message must have on the wire (RFC 5321 section 2.3.8, RFC 5322 section 2.1.1).
package enum MessageBytes {
  /// Octets of a line without its CRLF.
  package static let longestLine = 998

  /// The rest of a sentence about the message, or nil when it is fit to be sent.
  package static func defect(of message: [UInt8]) -> String? {
    guard message.count >= 2, message.suffix(2).elementsEqual([13, 10]) else {
      return "does not end in CRLF"
    }
    return message.withUnsafeBufferPointer { bytes in
      var lineStart = 0
      var index = 0
      while index < bytes.count {
        switch bytes[index] {
        case 13:
          guard index + 1 < bytes.count, bytes[index + 1] == 10 else {
            return "has a CR without LF at byte \(index)"
          }
          if index - lineStart > longestLine {
            return "has a line of more than \(longestLine) bytes at byte \(lineStart)"
          }
          index += 2
          lineStart = index
        case 10: return "has an LF without CR at byte \(index)"
        case 0: return "has a NUL at byte \(index)"
        default: index += 1
        }
      }
      return nil
    }
  }
}
