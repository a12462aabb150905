/// How far one word is from another, for "did you mean".
package enum EditDistance {
  /// Insertions, deletions, substitutions and swaps of neighbours, each counted once (optimal
  /// string alignment).
  @inlinable
  package static func between<Letter: Equatable>(_ a: [Letter], _ b: [Letter]) -> Int {
    var twoBack: [Int] = []
    var back = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(back[j] + (a[i] == b[j] ? 0 : 1), back[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, twoBack[j - 1] + 1)
        }
        row.append(cost)
      }
      (twoBack, back) = (back, row)
    }
    return back[b.count]
  }
}
