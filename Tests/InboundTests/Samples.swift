import Foundation
import Inbound

/// Real bounces with what others say of them. They are no part of the repository: the folder comes
/// from `CONVOKE_BOUNCES`, or lies at `../shared/data/bounces` beside the checkout.
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

  /// One half of the samples, as a seed parts them: rules are written on one and measured on the
  /// other.
  struct Half {
    let name: String
    let samples: [Sample]
  }

  /// By which the samples are parted. Another one would make rules be judged by what they were
  /// written on.
  static let seed: UInt64 = 2027
  static let writtenOn = "written on"

  let all: [Sample]

  /// Those with a label: the half that rules are written on, and the half that nobody looks at.
  var halves: [Half] {
    var labelled = all.filter { !$0.labels.isEmpty }
    var state = Self.seed
    for index in labelled.indices.dropFirst().reversed() {
      // SplitMix64, so that every machine parts them alike.
      state &+= 0x9E37_79B9_7F4A_7C15
      var random = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
      random = (random ^ random >> 27) &* 0x94D0_49BB_1331_11EB
      labelled.swapAt(index, Int((random ^ random >> 31) % UInt64(index + 1)))
    }
    let middle = labelled.count / 2
    return [
      Half(name: Self.writtenOn, samples: Array(labelled[..<middle])),
      Half(name: "unseen", samples: Array(labelled[middle...])),
    ]
  }

  private static let checkout = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  /// Those of flufl.bounce with the addresses it finds; nil where `scripts/setup test` did not
  /// fetch them.
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
