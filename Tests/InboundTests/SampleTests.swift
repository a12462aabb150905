import Foundation
import Inbound
import Testing

/// How well real bounces are understood, beside programs that have a module for each kind of
/// server. What a sample is not told apart by is in `ScoreTable`; its misses are printed with
/// `CONVOKE_BOUNCES_MISSES=1`.
@Suite struct SampleTests {
  @Test("Of the bounces Sisimai understands, we find recipient and verdict, on both halves alike")
  func sisimai() throws {
    guard let samples = try Samples() else {
      print("no labelled bounces here (CONVOKE_BOUNCES): not compared with Sisimai")
      return
    }
    for half in samples.halves {
      var table = ScoreTable()
      for sample in half.samples { table.add(sample, try MailReader.understand(sample.mail)) }
      print("bounces, the half that is \(half.name) (seed \(Samples.seed)): \(table.summary)")
      // Whoever reads the misses of the other half has seen it.
      if half.name == Samples.writtenOn { print(table.text) }
      #expect(table.recipientShare >= 0.96)
      #expect(table.verdictShare >= 0.90)
      #expect(table.falseHardShare <= 0.02)
    }
  }

  /// Some of these tell only a name, or name addresses that stand nowhere in the mail.
  @Test("Of flufl.bounce's own samples in which it finds an address, we find it in 96 %")
  func flufl() throws {
    guard let samples = try Samples.flufl() else {
      print(
        "no samples of flufl.bounce here (scripts/setup test fetches them): not compared with it")
      return
    }
    var missed: [String] = []
    let labelled = samples.filter { !$0.addresses.isEmpty }
    for sample in labelled {
      let understood = try MailReader.understand(sample.mail)
      let found = Set(understood.recipients.map { $0.lowercased() })
      if !sample.addresses.contains(where: { found.contains($0.lowercased()) }) {
        missed.append(sample.name)
      }
    }
    let share = 1 - Double(missed.count) / Double(max(1, labelled.count))
    print(
      "flufl.bounce: \(labelled.count) samples, recipient \(Int(share * 1000) / 10) %, not in "
        + missed.joined(separator: " "))
    #expect(share >= 0.96)
  }
}
