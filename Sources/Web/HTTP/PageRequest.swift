import HTTPTypes
import NIOCore

/// What a handler knows of a request; who asks is looked into only where it matters.
struct PageRequest: Sendable {
  /// As it stood in the path; empty where the route has none.
  var token = ""
  /// Behind the question mark.
  var query: Substring = ""
  /// What was posted; empty for a GET.
  var form = FormFields()
  var headers: HTTPFields
  var channel: any Channel
}
