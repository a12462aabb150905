package import JSONLines

/// One thing that `convoke doctor` looked at.
package struct Finding: Sendable, Equatable {
  package enum State: String, Sendable { case ok, warn, bad }

  /// Which thing, in a word.
  package var check: String
  package var state: State
  /// What was looked at, and what was seen.
  package var says: String
  /// What to do; empty when there is nothing.
  package var advice: String

  package init(_ check: String, _ state: State, _ says: String, do advice: String = "") {
    self.check = check
    self.state = state
    self.says = says
    self.advice = advice
  }

  package var json: JSONObjectWriter {
    var json = JSONObjectWriter()
    json.add("check", check)
    json.add("state", state.rawValue)
    json.add("says", says)
    json.add("do", advice)
    return json
  }

  /// As a daemon sends it; nil for anything else.
  package init?(line: String) {
    let read = try? JSONLine.parse(Array(line.utf8)) { json -> Finding? in
      guard let check = json.string("check"), let says = json.string("says"),
        let state = json.string("state").flatMap(State.init)
      else { return nil }
      return Finding(check, state, says, do: json.string("do") ?? "")
    }
    guard let finding = read else { return nil }
    self = finding
  }
}
