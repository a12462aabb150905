import Foundation
import Inbound
import Testing

/// How well real bounces are understood, beside Sisimai, which has a module for each kind of server.
@Suite struct SampleTests {
  @Test("Of the bounces Sisimai understands, we find the recipient of 96 % and the verdict of 92 %")
  func sisimai() throws {
    guard let samples = try Samples() else {
      print("no labelled bounces here (CONVOKE_BOUNCES): not compared with Sisimai")
      return
    }
    var table = ScoreTable()
    for sample in samples.all where !sample.labels.isEmpty {
      let understood = try MailReader.understand(sample.mail)
      table.add(sample, understood)
    }
    print(table.text)
    #expect(table.recipientShare >= 0.96)
    #expect(table.verdictShare >= 0.92)
  }
}
