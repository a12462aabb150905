import Engine
import FoundationEssentials
import SMTPClient
import StateFolder
import Store
import Web

/// Whether this daemon can do its work, for `/readyz`: a line for each reason why not.
enum Readiness {
  static func report(_ engine: Engine, keys: Data?, in state: String) -> AdminServer.Report {
    var reasons: [String] = []
    // With other keys on the disk the next start would close every link sent until then.
    let found = FileManager.default.contents(atPath: state + "/keys.json")
    if found == nil || found != keys {
      let reason =
        StateDirectory.keyTrouble(state)?.description ?? "\(state)/keys.json: was changed"
      reasons.append("the next start would be refused: \(reason)")
    }
    if let reason = engine.journal.status.readOnly {
      reasons.append("answers cannot be saved: \(reason)")
    }
    if engine.read({ $0.needsRebuild }) {
      reasons.append("the state has to be read again from the store")
    }
    return .init(
      isGood: reasons.isEmpty, text: reasons.isEmpty ? "ready" : reasons.joined(separator: "\n"))
  }
}
