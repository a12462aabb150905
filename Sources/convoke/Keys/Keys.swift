import ArgumentParser
import Daemon
import Domain
import JSONLines
import StateFolder
import Store

struct Keys: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at the keys that sign links, add one, and take an old one out of use.",
    subcommands: [KeysList.self, KeysRotate.self, KeysRetire.self], defaultSubcommand: KeysList.self
  )
}

struct KeysList: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the keys, and how many people may still need their links.",
    discussion: """
      Counted are people who were mailed in the time of a key, about events that are not over; who \
      was mailed before and after it is counted too.
      """)

  @OptionGroup var place: NetworkLocation
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let now = Clock.now
    guard let directory = try place.storeToRead() else {
      if json { Terminal.out("[]") }
      return
    }
    let (ring, state) = try Failure.naming {
      (try StateDirectory.keyRing(directory), try StateDirectory.replay(directory).0)
    }
    let rows = ring.keys.map { key in
      (key, use: key.isRetired ? nil : KeyUse(of: ring.span(of: key.id), state, now: now))
    }
    func does(_ key: KeyRing.Key) -> String {
      key.isRetired ? "retired" : key.id == ring.current.id ? "signs" : "opens"
    }
    if json {
      return Terminal.out(
        json: JSONObjectWriter.array(
          rows.map { key, use in
            var json = JSONObjectWriter()
            json.add("key", Int(key.id))
            json.add("since", ifPresent: key.since.map { Timestamp.text($0) })
            json.add("state", does(key))
            json.add("people", use?.people ?? 0)
            json.add("events", use?.events.map(\.id) ?? [])
            json.add("desks", use?.desks ?? [])
            return json
          }))
    }
    Terminal.table(
      ["KEY", "SINCE", "STATE", "PEOPLE MAILED", "EVENTS NOT OVER", "DESKS"],
      rows.map { key, use in
        [
          "\(key.id)", key.since.map { Instant(milliseconds: $0).rfc3339 } ?? "the beginning",
          does(key), use.map { "\($0.people)" } ?? "", use.map { "\($0.events.count)" } ?? "",
          use.map { "\($0.desks.count)" } ?? "",
        ]
      })
  }
}

struct KeysRotate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rotate", abstract: "Sign new links with a new key; links of before keep working.",
    discussion: """
      Stop the daemon first, and make a backup after: the copy needs the new key. Mails that are to be \
      tried again must be gone before, because they go again byte for byte.
      """)

  @OptionGroup var place: NetworkLocation

  func run() throws {
    let directory = try place.storeToChange()
    try Self.refuseDaemon(directory, "rotate")
    let key = try Failure.naming { try StateDirectory.rotateKeys(directory, now: Clock.now) }
    Terminal.out(
      "Key \(key.id) signs new links from the next start on; links of before keep working.")
    NetworkLocation.say(nil, directory)
    Terminal.out("Next: systemctl start convoke, and convoke store backup.")
  }

  static func refuseDaemon(_ directory: String, _ verb: String) throws {
    guard ControlClient.isServed(state: directory) else { return }
    throw Failure(
      Failure.unavailable,
      "a daemon runs on \(directory), with the keys it started with; nothing was changed: "
        + "systemctl stop convoke; convoke keys \(verb); systemctl start convoke")
  }
}

struct KeysRetire: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retire",
    abstract: "Take an old key out of use, after saying who still needs its links.",
    discussion: """
      Without an id the oldest that is in use. Its links then say, as any unknown link, that they are \
      not known. What must work for ever still does: links and addresses to unsubscribe, and replies \
      of people and calendars. Stop the daemon first.
      """)

  @OptionGroup var place: NetworkLocation
  @Argument(help: "The key; see convoke keys.") var id: UInt8?
  @Flag(help: "Do not ask.") var yes = false

  func run() throws {
    let now = Clock.now
    let directory = try place.storeToChange()
    try KeysRotate.refuseDaemon(directory, "retire")
    let (ring, state) = try Failure.naming {
      (try StateDirectory.keyRing(directory), try StateDirectory.replay(directory).0)
    }
    let key = try key(in: ring, directory)
    tell(KeyUse(of: ring.span(of: key.id), state, now: now), key)
    if !yes { try ask(key) }
    try Failure.naming { try StateDirectory.retireKey(key.id, directory) }
    Terminal.out("Retired: key \(key.id).")
    NetworkLocation.say(nil, directory)
    Terminal.out("Next: systemctl start convoke, and convoke store backup.")
  }

  private func key(in ring: KeyRing, _ directory: String) throws -> KeyRing.Key {
    guard let id else {
      if let oldest = ring.keys.dropLast().first(where: { !$0.isRetired }) { return oldest }
      throw Failure(
        Failure.problems,
        "only key \(ring.current.id) is in use, and it signs; convoke keys rotate comes first")
    }
    guard let key = ring.keys.first(where: { $0.id == id }) else {
      let ids = ring.keys.map { "\($0.id)" }.joined(separator: ", ")
      throw Failure(Failure.problems, "no key \(id) in \(directory)/keys.json; there are \(ids)")
    }
    if key.isRetired { throw Failure(Failure.problems, "key \(id) is retired already") }
    if id == ring.current.id {
      throw Failure(Failure.problems, "key \(id) signs; convoke keys rotate comes first")
    }
    return key
  }

  private func tell(_ use: KeyUse, _ key: KeyRing.Key) {
    if use.isNothing {
      return Terminal.out("Nobody was mailed in the time of key \(key.id) who may need its links.")
    }
    Terminal.out("Of the links that key \(key.id) signed, these are still of use and will end:")
    for event in use.events {
      Terminal.out(
        "  \(event.id): \(event.people) people's answers; convoke rsvp takes one by phone")
    }
    for current in use.desks {
      Terminal.out("  \(current): the host's desk; convoke desk \(current) sends a new link")
    }
    Terminal.out(
      "  \(use.people) people's preferences and newsletters; every new mail has new ones")
    Terminal.out("Links and addresses to unsubscribe, and replies, keep working.")
  }

  private func ask(_ key: KeyRing.Key) throws {
    guard Terminal.isAsked else {
      throw Failure(Failure.unavailable, "nothing was changed; say --yes to retire key \(key.id)")
    }
    Terminal.prompt("Retire key \(key.id)? [y/N] ")
    guard ["y", "yes"].contains((readLine() ?? "").lowercased()) else {
      throw Failure(Failure.problems, "nothing was changed")
    }
  }
}
