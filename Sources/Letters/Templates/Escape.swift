import Templating

/// How a value is written for the place it stands in. Values are one clean line already
/// (`PlainText`), so none of these has to deal with line ends.
enum Escape: Sendable {
  /// HTML text and double-quoted attributes.
  case html
  /// A whole URL in an HTML attribute: anything but http, https and mailto becomes `#`.
  case htmlURL
  /// A part of a URL in an HTML attribute: everything but unreserved characters percent-encoded.
  case htmlURLPart
  /// Plain text and header text.
  case plain
  /// A part of a URL in plain text.
  case plainURLPart

  func append(_ value: String, to out: inout [UInt8]) {
    switch self {
    case .html: HTMLEscape.append(value, to: &out)
    case .htmlURL: HTMLEscape.append(Self.isLink(value) ? value : "#", to: &out)
    case .plain: out.append(contentsOf: value.utf8)
    case .htmlURLPart, .plainURLPart: Self.appendPercent(value, to: &out)
    }
  }

  private static func appendPercent(_ value: String, to out: inout [UInt8]) {
    for byte in value.utf8 {
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x7e, 0x40: out.append(byte)
      default:
        out.append(0x25)
        out.append(hex: byte)
      }
    }
  }

  /// Whether a reader may be sent there: no `javascript:`, no `data:`.
  static func isLink(_ url: String) -> Bool {
    let lower = url.prefix(8).lowercased()
    return ["https://", "http://", "mailto:"].contains { lower.hasPrefix($0) }
  }
}
