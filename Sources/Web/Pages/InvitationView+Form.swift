import Domain

extension InvitationView {
  func form(_ phrases: PageWords, _ fields: inout PageFields) {
    fields.set(.formAsk, ask(phrases))
    let deadline = tellsDeadline ? page.answerBy : nil
    let room = tellsRoom ? room(phrases) : nil
    fields.set(.formAnswerBy, deadline.map { phrases(.answerBy, ["when": $0]) })
    fields.set(.formRoom, room)
    fields.set(.formFacts, deadline != nil || room != nil)
    fields.set(.formLoses, loses.map { phrases($0) })
    fields.set(.formFolded, isFolded)
    fields.set(.formDetails, !page.questions.isEmpty || page.guestsAllowed > 0)
    fields.set(.questions, page.questions.map { question($0, phrases) })
    fields.set(.formGuests, page.guestsAllowed > 0)
    fields.set(.guestsOptions, guests(phrases))
    fields.set(.guestsFault, faults[.guests].map { $0.text(phrases) })
    fields.set(.answerFault, faults[.answer].map { $0.text(phrases) })
    fields.set(.faults, faultLinks(phrases))
    fields.set(.faultsAny, !faults.isEmpty)
    buttons(phrases, &fields)
  }

  /// Who has answered sees the answer, with the form behind one touch, unless it is needed now.
  private var isFolded: Bool {
    guard let recorded = page.recorded, typed == nil, recorded.answer != .maybe,
      recorded.state != .offered
    else { return false }
    return preselected == nil || preselected == recorded.answer
  }

  private func ask(_ phrases: PageWords) -> String {
    if page.recorded != nil { return phrases(.askAgain) }
    if page.greetingName.isEmpty { return phrases(.ask) }
    return phrases(.askName, ["name": page.greetingName])
  }

  /// Whether the page says until when an answer is expected: an offer has its own end, and only
  /// that.
  private var tellsDeadline: Bool {
    page.recorded?.state != .offered && page.answerBy != nil
  }

  /// What a maybe or a no gives up; said before it is pressed.
  private var loses: Phrase? {
    switch page.recorded?.seat {
    case .offered: .losesOffer
    case .seated: .losesSeat
    case .waiting: .losesTurn
    case .some(.none), nil: nil
    }
  }

  /// Whether the page says how many seats are left; silent for who holds one, or stands in line.
  private var tellsRoom: Bool {
    switch page.recorded?.seat {
    case .seated, .waiting, .offered: false
    case .some(.none), nil: page.room != .unlimited
    }
  }

  /// How many seats are left.
  private func room(_ phrases: PageWords) -> String {
    switch page.room {
    case .unlimited: ""
    case .left(let seats): phrases(.roomLeft, seats)
    case .full(let waiting):
      waiting > 0 ? phrases(.roomWaiting, waiting) : phrases(.roomFull)
    }
  }

  /// The answer whose button stands out: what was just pressed, chosen in the mail, on record, yes.
  private var main: Choice {
    typed?.answer ?? preselected ?? page.recorded?.answer ?? .yes
  }

  private func buttons(_ phrases: PageWords, _ fields: inout PageFields) {
    if typed == nil, let preselected, preselected != page.recorded?.answer {
      let phrase: Phrase =
        switch preselected {
        case .yes: .preselectedYes
        case .maybe: .preselectedMaybe
        case .no: .preselectedNo
        }
      fields.set(.formPreselected, phrases(phrase))
    }
    let yes: Phrase =
      switch (page.recorded?.answer, page.recorded?.seat, page.room) {
      case (.yes, .waiting, _): .buttonYesWaiting
      case (_, .offered, _): .buttonYesTake
      case (.yes, _, _): .buttonYesKeep
      case (_, _, .full): .buttonYesWait
      default: .buttonYes
      }
    fields.set(.buttonYes, phrases(yes))
    fields.set(.buttonMaybe, phrases(.buttonMaybe))
    fields.set(.buttonNo, phrases(.buttonNo))
    fields.set(.buttonYesMain, main == .yes)
    fields.set(.buttonMaybeMain, main == .maybe)
    fields.set(.buttonNoMain, main == .no)
  }

  private func guests(_ phrases: PageWords) -> [PageFields] {
    let chosen = typed?.guests ?? String(page.recorded?.guests ?? 0)
    return (0...max(0, page.guestsAllowed)).map { count in
      .option(
        String(count), count == 0 ? phrases(.guestsNone) : phrases(.guestsCount, count),
        chosen: chosen == String(count))
    }
  }

  private func question(_ question: AskedQuestion, _ phrases: PageWords) -> PageFields {
    let values = typed?.answers[question.id] ?? (typed == nil ? question.values : [])
    var fields = PageFields()
    fields.set(.questionField, AnswerDraft.field(question.id))
    fields.set(.questionText, question.text)
    fields.set(.questionHint, phrases(question.required ? .required : .optional))
    fields.set(.questionRequired, question.required)
    fields.set(.questionIsText, question.kind == .text)
    fields.set(.questionValue, values.first ?? "")
    fields.set(.questionInput, question.kind == .multi ? "checkbox" : "radio")
    fields.set(.faultText, faults[.question(question.id)].map { $0.text(phrases) } ?? "")
    var options: [PageFields] = []
    switch question.kind {
    case .text: break
    case .choice, .multi:
      options = question.options.map { .option($0, $0, chosen: values.contains($0)) }
    case .yesno:
      options = [
        .option("yes", phrases(.yes), chosen: values.contains("yes")),
        .option("no", phrases(.no), chosen: values.contains("no")),
      ]
    }
    // A radio button cannot be unchosen, so an optional question offers no answer.
    if question.kind == .choice || question.kind == .yesno, !question.required {
      options.append(.option("", phrases(.optionNone), chosen: values.isEmpty || values == [""]))
    }
    fields.set(.questionOptions, options)
    return fields
  }

  /// The faults in the order of the page, each a link to its field.
  private func faultLinks(_ phrases: PageWords) -> [PageFields] {
    var links: [PageFields] = []
    func link(_ target: String, _ fault: AnswerForm.Fault?, _ of: String) {
      guard let fault else { return }
      var fields = PageFields()
      fields.set(.faultTarget, target)
      fields.set(.faultText, of.isEmpty ? fault.text(phrases) : "\(of) \(fault.text(phrases))")
      links.append(fields)
    }
    for question in page.questions {
      link(AnswerDraft.field(question.id), faults[.question(question.id)], question.text)
    }
    link("guests", faults[.guests], "")
    link("answer", faults[.answer], "")
    return links
  }
}

extension AnswerForm.Fault {
  func text(_ phrases: PageWords) -> String {
    switch self {
    case .choose: phrases(.faultChoose)
    case .guests: phrases(.faultGuests)
    case .required: phrases(.faultRequired)
    case .long: phrases(.faultLong)
    case .option: phrases(.faultOption)
    }
  }
}
