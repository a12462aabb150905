import Store
import StoreTesting
import Testing

struct LineFormatTests {
  @Test func `the checksum is that of RFC 3720`() {
    func checksum(_ bytes: [UInt8]) -> UInt32 {
      bytes.withUnsafeBytes { CRC32C.checksum($0) }
    }
    #expect(checksum(Array("123456789".utf8)) == 0xE306_9283)
    #expect(checksum([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(checksum([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(checksum(Array(0..<32)) == 0x46DD_794E)
    #expect(checksum([]) == 0)
  }

  @Test func `a checksum in pieces is that of the whole`() {
    let bytes = (0..<100).map { UInt8($0 &* 37 & 0xFF) }
    let whole = bytes.withUnsafeBytes { CRC32C.checksum($0) }
    for split in bytes.indices {
      var crc = CRC32C()
      bytes[..<split].withUnsafeBytes { crc.update($0) }
      bytes[split...].withUnsafeBytes { crc.update($0) }
      #expect(crc.value == whole)
    }
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"),
      (1_809_588_600_000, "2027-05-06T07:30:00.000Z"),
      (951_782_399_999, "2000-02-28T23:59:59.999Z"),
      (951_868_799_999, "2000-02-29T23:59:59.999Z"),
      (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
      (-1, "1969-12-31T23:59:59.999Z"),
      (-62_167_219_200_000, "0000-01-01T00:00:00.000Z"),
      (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
    ] as [(Int64, String)])
  func `instants are written and read`(milliseconds: Int64, text: String) {
    #expect(Timestamp.text(milliseconds) == text)
    #expect(Timestamp.parse(text) == milliseconds)
  }

  @Test(arguments: [
    "", "2027-05-06T07:30:00Z", "2027-05-06T07:30:00.000", "2027-13-06T07:30:00.000Z",
    "2027-05-06 07:30:00.000Z", "2027-05-06T24:30:00.000Z", "2027-05-06T07:30:60.000Z",
    "2O27-05-06T07:30:00.000Z", "2027-05-06T07:30:00.000z",
  ])
  func `another shape is no instant`(text: String) {
    #expect(Timestamp.parse(text) == nil)
  }

  @Test func `lines have the documented shape`() throws {
    let disk = SimulatedDisk()
    let (journal, _, _) = try SimulatedStore.open(disk)
    let record = Record(
      type: "rsvp.received", at: 1_809_588_600_000, fields: Array(#""event":"x""#.utf8))
    try journal.wait(journal.append([record]))
    try journal.wait(journal.append([Record(type: "bare", at: 0)]))
    let bytes = try #require(disk.content(SimulatedStore.lastSegment(disk)))
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    #expect(lines.count == 3)
    #expect(
      lines[0].hasPrefix(#"{"seq":1,"durable":0,"at":"2027-01-15T08:00:00.000Z","type":"segment","#)
    )
    let body =
      #"{"seq":2,"durable":1,"at":"2027-05-06T07:30:00.000Z","type":"rsvp.received","event":"x""#
    let crc = Array(body.utf8).withUnsafeBytes { CRC32C.checksum($0) }
    let hex = String(crc, radix: 16)
    let padded = String(repeating: "0", count: 8 - hex.count) + hex
    #expect(lines[1] == body + #","crc":"\#(padded)"}"#)
    #expect(
      lines[2].hasPrefix(
        #"{"seq":3,"durable":2,"at":"1970-01-01T00:00:00.000Z","type":"bare","crc":""#))
  }
}
