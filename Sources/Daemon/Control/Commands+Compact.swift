import Engine
import Store

extension Commands {
  /// Carries out `convoke store compact` in the daemon.
  func compact() -> ControlReply {
    do {
      let seq = try engine.compact()
      return ControlReply(out: [Self.compacted(seq)])
    } catch {
      let code = (error as? StoreError).map { Int($0.exitCode) } ?? 70
      return ControlReply(exitCode: code, errors: ["convoke: \(error)"])
    }
  }

  /// What was done, for the terminal.
  package static func compacted(_ seq: Int) -> String {
    "Compacted: a snapshot stands for everything up to entry \(seq)."
  }
}
