import Domain
import Glibc
import State
import Store

/// What the state of a large network takes: memory, and time until it is read from a snapshot.
///
///     StateBench write FOLDER PEOPLE EVENTS    fills a state and writes it as a snapshot
///     StateBench read FOLDER                   reads it, in a process of its own
///
/// Everybody got an invitation to every event, two thirds a reminder, a hundredth answered.
@main
enum StateBench {
  static func main() {
    let arguments = CommandLine.arguments
    do {
      switch (arguments.count, arguments.dropFirst().first) {
      case (5, "write"):
        try write(arguments[2], people: Int32(arguments[3]) ?? 0, events: Int(arguments[4]) ?? 0)
      case (3, "read"): try read(arguments[2])
      default:
        print("usage: StateBench write FOLDER PEOPLE EVENTS | read FOLDER")
        exit(64)
      }
    } catch {
      print("state: \(error)")
      exit(74)
    }
  }

  private static func write(_ folder: String, people: Int32, events: Int) throws {
    var state = State()
    for person in 0..<people { _ = state.people.number("partner-\(100_000 + person)") }
    for event in 0..<events { fill("event-\(event)", at: event, people, &state) }
    let (journal, _) = try Journal.open(directory: folder, disk: RealDisk(syncs: false)) { _ in }
    try journal.wait(journal.append([Record(type: "bench", at: 0)]))
    let codec = state.codec
    let restated = state.restated(at: Instant(seconds: 0)).lazy.map { entry, at in
      let (type, fields) = codec.encode(entry)
      return Record(type: type, at: at.milliseconds, fields: fields)
    }
    try journal.snapshot(through: journal.status.durableSeq, restated)
    journal.close()
  }

  /// A hundred mails a second, not quite in the order of the people.
  private static func fill(_ event: String, at day: Int, _ people: Int32, _ state: inout State) {
    let start = Instant(seconds: 1_800_000_000 + Int64(day) * 86_400)
    for person in 0..<people {
      let shuffled = Int64(person ^ 7)
      for (step, share) in [("invitation", 3), ("reminder", 2)] where person % 3 < share {
        let key = DeliveryKey(event: event, step: step, person: person)
        let delay = shuffled / 100 + (step == "reminder" ? 1_000_000 : 0)
        state.apply(
          .committed(key, email: "", messageID: "", date: start),
          at: start.adding(seconds: delay))
        state.apply(.sent(key, reply: ""), at: start)
      }
      if person % 100 == 0 {
        let standing = SeatStanding(organisation: -1, guests: 0, place: .seated, at: start)
        let fact = SeatFact(cause: .answered, person: person, standing: standing)
        state.apply(.answered(event: event, fact: fact, words: [:], via: "link"), at: start)
      }
    }
  }

  private static func read(_ folder: String) throws {
    let empty = resident
    let bytes = plainRead(folder)
    var state = State()
    let start = seconds(CLOCK_MONOTONIC)
    let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID)
    let (journal, report) = try Journal.open(directory: folder, disk: RealDisk(syncs: false)) {
      if let entry = $0.type == "bench" ? nil : try state.decode(type: $0.type, $0.json) {
        state.apply(entry, at: Instant(milliseconds: $0.at))
      }
    }
    let elapsed = seconds(CLOCK_MONOTONIC) - start
    let used = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu
    print(
      "state of \(state.people.count) people × \(state.events.count) events: \(report.entries) lines"
    )
    print("  resident    \(resident) MB, of which \(empty) MB the empty process")
    print("  snapshot    \(bytes.megabytes) MB, read plainly in \(shown(bytes.seconds))")
    print("  ready in    \(shown(elapsed)), \(shown(used)) of processor time")
    journal.close()
  }

  /// The machine's limit: the same bytes read into memory and walked through once.
  private static func plainRead(_ folder: String) -> (megabytes: Int, seconds: Double) {
    let start = seconds(CLOCK_MONOTONIC)
    var total = 0
    var lines = 0
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    for name in (try? RealDisk().list(folder + "/snapshot")) ?? [] {
      let descriptor = open(folder + "/snapshot/" + name, O_RDONLY)
      guard descriptor >= 0 else { continue }
      defer { close(descriptor) }
      while case let count = Glibc.read(descriptor, &buffer, buffer.count), count > 0 {
        total += count
        for byte in buffer[..<count] where byte == 10 { lines += 1 }
      }
    }
    precondition(lines > 0, "no snapshot in \(folder)")
    return (total >> 20, seconds(CLOCK_MONOTONIC) - start)
  }

  private static var resident: Int {
    guard let file = fopen("/proc/self/statm", "r") else { return 0 }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 128)
    guard fgets(&line, Int32(line.count), file) != nil else { return 0 }
    let bytes = line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let text = String(decoding: bytes, as: UTF8.self)
    let pages = text.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return (pages * Int(sysconf(Int32(_SC_PAGESIZE)))) >> 20
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func shown(_ seconds: Double) -> String {
    "\(Int((seconds * 1000).rounded())) ms"
  }
}
