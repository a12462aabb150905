import Logging
import Synchronization

/// What was said to the operator.
final class LogLines: LogHandler {
  private let said = Mutex<[String]>([])

  var errors: [String] { said.withLock { $0 } }

  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .error }
    set {}
  }
  subscript(metadataKey _: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) { said.withLock { $0.append("\(event.message)") } }
}
