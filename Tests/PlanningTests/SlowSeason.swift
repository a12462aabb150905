import Domain
import Planning

/// The rules of CONTRACT "Times" as plainly as they can be said: at each moment at which anything
/// could change, everybody's steps are looked at again, with the whole history at hand.
struct SlowSeason {
  struct Sent: Hashable, Comparable, CustomStringConvertible {
    var at: Instant
    var step: String
    var person: Int32
    static func < (a: Sent, b: Sent) -> Bool {
      (a.at, a.person, a.step) < (b.at, b.person, b.step)
    }
    var description: String { "\(Zone.utc.local(at)) \(step) \(person)" }
  }

  let steps: [EventSchedule.Timed]
  let hours: SendingHours
  let gap: Int64
  let host: Int32
  private(set) var sent: [Sent] = []
  /// Every mail of the event, those about an answer too.
  private var mails: [Int32: [Instant]] = [:]
  private var missed: Set<Pair> = []
  private var answers: [Int32: (choice: Choice, at: Instant)] = [:]
  private var unsubscribed: Set<Int32> = []
  private var moments: Set<Instant> = []

  private struct Pair: Hashable {
    var step: String
    var person: Int32
  }

  init(_ scene: Scene) {
    steps = scene.schedule.timed
    hours = scene.programme.send.hours
    gap = scene.programme.send.minGap.seconds
    host = scene.host
  }

  mutating func play(_ happenings: [Happening], people: [Int32], from: Instant, to: Instant) {
    moments = Set(happenings.map(\.at) + [from])
    for step in steps {
      moments.formUnion([step.due, Instant(milliseconds: step.until.milliseconds + 1)])
    }
    var now = from
    while now < to {
      for happening in happenings where happening.at == now { take(happening) }
      var before = -1
      while before != sent.count + missed.count {
        before = sent.count + missed.count
        for person in people { for step in steps { look(step, person, now) } }
      }
      now = moments.filter { $0 > now }.min() ?? to
    }
  }

  private mutating func take(_ happening: Happening) {
    switch happening.deed {
    case .unsubscribes: unsubscribed.insert(happening.person)
    case .answers(let choice, let isConfirmed):
      answers[happening.person] = (choice, happening.at)
      if isConfirmed { mails[happening.person, default: []].append(happening.at) }
    }
  }

  private mutating func look(_ step: EventSchedule.Timed, _ person: Int32, _ now: Instant) {
    let name = step.step.name
    guard now >= step.due, !isSent(name, person),
      !missed.contains(Pair(step: name, person: person)),
      wants(step, person, now), !isPassed(step, person, now)
    else { return }
    if now > step.until {
      missed.insert(Pair(step: name, person: person))
      return
    }
    let last = sent.filter { $0.person == person }.map(\.at).max()
    if let last {
      let free = Instant(seconds: last.seconds + gap)
      if free > now {
        let next = hours.next(from: free)
        if next <= step.until {
          moments.insert(next)
          return
        }
        if step.step.to != .attending {
          missed.insert(Pair(step: name, person: person))
          return
        }
      }
    }
    guard hours.isOpen(at: now) else {
      moments.insert(hours.next(from: now))
      return
    }
    sent.append(Sent(at: now, step: name, person: person))
    mails[person, default: []].append(now)
  }

  private func isSent(_ step: String, _ person: Int32) -> Bool {
    sent.contains { $0.step == step && $0.person == person }
  }

  /// Whether the person is among those the step is for.
  private func wants(_ step: EventSchedule.Timed, _ person: Int32, _ now: Instant) -> Bool {
    if (step.step.to == .host) != (person == host) { return false }
    if person == host { return true }
    if unsubscribed.contains(person) { return false }
    let answer = answers[person]?.choice
    switch step.step.to {
    case .audience: return answer != .no && (answers[person].map { $0.at <= step.due } ?? true)
    case .silent:
      return answer == nil
        && steps.contains { $0.step.to == .audience && isSent($0.step.name, person) }
    case .attending: return answer == .yes
    case .maybe: return answer == .maybe
    case .declined: return answer == .no
    case .waiting, .host, .person: return false
    }
  }

  /// Whether a newer step of its sort takes its place, or the first mail came after it was due.
  private func isPassed(_ step: EventSchedule.Timed, _ person: Int32, _ now: Instant) -> Bool {
    let isForAudience = step.step.to == .audience
    if !isForAudience, person != host, let first = mails[person]?.min(),
      step.due < Instant(seconds: first.seconds)
    {
      return true
    }
    // What they had later overtakes a step to the audience, whatever it was.
    if isForAudience, steps.contains(where: { $0.due > step.due && isSent($0.step.name, person) }) {
      return true
    }
    return steps.contains { newer in
      guard (newer.step.to == .audience) == isForAudience, newer.due > step.due, newer.due <= now
      else { return false }
      if isSent(newer.step.name, person) { return true }
      let isMissed = missed.contains(Pair(step: newer.step.name, person: person))
      return !isMissed && now <= newer.until && isMeant(newer, person)
    }
  }

  /// As `wants`, apart from what a person wants of mail at all.
  private func isMeant(_ step: EventSchedule.Timed, _ person: Int32) -> Bool {
    if step.step.to == .audience { return answers[person]?.choice != .no && person != host }
    return wants(step, person, step.due)
  }
}

/// Something a person does in a season.
struct Happening: Sendable {
  enum Deed: Sendable {
    case answers(Choice, isConfirmed: Bool)
    case unsubscribes
  }

  var at: Instant
  var person: Int32
  var deed: Deed
}
