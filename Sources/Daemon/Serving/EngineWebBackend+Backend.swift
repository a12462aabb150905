import Domain
import Engine
import Letters
import Planning
import Queries
import State
import StateFolder
package import Web

extension EngineWebBackend: WebBackend {
  package func answer(_ link: AnswerTerms.Link, _ form: AnswerForm) async -> AnswerOutcome {
    let words = form.answers.mapValues { $0.joined(separator: "; ") }
    let (result, ticket) = engine.answer { [self] current, now in
      guard let person = guest((link.event, link.person), current, now: now) else {
        return .failure(.unknownPerson)
      }
      let isColleague = current.state.events[link.event]?.colleagues[person] != nil
      let answer = Answer(
        choice: form.answer, guests: form.guests, words: words,
        via: isColleague ? "colleague" : "link")
      return current.decide(answer, of: person, to: link.event, now: now)
    }
    switch result {
    case .failure(.seat(.cancelled)), .failure(.seat(.started)): return .closed
    case .failure(.seat(.tooManyGuests)), .failure(.seat(.noRoomForGuests)):
      return .refused(field: .guests, reason: .guests)
    case .failure(.unknownEvent), .failure(.unknownPerson): return .unknown
    case .failure: return .refused(field: .answer, reason: .choose)
    case .success(let changed):
      return await saved(ticket) == .saved ? .saved(changed: changed) : .notSaved
    }
  }

  /// A newsletter as it was, or will be, mailed to the person of the link.
  package func letter(_ token: String) -> String? {
    guard let (event, number) = opened(token, .browser), event.isNewsletter,
      let step = event.steps.first
    else { return nil }
    let now = engine.environment.now()
    let key = DeliveryKey(event: event.id, step: step.name, person: number)
    let request = engine.read { current in LetterRequest(key, current, now: now) }
    return request.flatMap { try? composer.compose($0).page(logo: composer.webPath + "/logo") }
  }

  package func subscriptionPage(_ token: String) -> SubscriptionPage? {
    guard let number = person(token, .unsubscribe) else { return nil }
    return engine.read { current -> SubscriptionPage? in
      guard let someone = current.dueQueue.policy.directory.person(number, current.state) else {
        return nil
      }
      return SubscriptionPage(
        language: current.language(of: someone, number), email: someone.email.text,
        stopped: current.state.hasUnsubscribed(number, kind: "*"),
        kinds: current.kinds(of: number, someone),
        preferencesToken: self.token(.preferences, person: someone.id))
    }
  }

  package func subscribe(_ token: String, _ change: SubscriptionChange) async -> ChangeOutcome {
    guard let number = person(token, .unsubscribe) else { return .unknown }
    let (kind, stop) =
      switch change {
      case .stop: ("*", true)
      case .resume: ("*", false)
      case .stopKind(let kind): (kind, true)
      case .resumeKind(let kind): (kind, false)
      }
    return await saved(engine.subscription(of: number, kind: kind, stop: stop, via: "link"))
  }

  package func preferencesPage(_ token: String) -> PreferencesPage? {
    guard let number = person(token, .preferences) else { return nil }
    return engine.read { current -> PreferencesPage? in
      guard let someone = current.dueQueue.policy.directory.person(number, current.state) else {
        return nil
      }
      let language = current.language(of: someone, number)
      let words = current.programme.templates.words
      var page = PreferencesPage(
        language: language, personName: someone.name, email: someone.email.text,
        languages: current.programme.templates.languages.map {
          .init(id: $0, label: words[$0]?["language"] ?? $0, chosen: $0 == language)
        },
        kinds: current.kinds(of: number, someone),
        stopped: current.state.hasUnsubscribed(number, kind: "*"))
      page.places = places(of: number, someone, language, current)
      return page
    }
  }

  package func prefer(_ token: String, _ change: PreferencesChange) async -> ChangeOutcome {
    guard let number = person(token, .preferences) else { return .unknown }
    switch change {
    case .stop, .resume:
      return await saved(
        engine.subscription(of: number, kind: "*", stop: change == .stop, via: "link"))
    case .save(let language, let wanted):
      return await saved(engine.prefer(number, language: language, kinds: wanted))
    case .forget:
      guard let eraser else { return .refused }
      switch await eraser.erase(engine.read { $0.state.people.name(number) }) {
      case .success: return .saved
      // Begun and owed: it is finished as soon as it can be, whatever happens.
      case .failure: return eraser.isOwing ? .saved : .notSaved
      }
    }
  }

  package func ownData(_ token: String) -> String? {
    guard let number = person(token, .preferences) else { return nil }
    return engine.read { current in
      String(decoding: NetworkView(current).ownData(number), as: UTF8.self)
    }
  }

  package func command(_ token: String, _ command: HostCommand) async -> ChangeOutcome {
    guard let event = desk(token) else { return .unknown }
    let wish: OperatorCommand
    let step: String
    switch command {
    case .note(let text):
      let (result, ticket) = engine.note(text, event: event.id)
      guard case .success = result else { return .refused }
      return await saved(ticket)
    case .hold(let held): (wish, step) = (.hold, held)
    case .release(let held): (wish, step) = (.release, held)
    }
    guard event.step(step) != nil else { return .refused }
    let (_, ticket) = engine.carryOut(wish, Scope(event: event.id, step: step), by: "the host")
    return await saved(ticket)
  }
}

extension EngineState {
  /// The kinds of mail there are, in the language of the person, chosen when they get them.
  func kinds(of number: Int32, _ person: Person) -> [PreferencesPage.Choice] {
    let words = programme.templates.words[language(of: person, number)]
    return Set(programme.events.map(\.kind)).sorted().map {
      .init(
        id: $0, label: words?["kind.\($0)"] ?? $0,
        chosen: !state.hasUnsubscribed(number, kind: $0))
    }
  }
}
