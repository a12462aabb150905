import Foundation
import Inbound

/// Real bounces with what others say of them. They are no part of the repository: the folder comes from
/// `CONVOKE_BOUNCES`, or lies at `../shared/data/bounces` beside the checkout.
struct Samples {
  struct Label: Decodable {
    let recipient: String
    let reason: String
    /// 0 hard, 1 soft, -1 neither.
    let soft: Int
  }

  struct Sample {
    let name: String
    let mail: [UInt8]
    let labels: [Label]
  }

  let all: [Sample]

  private static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Those of flufl.bounce with the addresses it finds; nil where `scripts/setup test` did not fetch them.
  static func flufl() throws -> [(name: String, mail: [UInt8], addresses: [String])]? {
    let folder = checkout.appending(path: ".build-tools/flufl.bounce")
    guard let json = try? Data(contentsOf: folder.appending(path: "labels.json")) else {
      return nil
    }
    let labels = try JSONDecoder().decode([String: [String]].self, from: json)
    return try labels.sorted { $0.key < $1.key }.map { name, addresses in
      let mail = try Data(contentsOf: folder.appending(path: "mail").appending(path: name))
      return (name, Array(mail), addresses)
    }
  }

  /// nil where the folder is absent.
  init?() throws {
    let folder =
      ProcessInfo.processInfo.environment["CONVOKE_BOUNCES"].map { URL(fileURLWithPath: $0) }
      ?? Self.checkout.appending(path: "../shared/data/bounces").standardizedFileURL
    guard let json = try? Data(contentsOf: folder.appending(path: "labels.json")) else {
      return nil
    }
    let labels = try JSONDecoder().decode([String: [Label]].self, from: json)
    all = try labels.sorted { $0.key < $1.key }.map { name, labels in
      let mail = try Data(contentsOf: folder.appending(path: "mail").appending(path: name))
      return Sample(name: name, mail: Array(mail), labels: labels)
    }
  }
}
