import StateFolder
import Testing

/// The list of mails in flight: what a fallen process leaves, and what it does not.
@Suite struct InFlightTests {
  private func trace(_ person: String, occurrence: Int32 = 0) -> InFlightList.Trace {
    InFlightList.Trace(
      event: "open", step: "invitation", person: person, occurrence: occurrence)
  }

  private func suspects(_ path: String) throws -> [String: Int] {
    let list = try #require(InFlightList(path: path))
    return Dictionary(uniqueKeysWithValues: list.suspects.map { ($0.person, $0.falls) })
  }

  @Test("what was under way when the process fell is suspect, once for each fall")
  func falls() throws {
    let folder = try Folder()
    let path = folder.path + "/in-flight"
    for fall in 1...3 {
      let list = try #require(InFlightList(path: path))
      _ = list.begin(trace("p\"1\"\u{2028}"))
      list.end(list.begin(trace("p2")), isOver: true)
      list.end(list.begin(trace("p3")), isOver: false)
      #expect(try suspects(path) == ["p\"1\"\u{2028}": fall], "and a look at it is a start")
    }
  }

  @Test("a start without a fall in between accuses nobody again")
  func idle() throws {
    let folder = try Folder()
    let path = folder.path + "/in-flight"
    _ = try #require(InFlightList(path: path)).begin(trace("p1"))
    for _ in 0..<5 { #expect(try suspects(path) == ["p1": 1]) }
    let list = try #require(InFlightList(path: path))
    list.end(list.begin(trace("p1")), isOver: false)
    #expect(try suspects(path) == ["p1": 1], "given back, it stays suspect")
    let again = try #require(InFlightList(path: path))
    again.end(again.begin(trace("p1")), isOver: true)
    #expect(try suspects(path).isEmpty, "handed over, it is forgotten")
  }

  @Test("deliveries are told apart by their occurrence, and dropped ones are gone")
  func occurrences() throws {
    let folder = try Folder()
    let path = folder.path + "/in-flight"
    let list = try #require(InFlightList(path: path))
    _ = list.begin(trace("p1", occurrence: 1))
    _ = list.begin(trace("p1", occurrence: 2))
    let next = try #require(InFlightList(path: path))
    #expect(next.suspects.map(\.occurrence).sorted() == [1, 2])
    next.drop(trace("p1", occurrence: 1))
    #expect(try #require(InFlightList(path: path)).suspects.map(\.occurrence) == [2])
  }

  @Test("more mails than slots, and names that do not fit, are sent unwatched")
  func overflow() throws {
    let folder = try Folder()
    let path = folder.path + "/in-flight"
    let list = try #require(InFlightList(path: path))
    let slots = (0..<300).map { list.begin(trace("p\($0)")) }
    #expect(slots.count { $0 != nil } == 256)
    for slot in slots { list.end(slot, isOver: true) }
    _ = list.begin(trace(String(repeating: "x", count: 600)))
    #expect(try suspects(path).isEmpty)
    #expect(InFlightList(path: folder.path + "/none/in-flight") == nil)
  }

  @Test("who is forgotten is not in the list either, also while it is in use")
  func erased() throws {
    let folder = try Folder()
    let path = folder.path + "/in-flight"
    let list = try #require(InFlightList(path: path))
    let slot = list.begin(trace("p1"))
    _ = list.begin(trace("p2"))
    InFlightList.erase(["p1", "p3"], path: path)
    #expect(try !folder.text(of: "in-flight").contains("p1"))
    #expect(try suspects(path) == ["p2": 1])
    list.end(slot, isOver: true)
    InFlightList.erase(["p1"], path: folder.path + "/none")
  }

  @Test("bytes that are no list are no suspects")
  func garbage() throws {
    let folder = try Folder()
    for text in ["{\"event\":1}", "{", String(repeating: "x", count: 400), "{}\n{}\n"] {
      try folder.write(text, to: "in-flight")
      #expect(try suspects(folder.path + "/in-flight").isEmpty)
    }
  }
}
