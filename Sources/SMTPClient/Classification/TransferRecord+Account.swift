import CCurl
import Refusals

extension TransferRecord {
  /// What happened, in words for the operator.
  var account: String {
    let event =
      switch ending {
      case .completed: "the transfer ended"
      case .withdrawn(.stopping): "stopped while waiting"
      case .withdrawn: "given up"
      case .failed(let code, let message): Self.words(code, message)
      }
    guard let reply else { return event }
    return "\(event); the server's last words: \(reply.text)"
  }

  /// Which part of the way to the relay is broken.
  var troubleKind: RelayTrouble.Kind {
    guard case .failed(let code, _) = ending else { return .unreachable }
    switch CURLcode(rawValue: UInt32(code)) {
    case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY: return .name
    case CURLE_USE_SSL_FAILED, CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION,
      CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
      CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_CRL_BADFILE:
      return .tls
    case CURLE_LOGIN_DENIED, CURLE_AUTH_ERROR: return .authentication
    default: return stage == .startTLS ? .tls : .unreachable
    }
  }

  private static func words(_ code: Int32, _ message: String) -> String {
    let curl = CURLcode(rawValue: UInt32(code))
    switch curl {
    case CURLE_OPERATION_TIMEDOUT: return "the server did not answer in time"
    case CURLE_RECV_ERROR, CURLE_SEND_ERROR: return "the connection broke"
    default: break
    }
    let meaning = curl_easy_strerror(curl).map { String(cString: $0) } ?? "error \(code)"
    return message.isEmpty || message == meaning ? meaning : "\(meaning): \(message)"
  }
}
