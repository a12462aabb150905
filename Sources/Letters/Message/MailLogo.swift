import Domain
import MIME

/// The network's logo as letters carry it: a part of the mail itself (RFC 2387, RFC 2392), for
/// nothing in a letter is fetched from anywhere. Encoded once for all letters.
struct MailLogo: Sendable {
  /// Without angle brackets.
  let contentID: String
  let mediaType: String
  /// Lines of base 64.
  let encoded: [UInt8]
  /// The picture as an address, for a page that stands alone.
  let dataAddress: String

  var part: OutgoingPart { .inline(type: mediaType, contentID: contentID, base64: encoded) }

  init(_ logo: Network.Logo, contentID: String) {
    self.contentID = contentID
    mediaType = logo.mediaType
    var encoded: [UInt8] = []
    Base64.encodeLines(logo.bytes, into: &encoded)
    self.encoded = encoded
    let line = encoded.filter { $0 != 0x0d && $0 != 0x0a }
    dataAddress = "data:\(mediaType);base64,\(String(decoding: line, as: UTF8.self))"
  }
}
