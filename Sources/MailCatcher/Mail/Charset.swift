/// Bytes to text. Unknown character sets are read as Latin-1, which never fails.
enum Charset {
  static func text(_ bytes: some Collection<UInt8>, named name: String) -> String {
    switch name.lowercased() {
    case "", "utf-8", "utf8", "us-ascii", "ascii": String(decoding: bytes, as: UTF8.self)
    default: String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }
  }
}
