import Domain
import Foundation
import Rehearsal
import State
import Testing

@Suite struct ScriptTests {
  private func read(_ text: String, zone: Zone = .utc) throws -> ([ScriptedAnswer], [Problem]) {
    ScriptReader.read(
      Array(text.utf8), path: "answers.csv", programme: try Sample.programme(zone: zone))
  }

  @Test("rows are read with guests and questions, and played in the order of time")
  func rows() throws {
    let (answers, problems) = try read(
      """
      at,email,event,answer,guests,q_dilemma,q_empty
      2027-05-06T10:00:00,p1@b.example,open,yes,2,"Hoe, en ""waarom""?",
      2027-05-05T10:00:00,p2@b.example,open,no,,,
      2027-05-05T10:00:00,p0@b.example,open,unsubscribe,,,
      """)
    #expect(problems == [])
    #expect(answers.map(\.email) == ["p2@b.example", "p0@b.example", "p1@b.example"])
    #expect(answers.map(\.line) == [3, 4, 2])
    #expect(answers.map(\.event) == ["open", "open", "open"])
    guard case .answer(let no) = answers[0].deed, case .unsubscribe = answers[1].deed,
      case .answer(let yes) = answers[2].deed
    else {
      Issue.record("\(answers)")
      return
    }
    #expect(no == Answer(choice: .no, via: "rehearsal"))
    #expect(
      yes
        == Answer(
          choice: .yes, guests: 2, words: ["dilemma": "Hoe, en \"waarom\"?"], via: "rehearsal"))
  }

  @Test func `doubled quotes in a cell are undoubled once`() throws {
    let (answers, problems) = try read(
      #"""
      at,email,event,answer,q_dilemma
      2027-05-06T10:00:00,p1@b.example,open,yes,"he said """"hi"""" twice"
      """#)
    #expect(problems == [])
    guard case .answer(let answer) = answers.first?.deed else {
      Issue.record("\(answers)")
      return
    }
    #expect(answer.words == ["dilemma": #"he said ""hi"" twice"#])
  }

  @Test("times are those of the event's zone, of the network's where no event is named")
  func zones() throws {
    let bytes = try Data(contentsOf: URL(fileURLWithPath: "/usr/share/zoneinfo/Europe/Amsterdam"))
    let amsterdam = try Zone(name: "Europe/Amsterdam", tzif: [UInt8](bytes))
    let (answers, _) = try read(
      """
      at;email;event;answer
      2027-05-06T10:00:00;p1@b.example;open;yes
      2027-05-06T10:00:00;p1@b.example;;unsubscribe
      """, zone: amsterdam)
    let ten = Zone.utc.instant(try Sample.local("2027-05-06T10:00:00"))
    #expect(answers.map(\.at) == [ten.adding(seconds: -7200), ten])
  }

  @Test(
    "a row that cannot be read is named by its line, and the others are played",
    arguments: [
      ("tomorrow,p1@b.example,open,yes", "'tomorrow' is not a local date-time"),
      ("2027-02-30T10:00:00,p1@b.example,open,yes", "'2027-02-30T10:00:00' is not"),
      ("2027-05-06T10:00:00,p1@b.example,open,perhaps", "'perhaps' is not yes, no, maybe"),
      ("2027-05-06T10:00:00,p1@b.example", "'' is not yes, no, maybe or unsubscribe"),
    ])
  func faults(_ row: String, _ text: String) throws {
    let (answers, problems) = try read(
      "at,email,event,answer\n2027-05-06T10:00:00,p1@b.example,open,yes\n\(row)\n")
    #expect(answers.count == 1)
    #expect(problems.count == 1)
    let shown = problems.first?.description ?? ""
    #expect(shown.hasPrefix("answers.csv:3:1: error: \(text)"), "\(shown)")
  }
}

@Suite struct VirtualClockTests {
  @Test("the clock jumps forwards and never back")
  func jumps() {
    let clock = VirtualClock(Sample.morning)
    clock.jump(to: Sample.morning.adding(seconds: 5))
    #expect(clock.now == Sample.morning.adding(seconds: 5))
    clock.jump(to: Sample.morning)
    #expect(clock.now == Sample.morning.adding(seconds: 5))
  }
}
