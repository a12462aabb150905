import ConfigReader
import Domain
import Foundation
import Testing

/// A temporary copy of the fixture, which a test changes before it reads it.
final class Folder {
  let path: String

  /// 1 December 2026, before every date of the fixture.
  static let now = Zone.utc.instant(LocalDateTime(dayNumber: 20_788))

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/config-\(UUID())"
    let fixture = String(#filePath.dropLast("Folder.swift".count)) + "Fixtures"
    try FileManager.default.copyItem(atPath: fixture, toPath: path)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func write(_ file: String, _ text: String) throws { try write(file, bytes: Array(text.utf8)) }

  func write(_ file: String, bytes: [UInt8]) throws {
    let url = URL(fileURLWithPath: "\(path)/\(file)")
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    // Not by Foundation, which waits for the disk each time.
    let handle = try #require(fopen(url.path, "w"))
    defer { fclose(handle) }
    try #require(fwrite(bytes, 1, bytes.count, handle) == bytes.count)
  }

  func text(_ file: String) throws -> String {
    try String(contentsOfFile: "\(path)/\(file)", encoding: .utf8)
  }

  /// Replaces a text that must be there once.
  func replace(_ old: String, _ new: String, in file: String) throws {
    let parts = try text(file).components(separatedBy: old)
    try #require(parts.count == 2, "'\(old)' is \(parts.count - 1) times in \(file)")
    try write(file, parts.joined(separator: new))
  }

  func remove(_ file: String) throws {
    try FileManager.default.removeItem(atPath: "\(path)/\(file)")
  }

  func read(
    now: Instant = Folder.now, known: KnownFacts = .none, checks: [ConfigReader.Check] = []
  ) -> (programme: Programme?, problems: [Problem]) {
    ConfigReader.read(directory: "\(path)/Config", now: now, known: known, checks: checks)
  }

  /// The problems as `convoke check` prints them.
  func problems(now: Instant = Folder.now, known: KnownFacts = .none) -> [String] {
    read(now: now, known: known).problems.map(\.description)
  }
}

func instant(_ text: String, _ zone: String = "Europe/Amsterdam") throws -> Instant {
  let local = try #require(LocalDateTime(parsing: text))
  return try #require(ConfigReader.loadZone(zone)).instant(local)
}
