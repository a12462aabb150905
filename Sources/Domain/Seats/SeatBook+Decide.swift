extension SeatBook {
  /// What a command comes to at `now`, as facts to be recorded and then applied in their order.
  ///
  /// Offers that have ended by then end first, whether or not a tick came at their moment; seats
  /// that a command frees are handed on with it. Seats that a change of the rules frees are handed
  /// on by the next tick; until then nobody passes those who wait. A command that changes nothing
  /// and meets nothing due gives no facts. A refusal gives none either; what is due stays due.
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
