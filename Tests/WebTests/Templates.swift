import Domain
import Foundation
import Web

/// The shipped pages and words, as the configuration reader would hand them over.
enum Templates {
  static let folder = URL(filePath: #filePath)
    .resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Templates")

  static func web() throws -> [String: String] {
    var texts: [String: String] = [:]
    let files = try FileManager.default.contentsOfDirectory(
      at: folder.appending(path: "web"), includingPropertiesForKeys: nil)
    for file in files where file.pathExtension == "html" {
      texts[file.deletingPathExtension().lastPathComponent] = try String(
        contentsOf: file, encoding: .utf8)
    }
    return texts
  }

  /// Reads the plain part of TOML that `web.toml` keeps to: tables and one-line strings.
  static func words(_ language: String) throws -> [String: String] {
    let text = try String(
      contentsOf: folder.appending(path: "\(language)/web.toml"), encoding: .utf8)
    var words: [String: String] = [:]
    var table = "web"
    for line in text.split(separator: "\n") where !line.hasPrefix("#") {
      if line.hasPrefix("[") {
        table = "web." + line.dropFirst().dropLast()
      } else if let equals = line.firstRange(of: " = \"") {
        words["\(table).\(line[..<equals.lowerBound])"] = String(
          line[equals.upperBound...].dropLast())
      }
    }
    return words
  }

  /// The shipped pages with the sample dress, compiled once.
  static let shipped = Result { try renderer() }

  static func renderer(
    accent: String = "#0a6640", logo: Network.Logo? = nil, language: String = "nl",
    base: String = ""
  ) throws -> PageRenderer {
    try PageRenderer(
      templates: web(), words: ["nl": words("nl"), "en": words("en")],
      dress: Branding(
        networkName: "MVO Nederland", address: "Postbus 1, 3500 AA Utrecht", accent: accent,
        logo: logo, language: language, base: base))
  }
}
