package import Domain
import Planning
package import State
package import Store

/// What somebody wants for a colleague.
package enum ColleagueErrand: Sendable { case ownInvitation, sendInstead }

extension Office {
  /// Brings somebody in over the link of `by`: an invitation for them, or the place of `by` itself.
  ///
  /// Who is known by the address is that person; anybody else is kept under the address, counted to
  /// the organisation of `by` and addressed in their language. The ticket is to be waited for before
  /// anybody is told.
  package func bringIn(
    _ address: MailAddress, name: String, by: Int32, to event: String, _ errand: ColleagueErrand
  ) -> (Result<Void, ColleagueRefusal>, Ticket?) {
    change { desk, now in
      guard let found = desk.programme.event(event), !found.isNewsletter,
        let giver = desk.agenda.judge.directory.person(by, desk.state)
      else { return (.failure(.seat(.nothingToHandOver)), []) }
      // Numbered only once it is certain: who is refused leaves nothing behind.
      let wish = desk.wish(address, name: name, by: by, giver)
      let result =
        switch errand {
        case .ownInvitation: Decide.ask(wish, to: found, desk.state, now: now)
        case .sendInstead:
          Decide.handOver(
            wish, to: found, desk.state, hours: desk.programme.send.hours, now: now)
        }
      switch result {
      case .failure(let refusal): return (.failure(refusal), [])
      case .success(let entries):
        if !entries.isEmpty, let profile = wish.profile {
          let number = desk.state.people.number(profile.id)
          precondition(number == wish.person, "\(number) for the newcomer \(wish.person)")
        }
        return (.success(()), entries)
      }
    }
  }
}

extension Office.Desk {
  fileprivate mutating func wish(
    _ address: MailAddress, name: String, by: Int32, _ giver: Person
  ) -> ColleagueWish {
    if let known = find(address.text), let person = agenda.judge.directory.person(known, state) {
      let organisation = state.organisation(of: person)
      return ColleagueWish(person: known, profile: nil, organisation: organisation, by: by)
    }
    let profile = Person(
      id: address.normalized, email: address, name: name, organisation: giver.organisation,
      language: language(of: giver, by))
    let organisation = state.organisation(of: profile)
    let number = state.people.existing(profile.id) ?? Int32(state.people.count)
    return ColleagueWish(
      person: number, profile: profile, organisation: organisation, by: by)
  }
}
