package import Domain
import State
import Templating

/// Reads `--answers FILE`: `at,email,event,answer[,guests][,q_ID…]`, local times of the event's
/// zone.
package enum ScriptReader {
  /// The rows in order of time, and what was wrong with the others.
  package static func read(
    _ bytes: [UInt8], path: String, programme: Programme
  ) -> ([ScriptedAnswer], [Problem]) {
    var answers: [ScriptedAnswer] = []
    var problems: [Problem] = []
    for row in CSVTable(bytes).rows {
      switch answer(row, programme) {
      case .success(let answer): answers.append(answer)
      case .failure(let fault):
        problems.append(Problem(path: path, line: row.line, text: fault.text))
      }
    }
    answers.sort { ($0.at, $0.line) < ($1.at, $1.line) }
    return (answers, problems)
  }

  private struct Fault: Error { var text: String }

  private static func answer(
    _ row: CSVTable.Row, _ programme: Programme
  ) -> Result<ScriptedAnswer, Fault> {
    let event = row.values["event"] ?? ""
    let zone = programme.event(event)?.facts.zone ?? programme.network.zone
    guard let local = LocalDateTime(parsing: row.values["at"] ?? "") else {
      return .failure(Fault(text: "'\(row.values["at"] ?? "")' is not a local date-time"))
    }
    let word = row.values["answer"] ?? ""
    let deed: ScriptedAnswer.Deed
    if word == "unsubscribe" {
      deed = .unsubscribe
    } else if let choice = Choice(rawValue: word) {
      let words = row.values.filter { $0.key.hasPrefix("q_") && !$0.value.isEmpty }
      deed = .answer(
        Answer(
          choice: choice, guests: Int(row.values["guests"] ?? "") ?? 0,
          words: Dictionary(
            words.map { (String($0.key.dropFirst(2)), $0.value) }, uniquingKeysWith: { a, _ in a }),
          via: "rehearsal"))
    } else {
      return .failure(Fault(text: "'\(word)' is not yes, no, maybe or unsubscribe"))
    }
    return .success(
      ScriptedAnswer(
        at: zone.instant(local), email: row.values["email"] ?? "", event: event, deed: deed,
        line: row.line))
  }
}
