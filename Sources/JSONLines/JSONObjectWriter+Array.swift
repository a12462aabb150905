extension JSONObjectWriter {
  /// The objects as one JSON array.
  package static func array(_ objects: [JSONObjectWriter]) -> [UInt8] {
    var bytes: [UInt8] = [UInt8(ascii: "[")]
    for (index, object) in objects.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += object.finish()
    }
    bytes.append(UInt8(ascii: "]"))
    return bytes
  }
}
