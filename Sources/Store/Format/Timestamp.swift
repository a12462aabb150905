import CivilTime

/// Instants as `2027-05-06T07:30:00.000Z` (RFC 3339, always UTC, always milliseconds).
package enum Timestamp {
  static let length = 24

  /// `milliseconds` since 1970 in UTC; the years 0000 to 9999 can be written.
  package static func text(_ milliseconds: Int64) -> String {
    var bytes: [UInt8] = []
    append(milliseconds, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The instant of a text of exactly this shape.
  package static func parse(_ text: String) -> Int64? {
    var text = text
    return text.withUTF8 { parse(UnsafeRawBufferPointer($0)) }
  }

  static func canWrite(_ milliseconds: Int64) -> Bool {
    -62_167_219_200_000...253_402_300_799_999 ~= milliseconds
  }

  static func append(_ milliseconds: Int64, to bytes: inout [UInt8]) {
    let days = CivilCalendar.floorDivide(Int(milliseconds), 86_400_000)
    let time = milliseconds - Int64(days) * 86_400_000
    let (year, month, day) = CivilCalendar.date(dayNumber: days)
    precondition(canWrite(milliseconds), "no time stamp for \(milliseconds)")
    appendDigits(Int64(year), 4, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendDigits(Int64(month), 2, to: &bytes)
    bytes.append(UInt8(ascii: "-"))
    appendDigits(Int64(day), 2, to: &bytes)
    bytes.append(UInt8(ascii: "T"))
    appendDigits(time / 3_600_000, 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendDigits(time / 60_000 % 60, 2, to: &bytes)
    bytes.append(UInt8(ascii: ":"))
    appendDigits(time / 1000 % 60, 2, to: &bytes)
    bytes.append(UInt8(ascii: "."))
    appendDigits(time % 1000, 3, to: &bytes)
    bytes.append(UInt8(ascii: "Z"))
  }

  static func parse(_ bytes: UnsafeRawBufferPointer) -> Int64? {
    guard bytes.count == length, bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
      bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
      bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."),
      bytes[23] == UInt8(ascii: "Z"),
      let year = digits(bytes, 0, 4), let month = digits(bytes, 5, 2),
      let day = digits(bytes, 8, 2), let hour = digits(bytes, 11, 2),
      let minute = digits(bytes, 14, 2), let second = digits(bytes, 17, 2),
      let fraction = digits(bytes, 20, 3),
      1...12 ~= month, 1...31 ~= day, hour < 24, minute < 60, second < 60
    else { return nil }
    let days = Int64(
      CivilCalendar.dayNumber(year: Int(year), month: Int(month), day: Int(day)))
    return ((days * 24 + hour) * 60 + minute) * 60_000 + second * 1000 + fraction
  }

  private static func digits(
    _ bytes: UnsafeRawBufferPointer, _ start: Int, _ count: Int
  ) -> Int64? {
    var value: Int64 = 0
    for index in start..<start + count {
      let digit = bytes[index] &- 0x30
      guard digit < 10 else { return nil }
      value = value * 10 + Int64(digit)
    }
    return value
  }

  private static func appendDigits(_ value: Int64, _ count: Int, to bytes: inout [UInt8]) {
    var divisor: Int64 = count == 4 ? 1000 : count == 3 ? 100 : 10
    while divisor > 0 {
      bytes.append(UInt8(truncatingIfNeeded: value / divisor % 10) + 0x30)
      divisor /= 10
    }
  }
}
