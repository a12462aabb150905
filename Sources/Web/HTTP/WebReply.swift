import HTTPTypes
import NIOCore

/// An answer before the headers that every answer carries.
struct WebReply: Sendable {
  var status: HTTPResponse.Status
  /// Without those that every answer carries, and without the length.
  var headers: HTTPFields = [:]
  var body = ByteBuffer()
  /// How long it may be kept; by default not at all.
  var cache = HTTPField.noStore
  /// Instead of the policy of pages.
  var policy: String?
  /// Whether the connection cannot be used any further.
  var closes = false

  static func page(_ body: ByteBuffer, _ status: HTTPResponse.Status = .ok) -> WebReply {
    WebReply(status: status, headers: .html, body: body)
  }

  /// A mail as a page: its own inline styles, and nothing from elsewhere.
  static func letter(_ html: String) -> WebReply {
    var reply = page(ByteBuffer(string: html))
    reply.policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
      + "base-uri 'none'; frame-ancestors 'none'"
    return reply
  }

  /// After a POST: look at the page (RFC 9110 section 15.4.4).
  static func seeOther(_ location: String) -> WebReply {
    WebReply(status: .seeOther, headers: [.location: location])
  }

  static func file(_ text: String, type: String, disposition: String) -> WebReply {
    WebReply(
      status: .ok, headers: [.contentType: type, .contentDisposition: disposition],
      body: ByteBuffer(string: text))
  }

  func retry(afterSeconds seconds: Int64) -> WebReply {
    var reply = self
    reply.headers[.retryAfter] = String(max(1, seconds))
    return reply
  }
}

extension HTTPFields {
  fileprivate static let html: HTTPFields = [.contentType: "text/html; charset=utf-8"]
}

/// What every answer carries; made once, because each new field is checked byte by byte.
extension HTTPField {
  static let noStore = HTTPField(name: .cacheControl, value: "no-store")
  static let noReferrer = HTTPField(name: Name("Referrer-Policy")!, value: "no-referrer")
  static let noIndex = HTTPField(name: Name("X-Robots-Tag")!, value: "noindex, nofollow")
  static let noSniff = HTTPField(name: .xContentTypeOptions, value: "nosniff")
  static let onlySecure = HTTPField(name: .strictTransportSecurity, value: "max-age=31536000")
}
