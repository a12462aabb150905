package import Domain
import JSONLines
import Letters
import Planning
package import State
package import Store

/// All names of one person. Erasing, exporting and restoring ask here and nowhere else; what makes
/// ids or addresses of one person belong together over time is to be added here.
extension Forgetting {
  /// Everything by which somebody, named by CRM id or address, stands in a store. Throws `Unusable`
  /// when nobody is known so and no byte of the store has the address.
  ///
  /// `erasing`: without the ids of hosts and operators in force, whose mails would be owed again.
  package static func allNames(
    _ who: String, _ state: borrowing State, _ programmes: [Programme], _ files: StoreFiles,
    erasing: Bool = true
  ) throws -> ErasureOrder {
    var order = known(who, state, programmes.map(\.people))
    if order.ids.isEmpty {
      guard let address = try? MailAddress(who) else { throw nobody(who) }
      order.addresses = [address.normalized]
      guard try !remains(order, files).isEmpty else { throw nobody(who) }
    }
    try widen(&order, files)
    order.leaveOthers(programmes.map(\.people))
    order.addStaff(except: erasing ? programmes : [])
    let numbers = order.ids.compactMap { state.people.existing($0) }
    for number in numbers {
      let theirs = state.organisationsOfNobody(but: number).map(state.organisations.name)
      order.organisations.formUnion(theirs)
    }
    return order
  }

  private static func nobody(_ who: String) -> StateDirectory.Unusable {
    StateDirectory.Unusable(description: "nobody is known as '\(who)'; see convoke people list")
  }

  /// All ids of somebody, and the addresses and names that rosters and state know; no ids when they
  /// know nobody.
  private static func known(
    _ who: String, _ state: borrowing State, _ rosters: [Roster]
  ) -> ErasureOrder {
    var order = ErasureOrder(ids: [], addresses: [])
    if let address = try? MailAddress(who) {
      for roster in rosters {
        if let index = roster.index(ofAddress: address) { order.ids.insert(roster[index].id) }
      }
      for person in state.former.values where person.email.normalized == address.normalized {
        order.ids.insert(person.id)
      }
      let plain = ["", "host:", "operators:"].map { $0 + address.normalized }
      order.ids.formUnion(plain.filter { state.people.existing($0) != nil })
      order.addresses = [address.normalized]
    } else if !who.isEmpty,
      state.people.existing(who) != nil || rosters.contains(where: { $0.person(id: who) != nil })
    {
      order.ids = [who]
    }
    for id in order.ids {
      guard let number = state.people.existing(id) else { continue }
      order.ids.formUnion(state.people.allNames(number))
      order.addresses.formUnion(state.givenUp.filter { $0.value.person == number }.keys)
    }
    for id in order.ids {
      var people = rosters.compactMap { $0.person(id: id) }
      if let number = state.people.existing(id), let person = state.former[number] {
        people.append(person)
      }
      for person in people {
        order.addresses.insert(person.email.normalized)
        order.add(name: person.name)
      }
      if id.isStaff, let address = id.split(separator: ":", maxSplits: 1).last {
        order.addresses.insert(String(address))
        order.ids.remove(id)
      }
    }
    return order
  }

  /// Adds the addresses and names that any line of the store gives these people.
  private static func widen(_ order: inout ErasureOrder, _ files: StoreFiles) throws {
    var found = order
    func note(_ json: JSONLine, of id: String?) {
      guard let id, order.ids.contains(id) else { return }
      for text in [json.string("email"), json.string("was")] {
        if let text, let address = try? MailAddress(text) {
          found.addresses.insert(address.normalized)
        }
      }
      found.add(name: json.string("name") ?? "")
    }
    try StateDirectory.retrying {
      try files.forEachLine { line in
        guard let json = try? JSONLine(line.bytes) else { return }
        note(json, of: json.string("person"))
        for fact in json.objects("facts") ?? [] {
          if let profile = fact.object("profile") { note(profile, of: fact.string("person")) }
        }
      }
    }
    order = found
  }
}
