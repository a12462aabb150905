import Domain
import Planning

/// CONTRACT "Times" and "playbooks" as plainly as they can be said, worked out from the files
/// alone: what must go to somebody at a moment, and what may not.
struct ReferenceModel {
  struct Part {
    var step: Scenario.Step
    var due: Instant
    var until: Instant
  }

  struct Page {
    var event: Scenario.Event
    /// In the order they are due.
    var parts: [Part]
    var starts: Instant
    var ends: Instant
    var audience: Audience
  }

  enum Ruling: Equatable {
    case due
    case late(String)
    case no(String)

    /// Not now, and not never.
    var isPostponed: Bool {
      [.no("min_gap"), .no("waits for another try"), .no("waits for an edit to stand")]
        .contains(self)
    }
  }

  let plot: Scenario
  let pages: [String: Page]
  let members: [String: Scenario.Member]
  private let persons: [String: Person]
  private let zone: Zone

  init(_ plot: Scenario, _ programme: Programme, zone: Zone) throws {
    self.plot = plot
    self.zone = zone
    members = Dictionary(plot.members.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
    persons = Dictionary(
      zip(plot.members, programme.people).map { ($0.id, $1) }, uniquingKeysWith: { a, _ in a })
    var pages: [String: Page] = [:]
    for event in plot.events {
      let hours = Hours(plot.settings, zone)
      let parts = event.steps.filter { !$0.isOff }.map { Self.part($0, event, hours, zone) }
      pages[event.id] = Page(
        event: event, parts: parts.sorted { ($0.due, $0.step.name) < ($1.due, $1.step.name) },
        starts: zone.instant(event.starts), ends: zone.instant(event.ends),
        audience: try Audience(parsing: event.audience))
    }
    self.pages = pages
  }

  var hours: Hours { Hours(plot.settings, zone) }

  func isMeant(_ person: String, by page: Page) -> Bool {
    persons[person].map { page.audience.matches($0) } ?? false
  }

  /// Who is known by an address: a colleague brought them in.
  static func isStranger(_ person: String) -> Bool {
    person.contains("@") && !person.isStaff
  }

  static func hostID(_ event: Scenario.Event) -> String { "host:\(event.host)@mvo.example" }

  func email(_ person: String) -> String? {
    members[person]?.email
      ?? (person.hasPrefix("host:")
        ? String(person.dropFirst(5)) : Self.isStranger(person) ? person : nil)
  }

  private static func part(
    _ step: Scenario.Step, _ event: Scenario.Event, _ hours: Hours, _ zone: Zone
  ) -> Part {
    var day = event.day + (step.isBefore ? -step.days : step.days)
    if let weekday = step.weekday {
      while LocalDateTime(dayNumber: day).weekday != weekday { day += step.isBefore ? -1 : 1 }
    }
    let minute = step.minute ?? hours.fromMinute
    let raw = zone.instant(LocalDateTime(dayNumber: day, hour: minute / 60, minute: minute % 60))
    let until: Instant
    if !step.isBefore {
      until = zone.instant(
        LocalDateTime(dayNumber: event.day + 21, hour: 23, minute: 59, second: 59))
    } else if step.to == .audience || step.to == .silent {
      until = event.answerBy(zone)
    } else {
      until = zone.instant(event.starts)
    }
    var due = hours.next(raw)
    if due > until, let before = hours.openingBefore(raw) { due = before }
    return Part(step: step, due: due, until: until)
  }
}
