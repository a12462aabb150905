/// A file as read, with the path that messages show.
struct SourceFile {
  /// Relative to the folder that holds `Config/`, such as `Config/events/spring.toml`.
  var path: String
  var bytes: [UInt8]

  /// `spring` of `Config/events/spring.toml`.
  var stem: String {
    let name = self.name
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// `spring.toml` of `Config/events/spring.toml`.
  var name: String {
    String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }

  /// The text, or the line that is not UTF-8.
  func text() -> Result<String, NotText> {
    if let text = String(validating: bytes, as: UTF8.self) { return .success(text) }
    var line = 1
    for part in bytes.split(separator: 10, omittingEmptySubsequences: false) {
      if String(validating: part, as: UTF8.self) == nil { break }
      line += 1
    }
    return .failure(NotText(line: line))
  }

  struct NotText: Error {
    var line: Int
  }
}
