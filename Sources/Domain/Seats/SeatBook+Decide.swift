extension SeatBook {
  /// What a command comes to at `now`, as facts to be recorded and then applied in their order.
  ///
  /// What time has done by then (offers that ended, free seats to hand on) is decided along with
  /// it, as if a tick had come first: the outcome never depends on whether one did. A command that
  /// changes nothing and meets nothing due gives no facts. A refusal gives none either; what is due
  /// is left to the next command.
  ///
  /// - Parameter offerEnds: when an offer made at a moment ends; asked only while people wait.
  package func decide(
    _ command: SeatCommand, rules: SeatRules, now: Instant, offerEnds: (Instant) -> Instant
  ) -> Result<[SeatFact], SeatRefusal> {
    let mayOffer =
      rules.offersOpen(at: now) && !rules.promotesAtOnce && !lines.waiting.tickets.isEmpty
    let end = mayOffer ? min(offerEnds(now), rules.closes) : now
    var draft = SeatDraft(book: self, rules: rules, now: now, offerEnd: end)
    return Result { () throws(SeatRefusal) in
      try draft.carryOut(command)
      return draft.facts
    }
  }
}
