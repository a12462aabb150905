/// Why the catcher cannot do its work; a sentence.
package struct MailCatcherError: Error, Sendable, CustomStringConvertible {
  package var description: String

  init(_ description: String) {
    self.description = description
  }
}
