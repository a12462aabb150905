import ArgumentParser
import Domain
import State
import StateFolder
import Store

struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Check, compact, export, repair or copy the journal.",
    subcommands: [
      StoreVerify.self, StoreCompact.self, StoreExport.self, StoreRepair.self, StoreBackup.self,
    ])
}

extension Failure {
  /// Runs `body`; what the store or the files say becomes one line and an exit code.
  static func naming<R>(_ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as StateDirectory.Unusable {
      throw Failure(Failure.problems, error.description)
    } catch let error as UnreadableEntry {
      throw Failure(65, "\(error); written by hand? see convoke store verify")
    } catch {
      guard let failure = FileFailure(ifAny: error) else { throw error }
      throw Failure(failure.exitCode, failure.text)
    }
  }
}
