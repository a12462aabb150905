import Domain

extension Scenario {
  /// Changes something in the files, and says what. `mayGo`: events whose file may vanish;
  /// `settled`: people whose id and address in the files are in force. Two changes at once are
  /// somebody else.
  mutating func edit(
    _ dice: inout Dice, day: Int, mayGo: Set<String>, settled: Set<String>
  ) -> String {
    version += 1
    if isCrowd, dice.oneIn(3), members.allSatisfy({ settled.contains($0.id) }) {
      return slip(&dice)
    }
    if dice.oneIn(3) { return editPeople(&dice, settled) }
    if dice.oneIn(20) { return editSettings(&dice) }
    if events.isEmpty || (events.count < 4 && dice.oneIn(8)) {
      plan(&dice, from: day)
      return "new event \(events[events.count - 1].id)"
    }
    let gone = events.indices.filter { mayGo.contains(events[$0].id) }
    if let index = dice.pick(gone), dice.oneIn(3) {
      return "the file of \(events.remove(at: index).id) vanishes"
    }
    let index = dice.below(events.count)
    return events[index].edit(&dice)
  }

  private mutating func editPeople(_ dice: inout Dice, _ settled: Set<String>) -> String {
    guard members.count > 2, !dice.oneIn(3) else {
      join(&dice)
      return "\(members[members.count - 1].id) joins"
    }
    let index = dice.below(members.count)
    let member = members[index]
    if member.waitsAs != nil {
      members[index].crmID = member.id
      members[index].waitsAs = nil
      return "\(member.id) has an id of their own"
    }
    let isFree =
      settled.contains(member.id) && !forgotten.contains(member.id) && !member.id.contains("@")
    switch dice.below(6) {
    case 0 where isFree: return "\(members.remove(at: index).id) leaves"
    case 4 where settled.contains(member.id) && !forgotten.contains(member.id):
      return renumber(index)
    case 5 where isFree:
      // The CRM gives the number to somebody else.
      members.remove(at: index)
      join(&dice)
      members[members.count - 1].crmID = member.crmID
      members[members.count - 1].waitsAs = member.id
      return "\(members[members.count - 1].id) gets the id of \(member.id)"
    case 1:
      members[index].tags = dice.pick([["partner"], ["buyer"], ["press"], []]) ?? []
      return "\(members[index].id) is \(members[index].tags)"
    case 2:
      members[index].organisation = dice.pick(["", "Alfa", "Beta"]) ?? ""
      return "\(members[index].id) works for '\(members[index].organisation)'"
    case _ where !isFree:
      // With another address somebody else is meant.
      return "\(members[index].id) stays as they are"
    default:
      members[index].email = "\(members[index].id)-\(version)@b.example"
      return "\(members[index].id) has another address"
    }
  }

  /// Another id for the same person.
  mutating func renumber(_ index: Int) -> String {
    let member = members[index]
    crmIDs[member.id, default: []].insert(member.crmID)
    members[index].crmID = "n\(version)-\(index)"
    crmIDs[member.id]?.insert(members[index].crmID)
    return "\(member.id) is \(members[index].crmID) now"
  }

  /// A colleague whom somebody brought in becomes a partner, by the address they are known by.
  mutating func enroll(_ stranger: String, _ dice: inout Dice) -> String {
    version += 1
    members.append(
      Member(
        id: stranger, crmID: "n\(version)", email: stranger, organisation: "",
        tags: dice.pick([["partner"], ["press"]]) ?? []))
    crmIDs[stranger, default: []].insert("n\(version)")
    return "\(stranger) becomes a partner, n\(version)"
  }

  /// The rows that an operator lets go are whom their ids name.
  mutating func letRowsGo() {
    for index in members.indices {
      guard let person = members[index].waitsAs else { continue }
      members[index].id = person
      members[index].waitsAs = nil
    }
  }

  /// More people than one step begins with.
  var isCrowd: Bool { members.count > 100 }

  /// What happens to files when nobody looks: an export that lacks many, a step for everybody at
  /// once.
  private mutating func slip(_ dice: inout Dice) -> String {
    if events.isEmpty || dice.oneIn(3) {
      let count = members.count / 15 + dice.below(members.count / 8)
      members.removeLast(count)
      return "\(count) people fall out of the export"
    }
    let index = dice.below(events.count)
    events[index].audience = events[index].audience == "everyone" ? "buyer" : "everyone"
    return "\(events[index].id) is for \(events[index].audience)"
  }

  /// Somebody who left comes back.
  mutating func comeBack(_ member: Member) {
    version += 1
    members.append(member)
  }

  private mutating func editSettings(_ dice: inout Dice) -> String {
    if dice.isHeads() {
      settings.gapHours = dice.pick([0, 2, 24, 72]) ?? 0
      return "min_gap \(settings.gapHours)h"
    }
    settings.settleMinutes = dice.pick([0, 10, 600]) ?? 0
    return "settle \(settings.settleMinutes)m"
  }
}

extension Scenario.Event {
  /// A little, by months, earlier, later, or back to where it stood.
  private mutating func move(_ dice: inout Dice) -> String {
    if let home, dice.isHeads() {
      day = home
      self.home = nil
      return "\(id) moves back to day \(day)"
    }
    home = day
    day += dice.draw([(4, dice.roll(-4...6)), (2, dice.roll(10...60)), (1, dice.roll(-30 ... -5))])
    return "\(id) moves to day \(day)"
  }

  mutating func edit(_ dice: inout Dice) -> String {
    switch dice.below(12) {
    case 0, 1:
      return move(&dice)
    case 2:
      minute = dice.pick([540, 840, 1170]) ?? 840
      return "\(id) starts at minute \(minute)"
    case 3, 4:
      isCancelled.toggle()
      return isCancelled ? "\(id) is cancelled" : "\(id) goes on after all"
    case 5:
      venue = venue == "A" ? "B" : "A"
      return "\(id) is at \(venue)"
    case 6, 7:
      capacity = dice.pick([0, 1, 2, 3, 5]) ?? 0
      return "\(id) has capacity \(capacity)"
    case 8 where dice.isHeads():
      quorum = dice.pick([0, 1, 3]) ?? 0
      return "\(id) has quorum \(quorum)"
    case 8:
      perOrganisation = dice.pick([0, 1, 2]) ?? 0
      return "\(id) has per_organisation \(perOrganisation)"
    case 9:
      audience = dice.pick(["everyone", "partner", "buyer", "press or buyer"]) ?? "everyone"
      return "\(id) is for \(audience)"
    case 10:
      let index = dice.below(steps.count)
      steps[index].isOff.toggle()
      return "\(id) \(steps[index].name) is \(steps[index].isOff ? "off" : "on")"
    default:
      let index = dice.below(steps.count)
      steps[index].days = max(0, steps[index].days + dice.roll(-2...2))
      return "\(id) \(steps[index].name) is \(steps[index].days) days away"
    }
  }
}
