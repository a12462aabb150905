import CUnistring
import Glibc

extension String {
  /// Unicode's form C (UAX #15), so that a letter and its accent are the same bytes however they
  /// were typed.
  package var composed: String {
    guard !utf8.allSatisfy({ $0 < 0x80 }) else { return self }
    let bytes = Array(utf8)
    var count = 0
    // Valid UTF-8 can only fail for want of memory.
    guard let result = convoke_compose(bytes, bytes.count, &count) else {
      preconditionFailure("no memory to compose \(bytes.count) bytes")
    }
    defer { free(result) }
    return String(decoding: UnsafeBufferPointer(start: result, count: count), as: UTF8.self)
  }
}
