import HTTPTypes

/// An answer before the headers that every answer carries.
struct Reply: Sendable {
  var status: HTTPResponse.Status
  var headers: HTTPFields = [:]
  var body: [UInt8] = []
  /// Instead of the policy of pages.
  var policy: String?
  /// Whether the connection cannot be used any further.
  var closes = false

  static func page(_ body: [UInt8], _ status: HTTPResponse.Status = .ok) -> Reply {
    Reply(status: status, headers: [.contentType: "text/html; charset=utf-8"], body: body)
  }

  /// A mail as a page: its own inline styles, and nothing from elsewhere.
  static func letter(_ html: String) -> Reply {
    var reply = page(Array(html.utf8))
    reply.policy =
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
      + "base-uri 'none'; frame-ancestors 'none'"
    return reply
  }

  /// After a POST: look at the page (RFC 9110 section 15.4.4).
  static func seeOther(_ location: String) -> Reply {
    Reply(status: .seeOther, headers: [.location: location])
  }

  static func file(_ text: String, type: String, disposition: String) -> Reply {
    Reply(
      status: .ok, headers: [.contentType: type, .contentDisposition: disposition],
      body: Array(text.utf8))
  }

  func retry(afterSeconds seconds: Int64) -> Reply {
    var reply = self
    reply.headers[.retryAfter] = String(max(1, seconds))
    return reply
  }
}
