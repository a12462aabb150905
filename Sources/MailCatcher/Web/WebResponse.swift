/// What a page of the inbox answers with.
struct WebResponse: Sendable {
  var status: Int
  var type: String
  /// The Content-Security-Policy; every page has one, mails have the strictest.
  var policy: String
  var body: String

  static let notFound = WebResponse(
    status: 404, type: "text/plain; charset=utf-8", policy: "default-src 'none'",
    body: "There is no such page.\n")
}
