extension Route {
  /// Everything that the pages answer to, the most asked for first.
  static let all = [
    Route(
      "/r/TOKEN", InvitationView.self, get: { await $0.invitation($1) },
      post: { await $0.answer($1) }),
    Route("/r/TOKEN/event.ics", get: { await $0.calendar($1) }),
    Route(
      "/r/TOKEN/own", ColleagueView.self, get: { await $0.colleague($1, .own) },
      post: { await $0.bringIn($1, .own) }),
    Route(
      "/r/TOKEN/colleague", ColleagueView.self, get: { await $0.colleague($1, .colleague) },
      post: { await $0.bringIn($1, .colleague) }),
    Route(
      "/u/TOKEN", SubscriptionView.self, body: .anything, get: { await $0.subscription($1) },
      post: { await $0.subscribe($1) }),
    Route("/n/TOKEN", get: { await $0.letter($1) }),
    Route(
      "/p/TOKEN", PreferencesView.self, on: .desk, get: { await $0.preferences($1) },
      post: { await $0.prefer($1) }),
    Route("/p/TOKEN/data.json", on: .desk, get: { await $0.ownData($1) }),
    Route(
      "/host/TOKEN", HostDeskView.self, on: .desk, get: { await $0.desk($1) },
      post: { await $0.command($1) }),
    Route("/host/TOKEN/answers.csv", on: .desk, get: { await $0.answersCSV($1) }),
    Route("/host/TOKEN/sheet", SheetView.self, on: .desk, get: { await $0.sheet($1) }),
    Route("/host/TOKEN/badges", BadgesView.self, on: .desk, get: { await $0.badges($1) }),
    Route("/logo", get: { $0.logo($1) }),
  ]
}
