/// What the catcher saw on the wire, for tests of what must not happen.
package enum WireEvent: Sendable, Equatable {
  case connected(Int)
  /// A command line without its line end; what AUTH carries is left out.
  case command(Int, String)
  /// The final dot of a message.
  case dot(Int)
  /// The connection ended inside a message, before the final dot.
  case cut(Int)
  case disconnected(Int)
}
