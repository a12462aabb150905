import Templating

/// The nearest of some words, for "did you mean".
enum Suggestion {
  /// `; did you mean 'capacity'?`, or nothing.
  static func text(for word: String, among words: some Sequence<String>) -> String {
    nearest(to: word, among: words).map { "; did you mean '\($0)'?" } ?? ""
  }

  /// The nearest word within a third of its length; the first of equals by alphabet.
  static func nearest(to word: String, among words: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased().unicodeScalars.prefix(60))
    var best: (distance: Int, word: String)?
    for candidate in words {
      let scalars = Array(candidate.lowercased().unicodeScalars.prefix(60))
      let allowed = max(1, min(3, max(wanted.count, scalars.count) / 3))
      guard abs(scalars.count - wanted.count) <= allowed else { continue }
      let distance = EditDistance.between(wanted, scalars)
      guard distance <= allowed else { continue }
      if best.map({ (distance, candidate) < ($0.distance, $0.word) }) ?? true {
        best = (distance, candidate)
      }
    }
    return best?.word
  }
}
