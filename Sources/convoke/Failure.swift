/// The end of a command: one line for stderr and the exit code (sysexits where they say more).
struct Failure: Error {
  var exitCode: Int32
  var text: String

  init(_ exitCode: Int32, _ text: String) {
    self.exitCode = exitCode
    self.text = text
  }

  /// Problems found.
  static let problems: Int32 = 1
  static let usage: Int32 = 64
  static let noStore: Int32 = 66
  static let cannotCreate: Int32 = 73
  static let unavailable: Int32 = 75
  static let permission: Int32 = 77
  static let configuration: Int32 = 78
}
