/// Why a relay cannot be used as configured; a sentence for the operator.
package struct RelayProblem: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String
}
