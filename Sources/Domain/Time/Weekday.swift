/// The days as configuration names them.
package enum Weekday: String, CaseIterable, Hashable, Sendable {
  case mon, tue, wed, thu, fri, sat, sun

  /// Monday is 1, Sunday is 7 (ISO 8601).
  package var number: Int {
    switch self {
    case .mon: 1
    case .tue: 2
    case .wed: 3
    case .thu: 4
    case .fri: 5
    case .sat: 6
    case .sun: 7
    }
  }
}
