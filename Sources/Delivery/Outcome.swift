/// What became of a parcel. Each parcel taken from the desk gets exactly one.
package enum Outcome: Sendable, Equatable {
  /// The server took responsibility (2yz after the final dot); its reply names its queue id.
  case sent(reply: String)
  /// Not accepted, surely; to be tried again later.
  case deferred(Verdict)
  /// Not accepted, surely; for this person and for good.
  case refused(Verdict)
  /// The last byte left and no reply came: the server may have it or not.
  case doubt(String)
  /// The desk's `commit` said no; the server saw no final dot.
  case aborted
  /// Not tried, or given up before anything was decided: relay trouble, a stop or a reload.
  case returned
}
