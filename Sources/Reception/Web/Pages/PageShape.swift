import NIOCore
import Templating

/// A page with everything in place but the blanks: what people in the same situation see alike.
struct PageShape: Sendable {
  private let bytes: [UInt8]
  private let blanks: [(offset: Int, blank: Blank)]

  init(_ output: PageOutput) {
    bytes = output.bytes
    blanks = output.blanks
  }

  /// The page with each blank filled by its text, escaped.
  func filled(_ text: (Blank) -> String) -> ByteBuffer {
    var page = ByteBufferAllocator().buffer(capacity: bytes.count + 64 * blanks.count)
    bytes.withUnsafeBytes { bytes in
      var start = 0
      for (offset, blank) in blanks {
        page.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start..<offset]))
        page.writeBytes(HTMLEscape.bytes(text(blank)))
        start = offset
      }
      page.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[start...]))
    }
    return page
  }
}
