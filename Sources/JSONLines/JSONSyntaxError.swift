/// The first place where bytes stop being JSON, or stop being JSON that has one meaning.
package struct JSONSyntaxError: Error, Equatable, CustomStringConvertible {
  /// Bytes from the start of the text that was given to the scanner.
  package let offset: Int

  /// What was expected or found there, in a few words.
  package let reason: String

  package init(offset: Int, reason: String) {
    self.offset = offset
    self.reason = reason
  }

  package var description: String { "byte \(offset): \(reason)" }
}
