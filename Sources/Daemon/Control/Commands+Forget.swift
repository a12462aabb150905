import StateFolder
import Store

extension Commands {
  /// Carries out `convoke people forget` in the daemon.
  func forget(_ arguments: [String: String]) -> ControlReply {
    let who = arguments["person"] ?? ""
    guard let eraser else {
      return ControlReply(exitCode: 75, errors: ["convoke: no daemon is running"])
    }
    do {
      let gone = try eraser.forget(who)
      return ControlReply(
        exitCode: gone.remains.isEmpty ? 0 : 1, out: [gone.text(who)], errors: gone.remains)
    } catch {
      return ControlReply(exitCode: Self.exitCode(error), errors: ["convoke: \(error)"])
    }
  }

  private static func exitCode(_ error: any Error) -> Int {
    switch error {
    case let error as StoreError: Int(error.exitCode)
    case is StateDirectory.Unusable: 1
    case is Eraser.UnderWay: 75
    default: 74
    }
  }
}

extension Forgetting.Forgotten {
  /// What was done, for the terminal.
  package func text(_ who: String) -> String {
    let done = "Forgotten: \(lines) lines changed or erased, and "
    return remains.isEmpty
      ? done + "nothing of \(who) left." : done + "what follows of \(who) could not be erased:"
  }
}
