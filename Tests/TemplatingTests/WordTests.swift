import Templating
import Testing

@Suite struct EditDistanceTests {
  @Test(arguments: [
    ("", "", 0), ("", "abc", 3), ("title", "titel", 1), ("capcity", "capacity", 1),
    ("kitten", "sitting", 3),
    ("ca", "abc", 3),
  ])
  func `insertions, deletions, substitutions and swaps count once`(
    a: String, b: String, distance: Int
  ) {
    #expect(EditDistance.between(Array(a.utf8), Array(b.utf8)) == distance)
    #expect(EditDistance.between(Array(b.unicodeScalars), Array(a.unicodeScalars)) == distance)
  }
}

@Suite struct FNV1aTests {
  /// From the test vectors of draft-eastlake-fnv.
  @Test(arguments: [
    ("", "cbf29ce484222325", "6c62272e07bb014262b821756295c58d"),
    ("a", "af63dc4c8601ec8c", "d228cb696f1a8caf78912b704e4a8964"),
    ("foobar", "85944171f73967e8", "343e1662793c64bf6f0d3597ba446f18"),
  ])
  func `both widths are the published ones`(text: String, short: String, long: String) {
    var (narrow, wide) = (FNV1a<UInt64>(), FNV1a<UInt128>())
    narrow.add(text.utf8)
    wide.add(text.utf8)
    #expect(narrow.hex == short)
    #expect(wide.hex == long)
  }
}
