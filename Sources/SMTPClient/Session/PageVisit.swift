import CCurl

/// Asks a web server for the head of one page, with TLS as a browser has it; follows nothing.
package struct PageVisit: Sendable {
  /// 0 when nothing was answered.
  package var status: Int
  /// What went wrong, in words; nil when there was an answer.
  package var trouble: String?
  /// As `RelayVisit.certificateEnd`.
  package var certificateEnd: String?

  /// Seconds that it takes at most.
  private static let patience = 10

  /// `url` is http or https; `caFile` holds certificates to trust instead of the system's.
  package static func head(_ url: String, caFile: String?) -> PageVisit {
    func failed(_ text: String) -> PageVisit { PageVisit(status: 0, trouble: text) }
    guard (try? CurlLibrary.prepare()) != nil, let handle = curl_easy_init() else {
      return failed("libcurl could not make a handle")
    }
    defer { curl_easy_cleanup(handle) }
    let numbers: [(CURLoption, Int)] = [
      (CURLOPT_NOBODY, 1), (CURLOPT_NOSIGNAL, 1), (CURLOPT_QUICK_EXIT, 1), (CURLOPT_CERTINFO, 1),
      (CURLOPT_CONNECTTIMEOUT, patience), (CURLOPT_TIMEOUT, patience),
      (CURLOPT_SSL_VERIFYPEER, 1), (CURLOPT_SSL_VERIFYHOST, 2),
    ]
    var texts = [
      (CURLOPT_URL, url), (CURLOPT_PROTOCOLS_STR, "http,https"), (CURLOPT_NOPROXY, "*"),
      (CURLOPT_USERAGENT, "convoke-doctor"),
    ]
    if let caFile { texts.append((CURLOPT_CAINFO, caFile)) }
    guard numbers.allSatisfy({ ccurl_set_long(handle, $0.0, $0.1) == CURLE_OK }),
      texts.allSatisfy({ ccurl_set_string(handle, $0.0, $0.1) == CURLE_OK })
    else { return failed("libcurl refused an option") }
    let code = curl_easy_perform(handle)
    guard code == CURLE_OK else { return failed(CurlLibrary.words(code)) }
    var status = 0
    _ = ccurl_get_long(handle, CURLINFO_RESPONSE_CODE, &status)
    return PageVisit(
      status: status, certificateEnd: ccurl_certificate_end(handle).map { String(cString: $0) })
  }
}
