/// Why a text is not an address we would mail to; a sentence for the person who wrote it.
package struct AddressProblem: Error, Sendable, Equatable, CustomStringConvertible {
  package var description: String

  package init(_ description: String) {
    self.description = description
  }
}
