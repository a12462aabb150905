/// How many connections are used, where the relay takes fewer than are wanted.
package struct Connections: Sendable, Equatable {
  package var count: Int
  package var wanted: Int
  /// The words with which it turned one more away; empty when all are used again.
  package var reason: String

  package init(count: Int, of wanted: Int, reason: String = "") {
    self.count = count
    self.wanted = wanted
    self.reason = reason
  }
}
