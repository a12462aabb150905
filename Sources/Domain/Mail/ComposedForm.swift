// Only the full Foundation composes characters.
import Foundation

extension String {
  /// Unicode's form C, so that a letter and its accent are the same bytes however they were typed.
  var composed: String {
    utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
  }
}
