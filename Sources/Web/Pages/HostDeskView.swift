import Domain

/// The host's desk, and its CSV.
struct HostDeskView: PageView {
  static let template = "host"

  var page: HostDeskPage
  var token: String
  var notice: PageAlert?
  /// A note that was written and not yet sent.
  var draft: String?

  /// Characters of a note.
  static let longestNote = 4000

  var isDraftTooLong: Bool { (draft?.count ?? 0) > Self.longestNote }

  var language: String { page.language }

  func fields(_ phrases: PageWords) -> PageFields {
    var fields = PageFields()
    fields.set(.token, token)
    fields.set(.pageTitle, "\(phrases(.desk)) · \(page.event.title)")
    fields.set(.pageWide, true)
    fields.set(page.event, phrases)
    fields.set(page.phase, phrases)
    fields.set(notice, phrases)
    fields.set(.deskCounts, counts(phrases))
    let curve = AnswerCurve(page.curve, capacity: page.counts.capacity)
    fields.set(.deskCurve, html: curve.svg())
    fields.set(.deskCurveLabel, curve.label(phrases))
    fields.set(.deskGuests, page.guests.map { Self.guest($0, phrases) })
    fields.set(.deskAny, !page.guests.isEmpty)
    fields.set(.deskLostAny, !page.unreachable.isEmpty)
    fields.set(
      .deskLost,
      page.unreachable.map { lost in
        var fields = PageFields()
        fields.set(.lostName, lost.name.isEmpty ? lost.email : lost.name)
        fields.set(.lostEmail, lost.email)
        fields.set(.lostWhy, lost.why)
        return fields
      })
    fields.set(.deskMailsAny, !page.mails.isEmpty)
    fields.set(
      .deskMails,
      page.mails.map { mail in
        var fields = PageFields()
        fields.set(.mailName, mail.name)
        fields.set(.mailAt, mail.at)
        fields.set(.mailWhy, mail.why)
        fields.set(.mailToken, mail.token)
        return fields
      })
    fields.set(.deskSteps, page.steps.map { step($0, phrases) })
    set(page.note, &fields)
    return fields
  }

  private func set(_ note: HostDeskPage.NoteDesk?, _ fields: inout PageFields) {
    guard let note else { return }
    fields.set(.deskNote, true)
    fields.set(.notePeople, note.people)
    fields.set(
      .noteEarlier,
      note.earlier.map { line in
        var fields = PageFields()
        fields.set(.historyText, line)
        return fields
      })
    guard let draft, draft.contains(where: { !$0.isWhitespace }) else { return }
    fields.set(.noteText, draft)
    if isDraftTooLong { return }
    fields.set(.notePreview, html: Array(note.render(draft).utf8))
  }

  private func counts(_ phrases: PageWords) -> [PageFields] {
    let counts = page.counts
    let offers = counts.offered > 0 ? [(phrases(.deskOffered), counts.offered)] : []
    let seated =
      counts.capacity > 0
      ? phrases(.deskSeatedOf, ["n": String(counts.capacity)]) : phrases(.deskSeated)
    // Everybody invited is in one of the tiles behind the first.
    let tiles: [(String, Int)] =
      [(seated, counts.seated), (phrases(.deskYes), counts.yes)] + offers + [
        (phrases(.deskWaiting), counts.waiting), (phrases(.deskMaybe), counts.maybe),
        (phrases(.deskNo), counts.no), (phrases(.deskSilent), counts.silent),
      ]
    return tiles.map { label, value in
      var fields = PageFields()
      fields.set(.countLabel, label)
      fields.set(.countValue, value)
      return fields
    }
  }

  static func guest(_ guest: HostDeskPage.Guest, _ phrases: PageWords) -> PageFields {
    var fields = PageFields()
    fields.set(.guestName, guest.name.isEmpty ? guest.email : guest.name)
    fields.set(.guestOrganisation, guest.organisation)
    fields.set(.guestEmail, guest.email)
    fields.set(.guestAnswer, guest.standing(phrases))
    fields.set(.guestSeated, guest.seat == .seated)
    fields.set(.guestGuests, guest.guests > 0 ? String(guest.guests) : "")
    fields.set(.guestAt, guest.at)
    fields.set(.guestAnyHistory, !guest.history.isEmpty)
    fields.set(
      .guestHistory,
      guest.history.map { line in
        var fields = PageFields()
        fields.set(.historyText, line)
        return fields
      })
    fields.set(
      .guestAnswers,
      guest.answers.map { answer in
        var fields = PageFields()
        fields.set(.questionText, answer.question)
        fields.set(.questionValue, answer.answer)
        return fields
      })
    return fields
  }

  private func step(_ step: HostDeskPage.Step, _ phrases: PageWords) -> PageFields {
    var fields = PageFields()
    fields.set(.stepId, step.id)
    fields.set(.stepWhen, step.when)
    fields.set(.stepPeople, step.people)
    fields.set(.stepHeld, step.state == .held)
    switch step.state {
    case .coming:
      fields.set(.stepState, phrases(.stepComing))
      fields.set(.stepAction, "hold")
      fields.set(.stepButton, phrases(.hold))
    case .held:
      fields.set(.stepState, phrases(.stepHeld))
      fields.set(.stepAction, "release")
      fields.set(.stepButton, phrases(.release))
    case .done:
      fields.set(
        .stepState,
        step.sent > 0 ? phrases(.stepSent, ["n": String(step.sent)]) : phrases(.stepDone))
      // Says that there is no button, so that an outer scope cannot lend one.
      fields.set(.stepAction, "")
    }
    return fields
  }
}

extension HostDeskPage.Guest {
  /// Answer and seat in a word or two.
  func standing(_ phrases: PageWords) -> String {
    switch (answer, seat) {
    case (_, .waiting): "\(phrases(.deskWaiting)) \(position ?? 1)"
    case (_, .offered): phrases(.deskOffered)
    case (.yes, _): phrases(.deskYes)
    case (.no, _): phrases(.deskNo)
    case (.maybe, _): phrases(.deskMaybe)
    }
  }
}
