/// Base64 with padding (RFC 4648 section 4): the form in which SASL puts secrets on the wire, and
/// so the form in which a server's reply could bring them back.
package enum Base64 {
  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  package static func encode(_ bytes: some Collection<UInt8>) -> String {
    var out: [UInt8] = []
    out.reserveCapacity((bytes.count + 2) / 3 * 4)
    var group: UInt32 = 0
    var held = 0
    for byte in bytes {
      group = group << 8 | UInt32(byte)
      held += 1
      if held == 3 {
        emit(group, sextets: 4, to: &out)
        group = 0
        held = 0
      }
    }
    if held > 0 {
      emit(group << UInt32(8 * (3 - held)), sextets: held + 1, to: &out)
      out.append(contentsOf: repeatElement(UInt8(ascii: "="), count: 3 - held))
    }
    return String(decoding: out, as: UTF8.self)
  }

  private static func emit(_ group: UInt32, sextets: Int, to out: inout [UInt8]) {
    for index in 0..<sextets {
      out.append(alphabet[Int(group >> UInt32(18 - 6 * index) & 63)])
    }
  }
}
