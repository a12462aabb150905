import CCurl
import Refusals
import Threading

/// libcurl's handle for one connection, and all there is of libcurl in this house.
///
/// Used by one thread at a time. Closing says QUIT and may wait for the answer, so `retire` does
/// that on a thread nobody waits for.
final class EasyHandle {
  private let handle: UnsafeMutableRawPointer
  private let transfer: Transfer
  private let relay: Relay
  private let errors: UnsafeMutablePointer<CChar>
  private var redaction = Redaction()
  private var isRetired = false

  /// Throws when the system has no memory or libcurl refuses an option, which is the environment's
  /// failure, and what the relay's secret throws.
  init(relay: Relay, stop: StopSignal, pulse: Heartbeat) throws {
    try CurlLibrary.prepare()
    guard let handle = curl_easy_init() else {
      throw RelayProblem(description: "libcurl could not make a handle")
    }
    self.handle = handle
    self.relay = relay
    transfer = Transfer(relay: relay, stop: stop, pulse: pulse)
    errors = .allocate(capacity: Int(CURL_ERROR_SIZE))
    errors.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    try configure()
    try logIn()
  }

  deinit {
    if !isRetired { curl_easy_cleanup(handle) }
    errors.deallocate()
  }

  /// Hands the connection to a thread that closes it politely.
  func retire() {
    isRetired = true
    let remains = RetiredHandle(handle: handle, transfer: transfer)
    let started = OSThread.start("closer") { remains.close() }
    // Without a thread for it the connection stays open until the process ends: better than a
    // delivery agent that waits.
    if !started { remains.abandon() }
  }

  /// Sends one mail; blocks until its fate is known or cannot be.
  func send(
    _ mail: OutgoingMessage, fresh: Bool, door: SessionGate, gate: @escaping (UInt64) -> Bool
  ) throws -> TransferRecord {
    if relay.credentials?.mechanism == .xoauth2 { try logIn() }
    transfer.begin(mail, door: door, gate: gate)
    defer { transfer.end() }
    errors[0] = 0
    let sender = mail.envelopeFrom.isEmpty ? "" : "<\(mail.envelopeFrom)>"
    try set(CURLOPT_MAIL_FROM, sender)
    guard let recipients = curl_slist_append(nil, "<\(mail.recipient)>") else {
      throw RelayProblem(description: "out of memory")
    }
    defer {
      ccurl_set_list(handle, CURLOPT_MAIL_RCPT, nil)
      curl_slist_free_all(recipients)
    }
    try check(ccurl_set_list(handle, CURLOPT_MAIL_RCPT, recipients))
    // What the server can do is then told in this very transfer.
    try set(CURLOPT_FRESH_CONNECT, fresh || mail.needsUTF8 ? 1 : 0)
    let code = curl_easy_perform(handle)
    return evidence(code, fresh: fresh || mail.needsUTF8)
  }

  /// Connects and logs in, and sends nothing; the server is asked for a NOOP.
  func logInOnly() throws -> TransferRecord {
    try set(CURLOPT_UPLOAD, 0)
    try set(CURLOPT_NOBODY, 1)
    try set(CURLOPT_CUSTOMREQUEST, "NOOP")
    errors[0] = 0
    return evidence(curl_easy_perform(handle), fresh: true)
  }

  /// From here on `certificateEnd` is known after a transfer.
  func watchCertificate() throws { try set(CURLOPT_CERTINFO, 1) }

  /// When the server's certificate ends, as OpenSSL words it: `Dec  3 05:21:07 2026 GMT`.
  var certificateEnd: String? { ccurl_certificate_end(handle).map { String(cString: $0) } }

  /// See `Transfer.security`.
  var security: String? { transfer.security }

  /// `fresh`: no connection of before was used, so none can have gone stale, also where a name that
  /// does not resolve kept any from being opened.
  private func evidence(_ code: CURLcode, fresh: Bool) -> TransferRecord {
    let conversation = transfer.conversation
    var reply = conversation.reply
    if let text = reply?.text, redaction.repeats(text), let codes = reply?.codes {
      reply?.text = "\(codes) \(Redaction.mark)"
    }
    let ending: TransferRecord.Ending
    if let withdrawal = transfer.withdrawal {
      ending = .withdrawn(withdrawal)
    } else if code == CURLE_OK {
      ending = .completed
    } else {
      let message = Printable.text(String(cString: errors).utf8.prefix(300))
      ending = .failed(Int32(code.rawValue), redaction.clean(message))
    }
    let untouched = conversation.stage == .connect || conversation.stage == .mail
    return TransferRecord(
      ending: ending, stage: conversation.stage, reply: reply,
      isStale: !fresh && !conversation.opened && !conversation.advanced && untouched)
  }
}

extension EasyHandle {
  private func configure() throws {
    try set(CURLOPT_URL, relay.curlURL)
    try set(CURLOPT_PROTOCOLS_STR, "smtp,smtps")
    try set(CURLOPT_NOPROXY, "*")
    try set(CURLOPT_NOSIGNAL, 1)
    // A name server that does not answer holds up neither a stop nor the next attempt.
    try set(CURLOPT_QUICK_EXIT, 1)
    try set(CURLOPT_UPLOAD, 1)
    try set(CURLOPT_TCP_KEEPALIVE, 1)
    try set(CURLOPT_USE_SSL, relay.tls == .startTLS ? Int(CURLUSESSL_ALL.rawValue) : 0)
    try set(CURLOPT_SSL_VERIFYPEER, 1)
    try set(CURLOPT_SSL_VERIFYHOST, 2)
    try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
    if let caFile = relay.caFile { try set(CURLOPT_CAINFO, caFile) }
    try set(CURLOPT_CONNECTTIMEOUT, relay.timeouts.connect)
    try set(CURLOPT_SERVER_RESPONSE_TIMEOUT, relay.timeouts.reply)
    try set(CURLOPT_TIMEOUT, relay.timeouts.wholeMail)
    // Ends a body that stalls, which the reply timeout does not. It also counts while we wait for
    // a reply, so it must be the longer of the two.
    try set(CURLOPT_LOW_SPEED_LIMIT, 1)
    try set(CURLOPT_LOW_SPEED_TIME, relay.timeouts.reply + 10)
    try set(CURLOPT_MAXCONNECTS, 1)
    try set(CURLOPT_MAXAGE_CONN, relay.timeouts.idle)
    try set(CURLOPT_MAXLIFETIME_CONN, 600)
    try setCallbacks()
  }

  private func setCallbacks() throws {
    let context = Unmanaged.passUnretained(transfer).toOpaque()
    try check(ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errors))
    for option in [
      CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_DEBUGDATA, CURLOPT_XFERINFODATA,
      CURLOPT_SOCKOPTDATA,
    ] {
      try check(ccurl_set_pointer(handle, option, context))
    }
    try check(ccurl_on_header(handle, Callbacks.header))
    try check(ccurl_on_read(handle, Callbacks.read))
    try check(ccurl_on_debug(handle, Callbacks.debug))
    try check(ccurl_on_progress(handle, Callbacks.progress))
    try check(ccurl_on_socket(handle, Callbacks.socket))
    try set(CURLOPT_VERBOSE, 1)
    try set(CURLOPT_NOPROGRESS, 0)
  }

  private func logIn() throws {
    guard let credentials = relay.credentials else { return }
    let secret = try credentials.secret()
    redaction = Redaction(username: credentials.username, secret: secret)
    try set(CURLOPT_USERNAME, credentials.username)
    try set(CURLOPT_LOGIN_OPTIONS, credentials.loginOptions)
    try set(CURLOPT_SASL_IR, 1)
    let option =
      switch credentials.mechanism {
      case .password: CURLOPT_PASSWORD
      case .xoauth2: CURLOPT_XOAUTH2_BEARER
      }
    try set(option, secret.reveal())
  }

  private func set(_ option: CURLoption, _ value: Int) throws {
    try check(ccurl_set_long(handle, option, value))
  }

  private func set(_ option: CURLoption, _ value: String) throws {
    try check(ccurl_set_string(handle, option, value))
  }

  private func check(_ code: CURLcode) throws {
    guard code == CURLE_OK else {
      throw RelayProblem(description: "libcurl refused an option: \(CurlLibrary.words(code))")
    }
  }
}

/// What is left of a connection when its delivery agent has gone; only ever touched by one thread.
private final class RetiredHandle: @unchecked Sendable {
  private let handle: UnsafeMutableRawPointer
  private let transfer: Transfer

  init(handle: UnsafeMutableRawPointer, transfer: Transfer) {
    self.handle = handle
    self.transfer = transfer
  }

  func close() {
    withExtendedLifetime(transfer) { curl_easy_cleanup(handle) }
  }

  func abandon() {
    _ = Unmanaged.passRetained(transfer)
  }
}
