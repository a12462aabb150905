import Domain
package import Engine
import Planning
import State
package import StateFolder
import Store

/// Carries out the commands that change something: for the control socket of a running daemon, and
/// for a command that opened the store itself.
package struct Commands: Sendable {
  let engine: Engine
  /// Nil where there is no daemon.
  let eraser: Eraser?
  /// Why the files are not in force; nil when they are.
  let refused: @Sendable () -> String?
  /// What the daemon started with; nil where there is none.
  let started: @Sendable () -> StartSettings?
  /// Reads and puts the files in force; nil where there is no daemon.
  let reload: (@Sendable () -> ControlReply)?
  /// Sends a test mail to an address; nil where there is no daemon.
  var sendTest: (@Sendable (String) -> ControlReply)?
  /// Sends a letter of what is in force to a tester; nil where there is no daemon.
  var sendPreview: (@Sendable ([String: String]) -> ControlReply)?

  package init(
    engine: Engine, eraser: Eraser? = nil, refused: @escaping @Sendable () -> String? = { nil },
    started: @escaping @Sendable () -> StartSettings? = { nil },
    reload: (@Sendable () -> ControlReply)?
  ) {
    self.engine = engine
    self.eraser = eraser
    self.refused = refused
    self.started = started
    self.reload = reload
  }

  package func handle(_ request: ControlRequest) -> ControlReply {
    let arguments = request.arguments
    switch request.command {
    case "reload":
      return reload?() ?? ControlReply(exitCode: 75, errors: ["convoke: no daemon is running"])
    case "status": return status()
    case "started": return ControlReply(out: started()?.lines ?? [])
    case "rsvp": return rsvp(arguments)
    case "compact": return compact()
    case "desk": return hostDesk(arguments)
    case "tested": return tested(arguments)
    case "doctor": return doctor()
    case "send-test":
      return sendTest?(arguments["to"] ?? "") ?? failure("no daemon is running", 75)
    case "send-preview":
      return sendPreview?(arguments) ?? failure("no daemon is running", 75)
    case "forget": return forget(arguments)
    case "unsubscribe": return subscription(arguments, stop: true)
    case "resubscribe": return subscription(arguments, stop: false)
    default:
      guard let wish = OperatorCommand(rawValue: request.command) else {
        return ControlReply(exitCode: 64, errors: ["convoke: unknown request \(request.command)"])
      }
      return carryOut(wish, arguments)
    }
  }

  private func status() -> ControlReply {
    let journal = engine.journal.status
    let (inFlight, trouble, connections) = engine.read {
      ($0.dueQueue.inFlightCount, $0.relayTrouble, $0.relayConnections)
    }
    var lines = ["in_flight=\(inFlight)", "durable=\(journal.durableSeq)"]
    if let text = refused() { lines.append("refused=\(text)") }
    if let trouble { lines.append("relay=\(trouble)") }
    let differing =
      started()?.differing(
        from: engine.read { StartSettings($0.programme) }
      ).map(\.key) ?? []
    if !differing.isEmpty { lines.append("restart=\(differing.joined(separator: ", "))") }
    if let connections { lines.append("connections=\(connections)") }
    if let reason = journal.readOnly { lines.append("read_only=\(reason)") }
    return ControlReply(out: lines)
  }

  private func rsvp(_ arguments: [String: String]) -> ControlReply {
    let who = arguments["person"] ?? ""
    let event = arguments["event"] ?? ""
    guard let choice = Choice(rawValue: arguments["answer"] ?? "") else {
      return failure("the answer must be yes, no or maybe", 64)
    }
    guard let person = engine.person(who) else { return failure("nobody is known as '\(who)'") }
    let words = arguments.filter { $0.key.hasPrefix("q_") }
    if let stranger = unknownQuestion(words.keys, event) { return failure(stranger) }
    let answer = Answer(
      choice: choice, guests: Int(arguments["guests"] ?? "") ?? 0,
      words: Dictionary(
        words.map { (String($0.key.dropFirst(2)), $0.value) }, uniquingKeysWith: { a, _ in a }),
      via: arguments["via"] ?? "phone")
    let (result, ticket) = engine.answer(answer, of: person, to: event)
    switch result {
    case .failure(let refusal): return failure(refusal.text(event: event))
    case .success(let changed):
      return saved(ticket) {
        let seat = engine.read { $0.state.events[event]?.seats.seat(of: person) ?? .none }
        return changed
          ? "Recorded: \(who) says \(choice.rawValue) to \(event) (\(seat.rawValue))."
          : "\(who) had already said \(choice.rawValue) to \(event)."
      }
    }
  }

  /// Notes that a test mail is about to go; what was asked may stand in files not yet in force.
  private func tested(_ arguments: [String: String]) -> ControlReply {
    let entry = Entry.tested(
      event: arguments["event"] ?? "", step: arguments["step"] ?? "",
      person: arguments["person"] ?? "", to: arguments["to"] ?? "",
      messageID: arguments["message_id"] ?? "")
    let (_, ticket) = engine.change { _, _ in ((), [entry]) }
    do {
      try engine.wait(ticket)
      return ControlReply()
    } catch {
      return failure("\(error)", Int(error.exitCode))
    }
  }

  private func unknownQuestion(_ fields: some Sequence<String>, _ event: String) -> String? {
    guard let known = engine.read({ $0.programme.event(event)?.questions.map(\.id) }) else {
      return nil
    }
    guard let id = fields.map({ String($0.dropFirst(2)) }).first(where: { !known.contains($0) })
    else { return nil }
    return known.isEmpty
      ? "\(event) asks no questions"
      : "no question '\(id)'; \(event) has \(known.joined(separator: ", "))"
  }

  private func subscription(_ arguments: [String: String], stop: Bool) -> ControlReply {
    let who = arguments["person"] ?? ""
    guard let person = engine.person(who) else { return failure("nobody is known as '\(who)'") }
    let kind = arguments["kind"] ?? "*"
    var ticket = engine.subscription(of: person, kind: kind, stop: stop, via: "operator")
    if !stop { ticket = engine.readmit(person) ?? ticket }
    return saved(ticket) { "\(who): timed mail \(stop ? "stopped" : "goes again")." }
  }

  private func carryOut(_ wish: OperatorCommand, _ arguments: [String: String]) -> ControlReply {
    var scope = Scope(event: arguments["event"] ?? "", step: arguments["step"] ?? "")
    if wish == .retry, arguments["relay"] == "yes" { return retryRefused(arguments) }
    if scope == .roster { return roster(wish) }
    if scope == .everything, [.hold, .release].contains(wish) {
      return everything(wish, arguments)
    }
    let (knowsEvent, knowsStep) = engine.read { current in
      let event = current.programme.event(scope.event)
      let recorded = current.state.events[scope.event] != nil
      return (
        event != nil || recorded,
        scope.step.isEmpty || event == nil || event?.step(scope.step) != nil
      )
    }
    guard knowsEvent else { return failure("no event '\(scope.event)'; see convoke status") }
    guard knowsStep else { return failure("\(scope.event) has no step '\(scope.step)'") }
    if let who = arguments["person"] {
      guard let person = engine.person(who) else { return failure("nobody is known as '\(who)'") }
      scope.person = person
    }
    let isWhole = scope.step.isEmpty && scope.person == nil
    let (isDropped, isThere) = engine.read {
      ($0.state.events[scope.event]?.dropped == true, $0.programme.event(scope.event) != nil)
    }
    if wish == .release, isWhole, isDropped, !isThere {
      return failure(
        "\(scope.event) was dropped and has no file; bring the file back, reload, and release it")
    }
    if wish == .drop, isWhole, isDropped {
      return ControlReply(out: ["\(scope.event) was let go before; nothing changed."])
    }
    let (count, ticket) = engine.carryOut(wish, scope, by: arguments["by"] ?? "operator")
    let name = [scope.event, scope.step, arguments["person"] ?? ""].filter { !$0.isEmpty }
      .joined(separator: " ")
    return saved(ticket) {
      switch wish {
      case .hold: "Held: \(name)."
      case .release:
        "Released: \(name)."
          + (isWhole && isDropped ? " It goes on from where it was dropped." : "")
      case .retry: "To be sent again: \(count) deliveries of \(name)."
      case .drop where isWhole:
        "Let go: \(name). Nothing of it goes until 'convoke release \(name)'"
          + (isThere ? "; delete its file if it is to stay so." : ".")
      case .drop: "Given up: \(count == 1 ? name : "\(count) deliveries of \(name)")."
      }
    }
  }

  /// `convoke retry --relay`: what failed although the relay's words were about us.
  private func retryRefused(_ arguments: [String: String]) -> ControlReply {
    let (event, step) = (arguments["event"], arguments["step"] ?? "")
    if let event, !engine.read({ $0.state.events[event] != nil }) {
      return failure("nothing failed of '\(event)'; see convoke status")
    }
    let person = arguments["person"].map { ($0, engine.person($0)) }
    if let (name, number) = person, number == nil { return failure("nobody is known as '\(name)'") }
    let (count, ticket) = engine.retryRefused(event: event, step: step, person: person?.1)
    let name = [event ?? "all events", step, arguments["person"] ?? ""].filter { !$0.isEmpty }
      .joined(separator: " ")
    return saved(ticket) {
      count == 0
        ? "Nothing of \(name) failed because of the relay."
        : "To be sent again: \(count) deliveries of \(name) that the relay had refused."
    }
  }

  /// `convoke release people`: the roster of the files comes into force although it lacks many.
  private func roster(_ wish: OperatorCommand) -> ControlReply {
    guard wish == .release else { return failure("'people' can only be released", 64) }
    guard
      engine.read({ current in current.state.holds.keys.contains { $0.event == Scope.roster.event }
      })
    else {
      return failure("the roster is not waiting; nothing to release")
    }
    let (_, ticket) = engine.carryOut(.release, .roster, by: "operator")
    var reply = saved(ticket) { "Released: people." }
    guard reply.exitCode == 0, let reload else { return reply }
    let reloaded = reload()
    reply.exitCode = reloaded.exitCode
    reply.out += reloaded.out
    reply.errors += reloaded.errors
    return reply
  }

  /// `all`: every mail of every event, and the clock with it when that was not believed.
  private func everything(_ wish: OperatorCommand, _ arguments: [String: String]) -> ControlReply {
    if wish == .release { engine.environment.clock?.accept() }
    let (_, ticket) = engine.carryOut(wish, .everything, by: arguments["by"] ?? "operator")
    return saved(ticket) {
      wish == .hold
        ? "Held: all mail." : "Released: all mail; holds of single events and steps stay."
    }
  }

  /// Mails the host the link to their desk; with `revoke` the links so far no longer open it.
  private func hostDesk(_ arguments: [String: String]) -> ControlReply {
    let event = arguments["event"] ?? ""
    guard let host = engine.read({ $0.programme.event(event)?.host.address.text }) else {
      return failure("no event '\(event)'; see convoke status")
    }
    let isRevoked = arguments["revoke"] == "yes"
    return saved(engine.sendDesk(event, revoke: isRevoked)) {
      isRevoked
        ? "Revoked: links to the desk of \(event); a new one goes to \(host)."
        : "To be sent: the link to the desk of \(event), to \(host)."
    }
  }

  private func saved(_ ticket: Ticket?, _ text: () -> String) -> ControlReply {
    do {
      try engine.wait(ticket)
      return ControlReply(out: [text()])
    } catch {
      return failure("\(error)", Int(error.exitCode))
    }
  }

  private func failure(_ text: String, _ code: Int = 1) -> ControlReply {
    ControlReply(exitCode: code, errors: ["convoke: " + text])
  }
}
