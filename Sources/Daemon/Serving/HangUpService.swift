import ServiceLifecycle
import UnixSignals

/// SIGHUP reloads the files.
struct HangUpService: Service {
  let reloads: ReloadService

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() {
      _ = reloads.reload()
    }
  }
}
