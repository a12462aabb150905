import Domain
import Engine
import Letters
import Planning
import State
import StateFolder
package import Web

extension EngineWebBackend {
  package func bringIn(
    _ token: String, _ form: ColleagueForm, _ errand: ColleagueForm.Errand
  ) async -> ColleagueOutcome {
    guard let (event, person) = invitation(token) else { return .unknown }
    guard PersonName.isName(form.name) else { return .refused(field: .name, reason: .name) }
    guard let address = try? MailAddress(form.email) else {
      return .refused(field: .email, reason: .email)
    }
    let hash = Forgetting.forgottenHash(address.normalized, keys)
    if engine.read({ $0.state.isForgotten(hash) }) {
      // Who asks for somebody else's invitation does not learn whom the network knew.
      if errand == .own { return await saved(nil) == .saved ? .saved : .notSaved }
      return .refused(field: .email, reason: .unmailable)
    }
    let (result, ticket) = engine.bringIn(
      address, name: form.name, by: person, to: event.id,
      errand == .own ? .ownInvitation : .sendInstead)
    switch result {
    case .success:
      return await saved(ticket) == .saved ? .saved : .notSaved
    case .failure(.oneself): return .refused(field: .email, reason: .oneself)
    case .failure(.unmailable): return .refused(field: .email, reason: .unmailable)
    case .failure(.tooMany): return .often
    case .failure(.seat(.organisationFull)): return .refused(field: .email, reason: .full)
    case .failure(.seat): return .closed
    }
  }

  /// Where `number` has a place that a colleague could take, soonest first.
  func places(
    of number: Int32, _ person: Person, _ language: String, _ current: borrowing EngineState
  ) -> [PreferencesPage.Place] {
    let now = engine.environment.now()
    let words = composer.dates(language)
    let fallback = current.programme.network.language
    let state = current.state
    return current.programme.events
      .filter { event in
        !event.isNewsletter && Self.phase(event, now) == .open
          && state.events[event.id]?.seats.seat(of: number) ?? .none != .none
      }
      .sorted { $0.starts < $1.starts }
      .map { event in
        PreferencesPage.Place(
          title: event.title.text(language, fallback: fallback),
          when: words.when(event.facts.starts, event.facts.ends),
          token: token(.rsvp, event: event.id, person: person.id))
      }
  }
}
