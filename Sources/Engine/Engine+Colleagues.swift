package import Domain
import Planning
package import State
package import Store

/// What somebody wants for a colleague.
package enum ColleagueRequest: Sendable { case ownInvitation, sendInstead }

extension Engine {
  /// Brings somebody in over the link of `by`: an invitation for them, or the place of `by` itself.
  ///
  /// Who is known by the address is that person; anybody else is kept under the address, counted to
  /// the organisation of `by` and addressed in their language. The ticket is to be waited for
  /// before anybody is told.
  package func bringIn(
    _ address: MailAddress, name: String, by: Int32, to event: String, _ errand: ColleagueRequest
  ) -> (Result<Void, ColleagueRefusal>, Ticket?) {
    change { current, now in
      guard let found = current.programme.event(event), !found.isNewsletter,
        let giver = current.dueQueue.policy.directory.person(by, current.state)
      else { return (.failure(.seat(.nothingToHandOver)), []) }
      // Numbered only once it is certain: who is refused leaves nothing behind.
      let wish = current.wish(address, name: name, by: by, giver)
      let result =
        switch errand {
        case .ownInvitation: Decide.ask(wish, to: found, current.state, now: now)
        case .sendInstead:
          Decide.handOver(
            wish, to: found, current.state, hours: current.programme.send.hours, now: now)
        }
      switch result {
      case .failure(let refusal): return (.failure(refusal), [])
      case .success(let entries):
        if !entries.isEmpty, let profile = wish.profile {
          let number = current.state.people.number(profile.id)
          precondition(number == wish.person, "\(number) for the newcomer \(wish.person)")
        }
        return (.success(()), entries)
      }
    }
  }
}

extension EngineState {
  fileprivate mutating func wish(
    _ address: MailAddress, name: String, by: Int32, _ giver: Person
  ) -> NewColleague {
    if let known = find(address.text), let person = dueQueue.policy.directory.person(known, state) {
      let organisation = state.organisation(of: person)
      return NewColleague(person: known, profile: nil, organisation: organisation, by: by)
    }
    let profile = Person(
      id: address.normalized, email: address, name: name, organisation: giver.organisation,
      language: language(of: giver, by))
    let organisation = state.organisation(of: profile)
    let number = state.people.existing(profile.id) ?? Int32(state.people.count)
    return NewColleague(
      person: number, profile: profile, organisation: organisation, by: by)
  }
}
