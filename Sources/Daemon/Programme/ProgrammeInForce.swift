import NIOConcurrencyHelpers

/// What a running daemon serves by: letters, pages, links and relay, replaced as a whole in the
/// moment in which the engine goes by other rules.
package final class ProgrammeInForce: Sendable {
  private let value: NIOLockedValueBox<CompiledProgramme>

  package init(_ compiled: CompiledProgramme) { value = NIOLockedValueBox(compiled) }

  /// Whoever asks with the engine's lock held gets what belongs to its rules.
  package var current: CompiledProgramme { value.withLockedValue { $0 } }

  /// For `Engine.accept`. What it returns puts back the one before.
  func adopt(_ next: CompiledProgramme) -> @Sendable () -> Void {
    let before = value.withLockedValue { value in
      defer { value = next }
      return value
    }
    return { [value] in
      value.withLockedValue { if $0 === next { $0 = before } }
    }
  }
}
