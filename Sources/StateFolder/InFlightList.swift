import Glibc
import JSONLines
import NIOConcurrencyHelpers

/// The mails that are being handed over, in a small file that outlives the process: what is still
/// under way in it at a start was there when the last process died.
///
/// `State/in-flight`, memory-mapped: a line of JSON a slot, filled up with spaces to 512 bytes. It
/// is never synced, because it has to outlive a process and not a machine; a mail costs no call of
/// the system. A mail that does not fit, or finds no slot, is not watched, which harms nobody.
package final class InFlightList: @unchecked Sendable {
  // `@unchecked`: the mapped bytes are touched under `slots` only.

  /// One mail and how often the process died with it.
  package struct Trace: Sendable, Hashable {
    package var event: String
    package var step: String
    package var person: String
    package var occurrence: Int32
    package var falls = 0

    package init(event: String, step: String, person: String, occurrence: Int32) {
      self.event = event
      self.step = step
      self.person = person
      self.occurrence = occurrence
    }
  }

  private struct Slots {
    var taken: [Trace?]
    var free: [Int]
  }

  static let width = 512
  static let count = 256

  private let memory: UnsafeMutableRawBufferPointer
  private let slots: NIOLockedValueBox<Slots>

  /// Mails that the process died with at least once and that have not ended since.
  package let suspects: [Trace]

  /// Opens the list, or makes an empty one; nil when the system does not let us.
  package init?(path: String) {
    let size = Self.width * Self.count
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard file >= 0 else { return nil }
    defer { close(file) }
    guard ftruncate(file, off_t(size)) == 0,
      let start = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0), start != MAP_FAILED
    else { return nil }
    memory = UnsafeMutableRawBufferPointer(start: start, count: size)
    var slots = Slots(taken: [], free: [])
    for slot in 0..<Self.count {
      let found = Self.read(UnsafeRawBufferPointer(rebasing: memory[Self.range(slot)]))
      var trace = found?.trace
      if found?.isUnderWay == true { trace?.falls += 1 }
      if trace?.falls == 0 { trace = nil }
      slots.taken.append(trace)
      if trace == nil { slots.free.append(slot) }
      Self.write(trace, isUnderWay: false, to: memory, slot)
    }
    suspects = slots.taken.compactMap { $0 }
    self.slots = NIOLockedValueBox(slots)
  }

  deinit { munmap(memory.baseAddress, memory.count) }

  /// The mail is being made and handed over from now on.
  /// - Returns: its slot, for `end`; nil when it is not watched.
  package func begin(_ trace: Trace) -> Int? {
    slots.withLockedValue { slots in
      let known = slots.taken.firstIndex { $0?.isSame(as: trace) == true }
      guard let slot = known ?? slots.free.popLast() else { return nil }
      let trace = slots.taken[slot] ?? trace
      slots.taken[slot] = trace
      Self.write(trace, isUnderWay: true, to: memory, slot)
      return slot
    }
  }

  /// The mail is no longer under way. `isOver`: it came to an end; otherwise it was given back, and
  /// one that is suspect stays so.
  package func end(_ slot: Int?, isOver: Bool) {
    guard let slot else { return }
    slots.withLockedValue { slots in
      let stays = !isOver && (slots.taken[slot]?.falls ?? 0) > 0
      if !stays {
        slots.taken[slot] = nil
        slots.free.append(slot)
      }
      Self.write(slots.taken[slot], isUnderWay: false, to: memory, slot)
    }
  }

  /// Forgets a suspect that is of no interest any more.
  package func drop(_ trace: Trace) {
    let slot = slots.withLockedValue { slots in
      slots.taken.firstIndex { $0?.isSame(as: trace) == true }
    }
    end(slot, isOver: true)
  }

  /// Blanks the slots of a person in the file of a list, which may be in use: who is under way is
  /// no longer watched.
  package static func erase(_ ids: Set<String>, path: String) {
    let file = Glibc.open(path, O_RDWR | O_CLOEXEC)
    guard file >= 0 else { return }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: width)
    let blank = [UInt8](repeating: UInt8(ascii: " "), count: width - 1)
    for slot in 0..<count where pread(file, &bytes, width, off_t(slot * width)) == width {
      let person = bytes.withUnsafeBytes { read($0)?.trace.person }
      if let person, ids.contains(person) {
        _ = pwrite(file, blank, blank.count, off_t(slot * width))
      }
    }
  }

  private static func range(_ slot: Int) -> Range<Int> { slot * width..<(slot + 1) * width }

  private static func write(
    _ trace: Trace?, isUnderWay: Bool, to memory: UnsafeMutableRawBufferPointer, _ slot: Int
  ) {
    var line = trace.map { bytes($0, isUnderWay: isUnderWay) } ?? []
    if line.count >= width { line = [] }
    line += repeatElement(UInt8(ascii: " "), count: width - 1 - line.count)
    line.append(UInt8(ascii: "\n"))
    UnsafeMutableRawBufferPointer(rebasing: memory[range(slot)]).copyBytes(from: line)
  }

  private static func bytes(_ trace: Trace, isUnderWay: Bool) -> [UInt8] {
    var json = JSONObjectWriter()
    json.add("event", trace.event)
    json.add("step", trace.step)
    json.add("person", trace.person)
    if trace.occurrence != 0 { json.add("occurrence", Int(trace.occurrence)) }
    json.add("falls", trace.falls)
    json.add("under_way", isUnderWay)
    return json.finish()
  }

  /// What a slot holds; nil for an empty one, and for one that was being written when all ended.
  private static func read(_ bytes: UnsafeRawBufferPointer) -> (trace: Trace, isUnderWay: Bool)? {
    let line = Array(bytes.prefix { $0 != 0 && $0 != UInt8(ascii: "\n") })
    guard let end = line.lastIndex(of: UInt8(ascii: "}")) else { return nil }
    return try? JSONLine.parse(Array(line[...end])) { line in
      guard let event = line.string("event"), let step = line.string("step"),
        let person = line.string("person"), let falls = line.int("falls")
      else { return nil }
      var trace = Trace(
        event: event, step: step, person: person,
        occurrence: Int32(truncatingIfNeeded: line.int("occurrence") ?? 0))
      trace.falls = falls
      return (trace, line.bool("under_way") == true)
    }
  }
}

extension InFlightList.Trace {
  fileprivate func isSame(as other: Self) -> Bool {
    (event, step, person, occurrence) == (other.event, other.step, other.person, other.occurrence)
  }
}
