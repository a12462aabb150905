/// CRC-32C (Castagnoli, RFC 3720 appendix B.4), eight bytes a step by tables.
package struct CRC32C: Sendable {
  private var register: UInt32 = ~0

  package init() {}

  /// The checksum of everything fed so far.
  package var value: UInt32 { ~register }

  package static func checksum(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
    var crc = CRC32C()
    crc.update(bytes)
    return crc.value
  }

  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    register = Self.tables.withUnsafeBufferPointer { tables in
      var crc = register
      var index = 0
      while bytes.count - index >= 8 {
        let word =
          UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self))
          ^ UInt64(crc)
        crc =
          tables[1792 &+ Int(truncatingIfNeeded: word & 0xFF)]
          ^ tables[1536 &+ Int(truncatingIfNeeded: word >> 8 & 0xFF)]
          ^ tables[1280 &+ Int(truncatingIfNeeded: word >> 16 & 0xFF)]
          ^ tables[1024 &+ Int(truncatingIfNeeded: word >> 24 & 0xFF)]
          ^ tables[768 &+ Int(truncatingIfNeeded: word >> 32 & 0xFF)]
          ^ tables[512 &+ Int(truncatingIfNeeded: word >> 40 & 0xFF)]
          ^ tables[256 &+ Int(truncatingIfNeeded: word >> 48 & 0xFF)]
          ^ tables[Int(truncatingIfNeeded: word >> 56)]
        index &+= 8
      }
      while index < bytes.count {
        crc = crc >> 8 ^ tables[Int((crc ^ UInt32(bytes[index])) & 0xFF)]
        index &+= 1
      }
      return crc
    }
  }

  /// Eight tables of 256: table k advances a byte that has k more bytes behind it.
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for byte in 0..<256 {
      var crc = UInt32(byte)
      for _ in 0..<8 { crc = crc >> 1 ^ (crc & 1) * 0x82F6_3B78 }
      tables[byte] = crc
    }
    for index in 256..<8 * 256 {
      let before = tables[index - 256]
      tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
    }
    return tables
  }()
}
