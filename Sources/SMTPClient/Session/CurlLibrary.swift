import CCurl

/// libcurl's once-per-process set-up.
enum CurlLibrary {
  /// Run on first use and, being a `static let`, once; before any thread of ours makes a handle.
  private static let status = ccurl_global_init()

  static func prepare() throws(RelayProblem) {
    guard status == CURLE_OK else {
      throw RelayProblem(description: "libcurl could not be set up: \(words(status))")
    }
  }

  static func words(_ code: CURLcode) -> String {
    curl_easy_strerror(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
  }
}
