import Daemon
import Domain
import Foundation
import StateFolder
import Testing

/// Answers of one person that come in by every way, in all orders, between rounds, crashes and a
/// clock that goes back. Beside the rules stands what a person would say: the last that came in
/// counts. `CONVOKE_FUZZ_SEED` begins at a seed that failed.
@Suite struct OrderFuzzTests {
  private struct Dice {
    var state: UInt64

    mutating func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % limit
    }
  }

  @Test("Whatever way answers come in, the last one counts")
  func fuzz() throws {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["CONVOKE_FUZZ_SECONDS"].flatMap { Double($0) }.map { min($0, 20) }
    let first = environment["CONVOKE_FUZZ_SEED"].flatMap { UInt64($0) } ?? 1
    let start = ProcessInfo.processInfo.systemUptime
    var seed = first
    while seconds.map({ ProcessInfo.processInfo.systemUptime - start < $0 }) ?? (seed < first + 40)
    {
      try play(seed)
      seed += 1
    }
  }

  private func play(_ seed: UInt64) throws {
    var dice = Dice(state: seed &* 0x9E37_79B9_7F4A_7C15)
    let room = try InboundFixture(maildir: true)
    let new = room.folder.path + "/Maildir/new"
    try FileManager.default.createDirectory(atPath: new, withIntermediateDirectories: true)
    var second: Int64 = 1_700_000_000
    var last: Choice?
    for turn in 1...(2 + dice.below(12)) {
      let choice = [Choice.yes, .no, .maybe][dice.below(3)]
      let words = ["yes": "Ja", "no": "Nee", "maybe": "Misschien"][choice.rawValue] ?? ""
      let mail = room.letter(words + String(repeating: "!", count: turn), to: "p0")
        .replacing("\n", with: "\r\n")
      if dice.below(2) == 0 {
        // Taken in before whatever the Maildir still has is copied; a round settles that first.
        room.intake.round()
        try room.spool.deposit(
          SpooledMail(mail: Array(mail.utf8)), now: 1_800_000_000_000 - Int64(dice.below(5000)))
      } else {
        // The Maildir is copied behind what is in the spool.
        let name: String
        switch dice.below(3) {
        case 0:
          second += 1
          name = "\(second).\(1 + dice.below(30_000)).host"
        case 1:
          second += 1
          name = "\(second).\(dice.below(9))_\(turn).host"
        default:
          second += Int64(dice.below(2))
          // Of a second that has others, too, nobody knows the order: a round takes those first.
          let others = try FileManager.default.contentsOfDirectory(atPath: new)
            .filter { $0.hasPrefix("\(second).") && !$0.contains("P7Q") }
          if !others.isEmpty { room.intake.round() }
          name = "\(second).M\(100_000 + turn)P7Q\(turn).host"
        }
        try Data(mail.utf8).write(to: URL(fileURLWithPath: "\(new)/\(name)"))
      }
      last = choice
      switch dice.below(4) {
      case 0: room.intake.round()
      case 1: try room.intake.open()
      default: break
      }
    }
    room.intake.round()
    #expect(try room.choice("p0") == last, "seed \(seed)")
    #expect(try room.hostMails == 0, "seed \(seed)")
  }
}
