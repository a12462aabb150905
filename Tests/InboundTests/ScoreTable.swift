import Foundation
import Inbound

/// Recipients found and verdicts equal, by kind of server.
struct ScoreTable {
  private struct Row {
    var mails = 0
    var recipients = 0
    var verdicts = 0
    /// Called dead, and by others not.
    var hards = 0
    /// Those among them of which Sisimai does not say itself that the user is unknown or switched
    /// off.
    var falseHards = 0
  }

  private var rows: [String: Row] = [:]
  private var misses: [String] = []

  mutating func add(_ sample: Samples.Sample, _ understood: ClassifiedMail) {
    let kind = sample.name.replacing("lhost-", with: "").replacing("rhost-", with: "")
      .prefix { $0 != "-" }
    let found = understood.recipients + [understood.recipient].compactMap { $0 }
    let lower = Set(found.map { $0.lowercased() })
    let hasRecipient = sample.labels.allSatisfy { lower.contains($0.recipient.lowercased()) }
    let hasVerdict = sample.labels.contains { Self.number(understood) == $0.soft }
    rows[String(kind), default: Row()].mails += 1
    if hasRecipient { rows[String(kind), default: Row()].recipients += 1 }
    if hasVerdict { rows[String(kind), default: Row()].verdicts += 1 }
    if understood.verdict == .hard, !hasVerdict {
      rows[String(kind), default: Row()].hards += 1
      let isDisputed = sample.labels.contains { Self.disputed.contains($0.reason) }
      if !isDisputed { rows[String(kind), default: Row()].falseHards += 1 }
    }
    if !hasRecipient || !hasVerdict {
      let said = sample.labels.map { "\($0.recipient) \($0.reason) \($0.soft)" }
      misses.append(
        "\(sample.name): \(said.joined(separator: ", ")) | \(understood.kind.rawValue) "
          + "\(found.joined(separator: " ")) \(understood.why) \(understood.verdict.rawValue) "
          + "\(understood.status ?? "") | \(understood.diagnosis.prefix(160))")
    }
  }

  /// `filtered` is what Sisimai calls "user unknown" wherever it does not see that RCPT was
  /// refused, and `suspend` a mailbox that is switched off by code and words: both are dead to us.
  private static let disputed: Set = ["filtered", "suspend"]

  /// Sisimai's three classes: policy is soft to it.
  private static func number(_ understood: ClassifiedMail) -> Int {
    switch understood.verdict {
    case .hard: 0
    case .soft, .policy: 1
    case .none: -1
    }
  }

  var recipientShare: Double { share(\.recipients) }
  var verdictShare: Double { share(\.verdicts) }
  /// Of all mails, those called dead that are not.
  var falseHardShare: Double { share(\.falseHards) }

  private func share(_ part: KeyPath<Row, Int>) -> Double {
    Double(rows.values.reduce(0) { $0 + $1[keyPath: part] })
      / Double(max(1, rows.values.reduce(0) { $0 + $1.mails }))
  }

  var summary: String {
    String(
      format:
        "%d mails: recipient %.1f %%, verdict %.1f %%, false hard %.1f %% (%.1f %% with those "
        + "that Sisimai calls filtered or suspend)",
      rows.values.reduce(0) { $0 + $1.mails }, 100 * recipientShare, 100 * verdictShare,
      100 * falseHardShare, 100 * share(\.hards))
  }

  var text: String {
    var lines = ["server               mails  recipient  verdict"]
    for (kind, row) in rows.sorted(by: { $0.key < $1.key }) {
      lines.append(line(kind, row.mails, row.recipients, row.verdicts))
    }
    let sum = rows.values.reduce(into: Row()) {
      $0.mails += $1.mails
      $0.recipients += $1.recipients
      $0.verdicts += $1.verdicts
    }
    lines.append(line("all", sum.mails, sum.recipients, sum.verdicts))
    lines.append(summary)
    if ProcessInfo.processInfo.environment["CONVOKE_BOUNCES_MISSES"] != nil { lines += misses }
    return lines.joined(separator: "\n")
  }

  private func line(_ kind: String, _ mails: Int, _ recipients: Int, _ verdicts: Int) -> String {
    kind.padding(toLength: 20, withPad: " ", startingAt: 0)
      + String(format: "%6d%11d%9d", mails, recipients, verdicts)
  }
}
