import Foundation
import Letters
import Testing

/// Every shipped step, in every language, as one exact mail.
struct GoldenCase: CustomTestStringConvertible, Sendable {
  var name: String
  var language: String
  var request: @Sendable () throws -> LetterRequest

  var testDescription: String { "\(name)-\(language)" }
  var fileName: String { "\(name)-\(language).eml" }
}

enum Golden {
  static let folder = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().appending(path: "../Golden").standardized

  /// Set `REGENERATE_GOLDEN=1` to write the files anew; then read the difference before committing.
  static let regenerate = ProcessInfo.processInfo.environment["REGENERATE_GOLDEN"] == "1"

  static func expect(
    _ bytes: [UInt8], in name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let file = folder.appending(path: name)
    if regenerate {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
      return
    }
    let known = try Data(contentsOf: file)
    #expect(
      Data(bytes) == known, "\(name) changed; run with REGENERATE_GOLDEN=1 and read the difference",
      sourceLocation: sourceLocation)
  }
}
