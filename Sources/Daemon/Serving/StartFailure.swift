import Engine
import StateFolder
import Store

/// Why the daemon did not start, or ended: lines for stderr and the exit code.
package struct StartFailure: Error, CustomStringConvertible {
  package var exitCode: Int32
  package var text: String
  package var description: String { text }

  /// Gives errors of `body` their exit code: a store error's own, else `code`.
  static func naming<R>(_ code: Int32 = 70, _ body: () throws -> R) throws -> R {
    do {
      return try body()
    } catch let error as StoreError {
      throw StartFailure(exitCode: error.exitCode, text: error.description)
    } catch let error as Engine.WrongState {
      throw StartFailure(exitCode: 64, text: error.description)
    } catch let error as StartFailure {
      throw error
    } catch let error as ProgrammeLoader.NotKept {
      throw StartFailure(exitCode: error.exitCode, text: error.description)
    } catch {
      if let failure = FileFailure(ifAny: error) {
        throw StartFailure(exitCode: failure.exitCode, text: failure.text)
      }
      throw StartFailure(exitCode: code, text: "\(error)")
    }
  }
}
