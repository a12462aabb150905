import Domain
import State
import Testing

@Suite struct StateApplyTests {
  private let noon = Instant(seconds: 1_800_000_000)
  private let facts = EntrySamples.facts

  private func state(_ entries: Entry...) -> State {
    var state = EntrySamples.state
    for entry in entries { state.apply(entry, at: noon) }
    return state
  }

  @Test("an accepted programme is known by fingerprint, people and moment")
  func programme() {
    let state = state(.programmeAccepted(fingerprint: "ab", people: 7))
    #expect(state.programme == State.AcceptedProgramme(fingerprint: "ab", people: 7, at: noon))
    #expect(!state.isRehearsal)
    #expect(self.state(.rehearsal).isRehearsal)
  }

  @Test("a revision keeps what was before it and ends the waiting edit")
  func revision() throws {
    var moved = facts
    moved.starts = "2027-06-18T14:00:00"
    let state = state(
      .eventAccepted(event: "open", facts: facts), .eventChanged(event: "open", facts: moved),
      .eventRevised(event: "open", sequence: 1, facts: moved))
    let record = try #require(state.record("open"))
    #expect(record.facts == moved)
    #expect(record.former == facts)
    #expect(record.pending == nil)
    #expect(record.sequence == 1)
  }

  @Test("an edit waits since it was made, and one taken back waits no more")
  func edits() {
    let edited = state(.eventChanged(event: "open", facts: facts))
    #expect(edited.record("open")?.pending == facts)
    #expect(edited.record("open")?.pendingSince == noon)
    let restored = state(
      .eventChanged(event: "open", facts: facts), .eventChanged(event: "open", facts: nil))
    #expect(restored.record("open")?.pending == nil)
  }

  @Test("a dropped event is on again once it is accepted anew")
  func drops() {
    #expect(state(.eventDropped(event: "open")).record("open")?.dropped == true)
    let again = state(
      .eventDropped(event: "open"), .eventAccepted(event: "open", facts: facts))
    #expect(again.record("open")?.dropped == false)
  }

  @Test("who left is remembered until they return")
  func leaving() throws {
    let person = Person(id: "p-4", email: try MailAddress("a@b.nl"))
    let left = state(.personLeft(person))
    #expect(left.former == [3: person])
    #expect(state(.personLeft(person), .personReturned(3)).former.isEmpty)
  }

  @Test("an answer sets seat, words and way; words alone leave the seat")
  func answers() {
    let fact = SeatFact(cause: .answered, person: 1, standing: EntrySamples.standing(.seated))
    let answered = state(.answered(event: "open", fact: fact, words: ["q": "a"], via: "link"))
    #expect(answered.record("open")?.seats.seat(of: 1) == .seated)
    #expect(answered.record("open")?.words == [1: ["q": "a"]])
    #expect(answered.record("open")?.via == [1: "link"])
    let reworded = state(
      .answered(event: "open", fact: fact, words: ["q": "a"], via: "link"),
      .words(event: "open", person: 1, words: ["q": "b"], via: "phone"))
    #expect(reworded.record("open")?.seats.seat(of: 1) == .seated)
    #expect(reworded.record("open")?.words == [1: ["q": "b"]])
    #expect(reworded.record("open")?.via == [1: "phone"])
    let wordless = state(
      .answered(event: "open", fact: fact, words: ["q": "a"], via: "link"),
      .words(event: "open", person: 1, words: [:], via: "link"))
    #expect(wordless.record("open")?.words == [:])
  }

  @Test("a moved seat leaves the words and the way alone")
  func seats() {
    let answer = SeatFact(
      cause: .answered, person: 1, standing: EntrySamples.standing(.waiting(turn: 1)))
    let promotion = SeatFact(cause: .promoted, person: 1, standing: EntrySamples.standing(.seated))
    let state = state(
      .answered(event: "open", fact: answer, words: ["q": "a"], via: "link"),
      .seat(event: "open", fact: promotion))
    #expect(state.record("open")?.seats.seat(of: 1) == .seated)
    #expect(state.record("open")?.words == [1: ["q": "a"]])
    let removed = SeatFact(cause: .removed, person: 1, standing: nil)
    #expect(
      self.state(.seat(event: "open", fact: removed)).record("open")?.seats.answer(of: 1) == nil)
  }

  @Test("occurrences are numbered by person and kind, for all steps that answer them")
  func occurrences() {
    let both = Entry.occurred(event: "open", kind: .rsvp, steps: ["mail", "copy"], people: [1, 2])
    let one = Entry.occurred(event: "open", kind: .rsvp, steps: ["mail"], people: [1])
    let other = Entry.occurred(event: "open", kind: .waiting, steps: ["waiting"], people: [1])
    let owed = state(both, one, other).record("open")?.owed
    func key(_ step: String, _ person: Int32, _ occurrence: Int32) -> DeliveryKey {
      DeliveryKey(event: "open", step: step, person: person, occurrence: occurrence)
    }
    #expect(
      owed == [
        key("mail", 1, 1), key("copy", 1, 1), key("mail", 2, 1), key("copy", 2, 1),
        key("mail", 1, 2), key("waiting", 1, 1),
      ])
  }

  @Test("an owed mail remembers when it happened and the event's sequence then")
  func occurrenceDetails() {
    let state = state(
      .eventRevised(event: "open", sequence: 4, facts: facts),
      .occurred(event: "open", kind: .rescheduled, steps: ["moved"], people: [1]),
      .eventRevised(event: "open", sequence: 5, facts: facts))
    let key = DeliveryKey(event: "open", step: "moved", person: 1, occurrence: 1)
    #expect(
      state.record("open")?.occurrences[key]
        == OccurrenceDelivery(kind: .rescheduled, at: noon, sequence: 4))
  }

  @Test("unsubscriptions are by kind or for all, and each is undone by its like")
  func unsubscriptions() {
    let kind = state(.unsubscribed(person: 1, kind: "openspace", via: ""))
    #expect(kind.hasUnsubscribed(1, kind: "openspace"))
    #expect(!kind.hasUnsubscribed(1, kind: "newsletter"))
    #expect(!kind.hasUnsubscribed(2, kind: "openspace"))
    let all = state(.unsubscribed(person: 1, kind: "*", via: ""))
    #expect(all.hasUnsubscribed(1, kind: "newsletter"))
    let back = state(
      .unsubscribed(person: 1, kind: "openspace", via: ""),
      .unsubscribed(person: 1, kind: "*", via: ""), .resubscribed(person: 1, kind: "*", via: ""))
    #expect(back.unsubscribed.isEmpty)
    let partly = state(
      .unsubscribed(person: 1, kind: "openspace", via: ""),
      .unsubscribed(person: 1, kind: "newsletter", via: ""),
      .resubscribed(person: 1, kind: "openspace", via: ""))
    #expect(partly.unsubscribed == [1: ["newsletter"]])
    let never = state(
      .unsubscribed(person: 1, kind: "openspace", via: ""),
      .resubscribed(person: 1, kind: "openspace", via: ""))
    #expect(never.unsubscribed.isEmpty)
  }

  @Test("the last choice of language and the reason of a suppression are kept")
  func choices() {
    let state = state(
      .languageChosen(person: 1, language: "en"), .languageChosen(person: 1, language: "nl"),
      .suppressed(person: 2, why: "gone"))
    #expect(state.languages == [1: "nl"])
    #expect(state.suppressed == [2: "gone"])
  }

  @Test("a hold covers its event, its step or one person, and the widest gives the reason")
  func holds() {
    let narrow = state(.held(Scope(event: "open", step: "reminder", person: 1), why: "one"))
    #expect(narrow.hold("open", "reminder", 1) == "one")
    #expect(narrow.hold("open", "reminder", 2) == nil)
    #expect(narrow.hold("open", "thanks", 1) == nil)
    let step = state(.held(Scope(event: "open", step: "reminder"), why: "step"))
    #expect(step.hold("open", "reminder", 2) == "step")
    #expect(step.hold("other", "reminder", 2) == nil)
    let wide = state(
      .held(Scope(event: "open", step: "reminder"), why: "step"),
      .held(Scope(event: "open"), why: "event"))
    #expect(wide.hold("open", "reminder", 2) == "event")
    #expect(wide.hold("open", "anything", 2) == "event")
  }

  @Test("a release ends the hold of its own scope, and a hold ends the release")
  func releases() {
    let scope = Scope(event: "open", step: "reminder")
    let released = state(.held(scope, why: "x"), .released(scope))
    #expect(released.holds.isEmpty)
    #expect(released.released == [scope])
    let held = state(.released(scope), .held(scope, why: "x"))
    #expect(held.released.isEmpty)
    let other = state(.held(scope, why: "x"), .released(Scope(event: "other")))
    #expect(other.hold("open", "reminder", 0) == "x")
  }
}
