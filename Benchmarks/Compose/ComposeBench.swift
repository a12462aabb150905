import CAllocations
import Domain
import Glibc
import Letters

/// How many complete invitations one core composes in a second: text, HTML, calendar and
/// attachment.
///
///     ComposeBench [COUNT]        run from the folder that holds Templates/
@main
enum ComposeBench {
  static func main() throws {
    let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 60_000
    let event = try ComposeSample.event()
    let composer = try Composer(
      programme: try ComposeSample.programme(event), keys: SigningKeys(master: Array(0..<32)))
    let step = Step(
      name: "invitation", trigger: .at(try Moment(parsing: "-6w")), to: .audience, until: .start,
      calendar: true, onDoubt: .next)
    let people = try (0..<1000).map { number in
      Person(
        id: "\(1000 + number)", email: try MailAddress("partner\(number)@bedrijf.example"),
        name: "Zoë Jansen-\(number)", organisation: "Bakker & Zn. \(number)")
    }
    var bytes = 0
    let start = processorSeconds
    for number in 0..<count {
      let letter = try composer.compose(
        LetterRequest(
          kind: .step(step), event: event, person: people[number % people.count],
          instant: Instant(seconds: 1_809_934_200)))
      bytes += letter.message.count
    }
    let seconds = processorSeconds - start
    let rate = Double(count) / seconds
    print(
      "compose: \(Int(rate)) invitations/s of one core, \(bytes / count) bytes and "
        + "\(Int(seconds / Double(count) * 1e6)) µs each "
        + "(goal 15000 or more: \(rate >= 15_000 ? "ok" : "MISSED"))")
    try reportAllocations(
      composer,
      LetterRequest(
        kind: .step(step), event: event, person: people[0],
        instant: Instant(seconds: 1_809_934_200)))
  }

  /// What one more letter asks of the allocator, beside the size of what it is made of.
  private static func reportAllocations(
    _ composer: Composer, _ request: LetterRequest
  ) throws {
    let before = allocations_of_this_thread()
    let letter = try composer.compose(request)
    let after = allocations_of_this_thread()
    let buffers = after.large_count - before.large_count
    // The message itself, and for each of its parts the text of it and what is encoded.
    let parts = [
      letter.textBytes.count, letter.htmlBytes.count, letter.calendarBytes?.count ?? 0,
      letter.calendarBytes?.count ?? 0,
    ]
    print(
      "compose: \(after.count - before.count) allocations of \(after.bytes - before.bytes) bytes, "
        + "\(buffers) of them buffers (1 KB or more) of \(after.large_bytes - before.large_bytes) "
        + "bytes, for parts of \(parts.map(String.init).joined(separator: " + ")) bytes and a message "
        + "of \(letter.message.count)")
  }

  /// What this thread had of the processor; others that use the machine do not count.
  private static var processorSeconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
