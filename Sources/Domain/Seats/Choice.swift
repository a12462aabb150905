/// What a person says to an invitation.
package enum Choice: String, Sendable, Hashable, CaseIterable {
  case yes, no, maybe
}
