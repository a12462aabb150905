package import Domain

extension Decide {
  /// Who the people of `next` are: by id and by address, against the roster `before` and those who
  /// left. `people` learns the names that this needs.
  ///
  /// - Parameters:
  ///   - isReleased: an operator said that the rows are right: ids decide, and two known people in
  ///     one row are one from now on.
  ///   - isBusy: whether a mail to somebody is under way; two are made one only when none is.
  package static func identify(
    _ next: Roster, before: Roster?, _ state: State, _ people: inout NameIndex,
    isReleased: Bool = false, isBusy: (Int32) -> Bool = { _ in false }
  ) -> Identification {
    let known = KnownPeople(before ?? Roster([]), state, &people)
    var work = IdentityWork(next, known, state, people)
    work.claim()
    work.settle()
    if isReleased { work.release(isBusy) }
    people = work.people
    return work.result(before)
  }
}

/// One run of `Decide.identify`.
private struct IdentityWork {
  /// A row of the roster, and whose it may be.
  private struct Row {
    /// Known people, each once.
    var claims: [Int32] = []
    /// Whom the id names.
    var own: Int32?
    /// Whom an address names.
    var atAddress: Int32?
    /// Id and address are this person's already.
    var isIncumbent: Bool { claims.count == 1 && own != nil && own == atAddress }
    var why: String?
    var isLetIn = false
  }

  private let next: Roster
  private let known: KnownPeople
  private let state: State
  var people: NameIndex
  private var rows: [Row] = []
  /// How many rows may be about somebody.
  private var claimed: [Int32: Int] = [:]
  /// Who is there: each is one row's.
  private var taken = PeopleSet()
  private var entries: [Entry] = []

  init(_ next: Roster, _ known: KnownPeople, _ state: State, _ people: NameIndex) {
    self.next = next
    self.known = known
    self.state = state
    self.people = people
  }

  mutating func claim() {
    rows.reserveCapacity(next.count)
    for (place, person) in next.enumerated() {
      var row = Row()
      func add(_ number: Int32?) {
        if let number, !row.claims.contains(number) { row.claims.append(number) }
      }
      if person.hasOwnID { row.own = known.owner(ofID: person.id, people) }
      row.atAddress = known.owner(of: person.email)
      add(row.own)
      add(row.atAddress)
      if let others = next.others[place] {
        for id in others.ids { add(known.owner(ofID: id, people)) }
        for address in others.addresses {
          let owner = known.owner(of: address)
          if row.atAddress == nil || owner == row.own { row.atAddress = owner ?? row.atAddress }
          add(owner)
        }
      }
      for number in row.claims { claimed[number, default: 0] += 1 }
      rows.append(row)
    }
  }

  /// Rows that say plainly who they are.
  mutating func settle() {
    for place in rows.indices where rows[place].isIncumbent { accept(place, rows[place].claims[0]) }
    for place in rows.indices where !rows[place].isLetIn {
      if let why = doubt(place) {
        rows[place].why = why
      } else {
        accept(place, rows[place].claims.first)
      }
    }
  }

  /// Why a row is not taken as it is.
  private func doubt(_ place: Int) -> String? {
    let (row, person) = (rows[place], next[place])
    if row.claims.count > 1 {
      return "two people who are known stand in one row: "
        + row.claims.map(name).joined(separator: " and ")
    }
    guard let number = row.claims.first else {
      // The address was somebody's id, who has another address now.
      guard !person.hasOwnID, let other = known.owner(ofID: person.id, people) else { return nil }
      return "\(person.email.normalized) was the address of \(name(other)); this row needs an id"
    }
    if claimed[number] ?? 0 > 1 {
      return taken.contains(number)
        ? "the id is that of \(name(number)), who has a row; somebody else needs an id of their own"
        : "this row and another one may both be \(name(number))"
    }
    if row.own == number, row.atAddress != number, let old = known.data(number),
      !PersonName.isSame(old.name, person.name)
    {
      return "the id was that of \(name(number)), and name and address are others now"
    }
    return nil
  }

  private func name(_ number: Int32) -> String {
    guard let person = known.data(number) else { return people.name(number) }
    let id = person.hasOwnID ? "\(person.id), " : ""
    return "'\(person.name)' (\(id)\(person.email.normalized))"
  }

  /// What an operator let go: the ids decide.
  mutating func release(_ isBusy: (Int32) -> Bool) {
    let waiting = rows.indices.filter { !rows[$0].isLetIn }
    for place in waiting {
      guard let own = rows[place].own, !taken.contains(own) else { continue }
      accept(place, own)
    }
    for place in waiting where !rows[place].isLetIn && rows[place].own == nil {
      let free = rows[place].claims.first { !taken.contains($0) }
      let isNameTaken = free == nil && known.owner(ofID: next[place].id, people) != nil
      if !isNameTaken { accept(place, free) }
    }
    for place in waiting where rows[place].isLetIn { unite(place, isBusy) }
  }

  /// Whom nobody else is stands in this row with its person.
  private mutating func unite(_ place: Int, _ isBusy: (Int32) -> Bool) {
    let row = rows[place]
    guard let person = row.claims.first(where: { people.existing(next[place].id) == $0 }) else {
      return
    }
    for other in row.claims where other != person && !taken.contains(other) {
      if isBusy(other) || isBusy(person) {
        taken.remove(person)
        rows[place].isLetIn = false
        rows[place].why =
          "a mail to \(name(other)) is under way; release it again when it has ended"
        return
      }
      let address = known.data(other)?.email.normalized ?? ""
      let isGivenUp = state.suppressed[other] != nil && !address.isEmpty
      if isGivenUp { entries.append(.moved(person: other, email: "", was: address)) }
      entries.append(.united(person: person, with: other))
      // The address that takes no mail is the one they have now.
      if isGivenUp, address == next[place].email.normalized {
        entries.append(.moved(person: person, email: address, was: ""))
      }
      people.unite(other, into: person)
      taken.insert(other)
    }
  }

  /// The row is in force, as `number` or as somebody new.
  private mutating func accept(_ place: Int, _ number: Int32?) {
    rows[place].isLetIn = true
    rows[place].why = nil
    let person = next[place]
    let others = next.others[place]?.ids ?? []
    let email = person.email.normalized
    guard let number else {
      let isGivenUp = state.givenUp[email] != nil
      guard isGivenUp || !others.isEmpty else { return }
      let number = people.number(person.id)
      know(others, as: number)
      if isGivenUp { entries.append(.moved(person: number, email: email, was: "")) }
      return
    }
    taken.insert(number)
    know([person.id] + others, as: number)
    if let old = known.data(number)?.email.normalized, old != email {
      entries.append(.moved(person: number, email: email, was: old))
    }
  }

  private mutating func know(_ ids: [String], as number: Int32) {
    for id in ids where people.existing(id) != number {
      if let other = known.owner(ofID: id, people), other != number { continue }
      entries.append(.knownAs(person: number, id: id))
      people.know(id, as: number)
    }
  }

  func result(_ before: Roster?) -> Identification {
    let waiting = rows.indices.filter { !rows[$0].isLetIn }.map { place in
      Identification.WaitingRow(
        source: next.source(place), people: rows[place].claims, why: rows[place].why ?? "")
    }
    var gone: [Person] = []
    if let before {
      let there = taken.union(PeopleSet(waiting.flatMap(\.people)))
      for (place, number) in known.numbers.enumerated() where !there.contains(number) {
        gone.append(before[place])
      }
    }
    return Identification(
      roster: waiting.isEmpty ? next : next.keeping { rows[$0].isLetIn }, entries: entries,
      waiting: waiting, gone: gone)
  }
}

/// Whether two names are one person's, as far as their words say.
extension PersonName {
  static func isSame(_ a: String, _ b: String) -> Bool {
    let (a, b) = (words(a), words(b))
    return a.isEmpty || b.isEmpty || a == b
  }

  /// In no order: `Jansen, Anna` is Anna Jansen.
  private static func words(_ name: String) -> [String] {
    name.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init).sorted()
  }
}
