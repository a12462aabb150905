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
      let distance = editDistance(wanted, scalars)
      guard distance <= allowed else { continue }
      if best.map({ (distance, candidate) < ($0.distance, $0.word) }) ?? true {
        best = (distance, candidate)
      }
    }
    return best?.word
  }

  /// Insertions, deletions, substitutions and swaps of neighbours, each counted once.
  static func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
    var twoBack: [Int] = []
    var back = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        let same = a[i] == b[j]
        var cost = min(back[j] + (same ? 0 : 1), back[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, twoBack[j - 1] + 1)
        }
        row.append(cost)
      }
      twoBack = back
      back = row
    }
    return back[b.count]
  }
}
