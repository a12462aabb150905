import Crypto
import CryptoExtras
import Domain
import MIME

/// Signs messages (RFC 6376; RFC 8463 for Ed25519), relaxed/relaxed.
///
/// Header fields that must not be added or changed on the way are listed once more than they occur
/// ("oversigned").
package struct DKIMSigner: Sendable {
  private enum Key: Sendable {
    case rsa(_RSA.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
  }

  private let domain: String
  private let selector: String
  private let key: Key

  private static let oversigned = [
    "from", "to", "subject", "date", "reply-to", "message-id", "in-reply-to", "references",
    "mime-version", "content-type", "auto-submitted", "list-id", "list-unsubscribe",
    "list-unsubscribe-post", "feedback-id",
  ]

  /// `pem` is a private key: RSA of 2048 bits or more (PKCS #1 or #8) or Ed25519 (PKCS #8).
  package init(domain: String, selector: String, pem: String) throws(LetterError) {
    self.domain = domain
    self.selector = selector
    if let seed = Self.ed25519Seed(pem),
      let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: seed)
    {
      self.key = .ed25519(key)
    } else if let key = try? _RSA.Signing.PrivateKey(pemRepresentation: pem) {
      self.key = .rsa(key)
    } else {
      throw .badDKIMKey(
        "the key of [mail] dkim is neither RSA of at least 2048 bits nor Ed25519, in PEM")
    }
  }

  /// The field `DKIM-Signature`, with its CRLF, to put before `header`. Both are strict CRLF;
  /// `header` without the blank line. `instant` is the `t=` tag, so equal letters are equal bytes.
  func field(header: [UInt8], body: [UInt8], at instant: Instant) throws(LetterError) -> [UInt8] {
    var bodyHash: [UInt8] = []
    Base64.encode(Array(SHA256.hash(data: Self.relaxedBody(body))), into: &bodyHash)
    let fields = Self.fields(header)
    var signed: [UInt8] = []
    var names: [String] = []
    for name in Self.oversigned {
      if let field = fields.first(where: { $0.name == name }) {
        signed.append(text: "\(name):")
        signed.append(contentsOf: field.value)
        signed.appendCRLF()
        names.append(name)
      }
      names.append(name)
    }
    let algorithm: String
    switch key {
    case .rsa: algorithm = "rsa-sha256"
    case .ed25519: algorithm = "ed25519-sha256"
    }
    var tags =
      "v=1; a=\(algorithm); c=relaxed/relaxed; d=\(domain); s=\(selector); t=\(instant.seconds);"
    tags += "\r\n bh=\(String(decoding: bodyHash, as: UTF8.self));\r\n h=" + Self.folded(names)
    tags += ";\r\n b="
    signed.append(text: "dkim-signature:")
    signed.append(contentsOf: Self.relaxed(Array(tags.utf8)[...]))
    var out = Array("DKIM-Signature: \(tags)".utf8)
    var encoded: [UInt8] = []
    Base64.encode(try signature(signed), into: &encoded)
    for (index, byte) in encoded.enumerated() {
      if index > 0, index % 72 == 0 { out.append("\r\n  ") }
      out.append(byte)
    }
    out.appendCRLF()
    return out
  }

  /// What is to be published at `SELECTOR._domainkey.DOMAIN` (RFC 6376 section 3.6.1): the public
  /// key.
  package var publicRecord: String {
    var encoded: [UInt8] = []
    let name: String
    switch key {
    case .rsa(let key):
      name = "rsa"
      Base64.encode(Array(key.publicKey.derRepresentation), into: &encoded)
    case .ed25519(let key):
      name = "ed25519"
      Base64.encode(Array(key.publicKey.rawRepresentation), into: &encoded)
    }
    return "v=DKIM1; k=\(name); p=\(String(decoding: encoded, as: UTF8.self))"
  }

  private func signature(_ signed: [UInt8]) throws(LetterError) -> [UInt8] {
    let digest = SHA256.hash(data: signed)
    do {
      switch key {
      case .rsa(let key):
        return Array(try key.signature(for: digest, padding: .insecurePKCS1v1_5).rawRepresentation)
      case .ed25519(let key): return Array(try key.signature(for: Array(digest)))
      }
    } catch {
      throw .badDKIMKey("signing failed: \(error)")
    }
  }
}

extension DKIMSigner {
  /// RFC 6376 3.4.4: runs of white space are one space, none at line ends, no empty lines last.
  private static func relaxedBody(_ body: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(body.count)
    var pendingLines = 0
    var start = 0
    while start < body.count {
      let end = body[start...].firstIndex(of: 0x0d) ?? body.count
      let lineStart = out.count
      if pendingLines > 0, end > start {
        for _ in 0..<pendingLines { out.appendCRLF() }
      }
      let contentStart = out.count
      var space = false
      for byte in body[start..<end] {
        if byte == 0x20 || byte == 0x09 {
          space = true
        } else {
          if space { out.append(0x20) }
          space = false
          out.append(byte)
        }
      }
      if out.count == contentStart {
        out.removeSubrange(lineStart...)
        pendingLines += 1
      } else {
        pendingLines = 0
        out.appendCRLF()
      }
      start = end + 2
    }
    return out
  }

  /// RFC 6376 3.4.2, the value: unfolded, runs of white space one space, none at the ends.
  private static func relaxed(_ value: ArraySlice<UInt8>) -> [UInt8] {
    var out: [UInt8] = []
    var space = false
    for byte in value {
      switch byte {
      case 0x20, 0x09, 0x0d, 0x0a: space = true
      default:
        if space, !out.isEmpty { out.append(0x20) }
        space = false
        out.append(byte)
      }
    }
    return out
  }

  private static func fields(_ header: [UInt8]) -> [(name: String, value: [UInt8])] {
    var out: [(name: String, value: [UInt8])] = []
    var start = 0
    while start < header.count {
      var end = start
      repeat {
        end = (header[end...].firstIndex(of: 0x0a) ?? header.count - 1) + 1
      } while end < header.count && (header[end] == 0x20 || header[end] == 0x09)
      if let colon = header[start..<end].firstIndex(of: 0x3a) {
        let name = String(decoding: header[start..<colon], as: UTF8.self).lowercased()
        out.append((name, relaxed(header[(colon + 1)..<end])))
      }
      start = end
    }
    return out
  }

  private static func folded(_ names: [String]) -> String {
    var out = ""
    var column = 3
    for (index, name) in names.enumerated() {
      if column + name.utf8.count + 1 > 72 {
        out += "\r\n  "
        column = 2
      }
      out += index == names.count - 1 ? name : name + ":"
      column += name.utf8.count + 1
    }
    return out
  }

  /// The 32 bytes at the end of a PKCS #8 Ed25519 key (RFC 8410 7), or nil for another key.
  private static func ed25519Seed(_ pem: String) -> [UInt8]? {
    let lines = pem.utf8.split { $0 == 0x0a || $0 == 0x0d }.filter { $0.first != 0x2d }
    let bytes = Base64.decode(lines.flatMap { Array($0) }[...])
    guard bytes.count == 48,
      bytes.starts(with: [0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70])
    else { return nil }
    return Array(bytes.suffix(32))
  }
}
