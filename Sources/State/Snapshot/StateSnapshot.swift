package import Domain

/// A state told again as entries: applied in order to an empty state they give an equal one.
///
/// The pages are worked out one after the other, so nothing holds the state a second time. The same
/// state gives the same entries, and so does the state that was read back from them. What a state
/// does not hold, such as the way an unsubscription came, is empty.
package struct StateSnapshot: Sequence {
  /// People a line names at most.
  static let pageSize = 500

  /// Places a line of a table goes over.
  static let placesPerLine: Int32 = 4096

  let state: State
  let at: Instant

  typealias TimedEntry = (Entry, Instant)

  enum Page {
    case entries([TimedEntry])
    case pages([() -> Page])
  }

  package struct Iterator: IteratorProtocol {
    /// Both with the next one last.
    private var pages: [() -> Page]
    private var entries: [TimedEntry] = []

    init(_ pages: [() -> Page]) { self.pages = pages.reversed() }

    package mutating func next() -> (Entry, Instant)? {
      while entries.isEmpty {
        guard let page = pages.popLast() else { return nil }
        switch page() {
        case .entries(let opened): entries = opened.reversed()
        case .pages(let more): pages += more.reversed()
        }
      }
      return entries.removeLast()
    }
  }

  package func makeIterator() -> Iterator {
    Iterator([
      { .entries(head) }, { names }, { .entries(identities) }, { .entries(choices) },
      { .pages(state.events.keys.sorted().map { id in { event(id) } }) },
      // Behind the events: a step that became due once more ended its release.
      { .entries(operatorsWill) },
      { .entries(correspondence) },
      {
        paged(state.post.known) { [(.stated(.mails($0)), at)] }
      },
      {
        paged(state.rhythm.recent) { moments in [(.stated(.rhythm(moments)), at)] }
      },
      {
        paged(state.recentMail.all) { mails in
          [(.stated(.recent(people: mails.map(\.person), moments: mails.map(\.at))), at)]
        }
      },
    ])
  }

  /// Cuts a list into pages of at most 500, each turned into entries when its turn comes.
  func paged<Item>(_ items: [Item], _ entries: @escaping ([Item]) -> [TimedEntry]) -> Page {
    .pages(
      stride(from: 0, to: items.count, by: Self.pageSize).map { start in
        { .entries(entries(Array(items[start..<Swift.min(start + Self.pageSize, items.count)]))) }
      })
  }

  private var head: [TimedEntry] {
    var told: [TimedEntry] = state.isRehearsal ? [(.rehearsal, at)] : []
    if let programme = state.programme {
      told.append(
        (
          .programmeAccepted(fingerprint: programme.fingerprint, people: programme.people),
          programme.at
        ))
    }
    return told + state.forgotten.sorted().map { (.forgotten(hash: $0), at) }
  }

  private var names: Page {
    .pages([
      {
        paged((0..<Int32(state.people.count)).map { $0 }) { [(.stated(.people($0)), at)] }
      },
      {
        paged((0..<Int32(state.organisations.count)).map { $0 }) {
          [(.stated(.organisations($0)), at)]
        }
      },
    ])
  }

  /// The other names of people, and addresses they had.
  private var identities: [TimedEntry] {
    let names = state.people.otherNames.map { Entry.knownAs(person: $0.number, id: $0.name) }
    let addresses = state.givenUp.sorted { $0.key < $1.key }.map {
      Entry.addressGivenUp(person: $0.value.person, email: $0.key, why: $0.value.why)
    }
    return (names + addresses).map { ($0, at) }
  }

  /// What people chose, and what is known of them.
  private var choices: [TimedEntry] {
    let left = state.former.sorted { $0.key < $1.key }.map { Entry.personLeft($0.value) }
    let stopped = state.unsubscribed.sorted { $0.key < $1.key }.flatMap { person, kinds in
      kinds.sorted().map { Entry.unsubscribed(person: person, kind: $0, via: "") }
    }
    let languages = state.languages.sorted { $0.key < $1.key }
      .map { Entry.languageChosen(person: $0, language: $1) }
    let suppressed = state.suppressed.sorted { $0.key < $1.key }
      .map { Entry.suppressed(person: $0, why: $1) }
    let suspected = state.suspected.sorted { $0.key < $1.key }
      .map { (Entry.suspected(person: $0, why: ""), $1) }
    return (left + stopped + languages + suppressed).map { ($0, at) } + suspected
  }

  /// What is remembered of mail that came in.
  private var correspondence: [TimedEntry] {
    let post = state.post
    let bounces = Set(post.soft.keys).union(post.suspended.keys).sorted().map { person in
      Entry.stated(
        .bounces(
          person: person, soft: post.soft[person] ?? [], suspended: post.suspended[person]))
    }
    let exchanges = post.exchanges.sorted {
      ($0.key.event, $0.key.person) < ($1.key.event, $1.key.person)
    }
    let forwards = post.forwards.sorted { $0.key < $1.key }
      .map { Entry.stated(.forward($0.key, $0.value)) }
    return (bounces + forwards + exchanges.map { .stated(.exchange($0.key, $0.value)) })
      .map { ($0, at) }
  }

  private var operatorsWill: [TimedEntry] {
    func comesFirst(_ a: Scope, _ b: Scope) -> Bool {
      (a.event, a.step, a.person ?? -1) < (b.event, b.step, b.person ?? -1)
    }
    let held = state.holds.sorted { comesFirst($0.key, $1.key) }
      .map { Entry.held($0.key, why: $0.value) }
    return (held + state.released.sorted(by: comesFirst).map { .released($0) }).map { ($0, at) }
  }
}

extension State {
  /// The state as entries with their moments; `at` stands where the state holds none.
  package func restated(at: Instant) -> StateSnapshot { StateSnapshot(state: self, at: at) }
}
