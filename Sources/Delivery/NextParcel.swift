/// The desk's answer to a courier who asks for work.
package enum NextParcel: Sendable {
  case parcel(Parcel)
  /// There will be none any more; go home.
  case stop
}
