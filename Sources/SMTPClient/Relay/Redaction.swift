import MIME

/// Takes secrets out of texts that come from outside: a server may repeat in a reply what it was
/// told.
///
/// At the stage of authentication nothing of a reply is kept but its codes (`Conversation`); this
/// is for all that comes later. A text that has a part of the secret, or of a form in which SASL
/// sends it, whatever white space stands in between, is left out whole.
package struct Redaction: Sendable {
  package static let mark = "[secret]"

  private var whole: [[UInt8]] = []
  /// Every eight bytes in a row of forms that no text has by chance.
  private var windows: Set<UInt64> = []

  /// Nothing to hide.
  package init() {}

  /// Hides the secret and each form in which SASL sends it.
  package init(username: String, secret: Secret) {
    let text = secret.reveal()
    guard !text.isEmpty else { return }
    let plain = Array(text.utf8)
    whole = [plain.filter { $0 > 0x20 }]
    if plain.count >= 16 { add(plain) }
    add(Array(Base64.text(Array("\0\(username)\0\(text)".utf8)).utf8))
    add(Array(Base64.text(Array("user=\(username)\u{1}auth=Bearer \(text)\u{1}\u{1}".utf8)).utf8))
    // Wherever it stands in something longer: base64 has three ways to begin.
    for shift in 0..<3 {
      let coded = Array(Base64.text([UInt8](repeating: 0, count: shift) + plain).utf8)
      add(coded.dropFirst(shift == 0 ? 0 : shift + 1).dropLast(4))
    }
    whole.append(Array(Base64.text(plain).utf8))
    let digits = Array("0123456789abcdef".utf8)
    add(plain.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
  }

  private mutating func add(_ form: some Collection<UInt8>) {
    Self.forEachWindow(form) { windows.insert($0) }
  }

  /// The text, or only its mark.
  package func clean(_ text: String) -> String { repeats(text) ? Self.mark : text }

  package func repeats(_ text: String) -> Bool {
    guard !whole.isEmpty else { return false }
    let squeezed = text.utf8.filter { $0 > 0x20 }
    if whole.contains(where: { Self.contains(squeezed, $0) }) { return true }
    var isFound = false
    Self.forEachWindow(squeezed) { if windows.contains($0) { isFound = true } }
    return isFound
  }

  private static func contains(_ text: [UInt8], _ part: [UInt8]) -> Bool {
    guard !part.isEmpty, part.count <= text.count else { return false }
    return (0...(text.count - part.count)).contains { text[$0...].starts(with: part) }
  }

  private static func forEachWindow(_ bytes: some Collection<UInt8>, _ body: (UInt64) -> Void) {
    var window: UInt64 = 0
    var held = 0
    for byte in bytes {
      window = window << 8 | UInt64(byte)
      held += 1
      if held >= 8 { body(window) }
    }
  }
}
