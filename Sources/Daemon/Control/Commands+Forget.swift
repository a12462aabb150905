import Store

extension Commands {
  /// Carries out `convoke people forget` in the daemon.
  func forget(_ arguments: [String: String]) -> ControlReply {
    let who = arguments["person"] ?? ""
    guard let eraser else {
      return ControlReply(exitCode: 75, errors: ["convoke: no daemon is running"])
    }
    do {
      return ControlReply(out: [try eraser.forget(who).text(who)])
    } catch {
      return ControlReply(exitCode: Self.exitCode(error), errors: ["convoke: \(error)"])
    }
  }

  private static func exitCode(_ error: any Error) -> Int {
    switch error {
    case let error as StoreError: Int(error.exitCode)
    case is Workshop.Unusable: 1
    case is Eraser.UnderWay: 75
    default: 74
    }
  }
}

extension Workshop.Forgotten {
  /// What was done, for the terminal.
  package func text(_ who: String) -> String {
    "Forgotten: \(lines) lines changed or erased, and nothing of \(who) left."
  }
}
