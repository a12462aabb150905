/// How far a transfer came: the last thing we said, whose answer was awaited.
package enum Stage: String, Sendable, CaseIterable {
  /// Nothing was heard from the server yet: name, TCP, implicit TLS.
  case connect
  case greeting
  case hello
  case startTLS
  case authentication
  case mail
  case recipient
  case data
  /// After 354, before our last byte: the server cannot hold a whole message.
  case body
  /// Our last byte was handed over: only a reply can tell what became of it.
  case final
}
