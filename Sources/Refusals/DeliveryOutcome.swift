/// What became of a mail that was taken to be sent; each gets exactly one. The one word for it from
/// the connection to the journal.
package enum DeliveryOutcome: Sendable, Equatable {
  /// The server took responsibility (2yz after the final dot); its reply names its queue id.
  case sent(reply: String)
  /// Not accepted, surely; to be tried again later.
  case deferred(SMTPRefusal)
  /// Not accepted, surely; for this person and for good.
  case refused(SMTPRefusal)
  /// The last byte left and no reply came: the server may have it or not.
  case doubt(String)
  /// The last look before the end said no; the server saw no final dot.
  case aborted
  /// Not tried, or given up before anything was decided: relay trouble, a stop or a reload.
  case returned
}
