import Crypto
import CryptoExtras
import Domain
import Foundation
import Letters
import Testing

@Suite struct DKIMTests {
  private func compose(_ pem: String) throws -> [Letter] {
    let dkim = DKIMSettings(domain: "mvo.example", selector: "k1", key: .credential("dkim"))
    let programme = try Fixture.programme(dkim: dkim)
    let composer = try Composer(programme: programme, keys: Fixture.keys, dkimKey: pem)
    return try ["invitation-nl", "newsletter-nl", "confirmation-en", "alert-en"].map { name in
      let golden = GoldenCase.all.first { $0.testDescription == name }
      var request = try #require(golden).request()
      // Verifiers refuse signatures from the future.
      request.instant = Instant(seconds: 1_767_225_600)
      return try composer.compose(request)
    }
  }

  private static let rsa = Result { try _RSA.Signing.PrivateKey(keySize: .bits2048) }

  private static let script = """
    import sys, json, base64, dkim
    job = json.load(sys.stdin)
    out = []
    for text in job['messages']:
        message = base64.b64decode(text)
        out.append(dkim.verify(message, dnsfunc=lambda name, timeout=5: job['record'].encode()))
        changed = message.replace(b'Subject: ', b'Subject: x', 1)
        out.append(dkim.verify(changed, dnsfunc=lambda name, timeout=5: job['record'].encode()))
        for field in [b'Reply-To: evil@example.org\\r\\n', b'Subject: evil\\r\\n']:
            added = field + message
            out.append(dkim.verify(added, dnsfunc=lambda name, timeout=5: job['record'].encode()))
    json.dump(out, sys.stdout)
    """

  private func verify(_ letters: [Letter], record: String) throws -> [Bool] {
    let job = Job(
      messages: letters.map { Data($0.message).base64EncodedString() }, record: record)
    let output = try Python.run(Self.script, input: JSONEncoder().encode(job))
    return try JSONDecoder().decode([Bool].self, from: output)
  }

  private struct Job: Encodable {
    var messages: [String]
    var record: String
  }

  @Test(
    "dkimpy accepts our RSA signatures and nothing changed or added",
    .enabled(if: Python.has("dkim")))
  func rsaSignature() throws {
    let key = try Self.rsa.get()
    let letters = try compose(key.pemRepresentation)
    let record = "v=DKIM1; k=rsa; p=" + key.publicKey.derRepresentation.base64EncodedString()
    #expect(
      try verify(letters, record: record)
        == Array(repeating: [true, false, false, false], count: letters.count).flatMap(\.self))
  }

  @Test(
    "dkimpy accepts our Ed25519 signatures and nothing changed or added",
    .enabled(if: Python.has("dkim") && Python.has("nacl")))
  func ed25519Signature() throws {
    let key = Curve25519.Signing.PrivateKey()
    let prefix: [UInt8] = [
      0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04,
      0x20,
    ]
    let der = Data(prefix + key.rawRepresentation).base64EncodedString()
    let letters = try compose("-----BEGIN PRIVATE KEY-----\n\(der)\n-----END PRIVATE KEY-----\n")
    let record = "v=DKIM1; k=ed25519; p=" + key.publicKey.rawRepresentation.base64EncodedString()
    #expect(
      try verify(letters, record: record)
        == Array(repeating: [true, false, false, false], count: letters.count).flatMap(\.self))
  }

  @Test("RSA signatures are the same each time, and cover a body that was not touched")
  func deterministic() throws {
    let pem = try Self.rsa.get().pemRepresentation
    let letters = try compose(pem)
    #expect(try compose(pem).map(\.message) == letters.map(\.message))
    for letter in letters {
      #expect(letter.message.starts(with: Array("DKIM-Signature: v=1; a=rsa-sha256;".utf8)))
    }
  }

  @Test(
    "What is no key is refused",
    arguments: ["", "hello", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"])
  func noKey(_ pem: String) throws {
    #expect(throws: LetterError.self) {
      try DKIMSigner(domain: "mvo.example", selector: "k1", pem: pem)
    }
  }
}
