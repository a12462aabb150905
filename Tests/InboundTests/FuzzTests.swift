import Domain
import Foundation
import Glibc
import Inbound
import Testing

/// Random damage to real mails. `scripts/fuzz` runs this for ten minutes, `scripts/test` for one;
/// by itself it is over in seconds. A failure names its seed: `CONVOKE_FUZZ_SEED=… scripts/fuzz`
/// begins there again.
@Suite struct FuzzTests {
  @Test("Whatever comes in, the reader answers within its limits, and always the same")
  func fuzz() throws {
    let environment = ProcessInfo.processInfo.environment
    let seconds = environment["CONVOKE_FUZZ_SECONDS"].flatMap { Double($0) }
    let first =
      environment["CONVOKE_FUZZ_SEED"].flatMap { UInt64($0) }
      ?? (seconds == nil ? 1 : UInt64(time(nil)))
    // A trap ends the process without a word: the mail it was at lies here.
    let trace = environment["CONVOKE_FUZZ_LAST"].map {
      open($0, O_CREAT | O_WRONLY | O_TRUNC, 0o600)
    }
    let corpus = try Self.corpus()
    let start = ProcessInfo.processInfo.systemUptime
    var slowest = (time: 0.0, seed: first)
    var seed = first
    while seconds.map({ ProcessInfo.processInfo.systemUptime - start < $0 })
      ?? (seed < first + 2000)
    {
      var mutator = Mutator(corpus: corpus, seed: seed)
      let mail = mutator.next()
      if let trace {
        ftruncate(trace, 0)
        _ = mail.withUnsafeBytes { pwrite(trace, $0.baseAddress, $0.count, 0) }
      }
      let began = Self.processorSeconds
      check(mail, seed)
      let took = Self.processorSeconds - began
      if took > slowest.time { slowest = (took, seed) }
      seed += 1
    }
    print(
      "fuzz: \(seed - first) mails from seed \(first); the slowest, seed \(slowest.seed), took "
        + "\(Int(slowest.time * 1e6)) µs")
  }

  private func check(_ mail: [UInt8], _ seed: UInt64) {
    let understood = try? MailReader.understand(mail)
    guard let understood else { return }
    #expect(understood.isWithinLimits, "seed \(seed)")
    #expect(understood.isConsistent, "seed \(seed): \(understood)")
    if seed % 16 == 0 {
      #expect(understood == (try? MailReader.understand(mail)), "seed \(seed)")
    }
  }

  /// Fixtures, the letters we send, and the real bounces where they are.
  private static func corpus() throws -> [[UInt8]] {
    var corpus = [
      MailText.bytes(BounceTests.report()), MailText.bytes(BounceTests.report(action: "delayed")),
      MailText.bytes(CalendarReplyTests.outlook), MailText.bytes(CalendarReplyTests.google),
      MailText.bytes(CalendarReplyTests.apple), MailText.bytes(AnswerTests.phone),
      MailText.bytes(MailText.reply("Ja, graag\n\nOn x wrote:\n> y")),
    ]
    for path in OrdinaryMailTests.golden.prefix(10) {
      corpus.append(Array(try Data(contentsOf: URL(fileURLWithPath: path))))
    }
    return corpus + (try Samples()?.all.map(\.mail) ?? [])
  }

  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

extension ClassifiedMail {
  /// Nothing that is kept is longer than it may be, and a line is a line.
  fileprivate var isWithinLimits: Bool {
    let lines = [subject, diagnosis]
    let isClean = lines.allSatisfy { line in
      line.utf8.count <= MailLimits.kept && line.unicodeScalars.allSatisfy { $0.value >= 0x20 }
    }
    let addresses = tagged + recipients + [sender, recipient].compactMap { $0 }
    return isClean && ownWords.utf8.count <= MailLimits.keptWords && tagged.count <= 50
      && recipients.count <= 100 && inReplyTo.count <= 500 && why.utf8.count <= 1000
      && addresses.allSatisfy { address in
        address.utf8.count <= 400 && address.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
      }
  }

  /// The fields of one kind of mail are empty in every other.
  fileprivate var isConsistent: Bool {
    switch kind {
    case .bounce:
      verdict != .none && recipient != nil && reason != nil && isAutomatic && choice == nil
    case .complaint: verdict == .none && isAutomatic && choice == nil
    case .reply:
      choice == calendar?.partstat?.choice && verdict == .none
        && (calendar != nil || !ownWords.isEmpty && !isAutomatic && !isList)
    case .answer: choice != nil && !isAutomatic && !isList && verdict == .none
    case .unsubscribe, .automatic, .other: choice == nil && verdict == .none && calendar == nil
    }
  }
}
