/// The envelope of a mail under way (RFC 5321 section 2.3.1).
package struct Envelope: Sendable, Equatable {
  package var from: String
  package var recipients: [String] = []
}
