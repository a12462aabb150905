import Domain
import State
import Templating

/// What a step's letter is made of, as a short print: equal prints, equal letters to any one
/// reader.
///
/// It covers the texts of the step's templates in every language and what an event's letters are
/// filled with: title, time, zone, venue, `about`, `answer_by`, host, questions, fields. The frame
/// (layouts, words, colors) is not part of it: a host need not see each letter again for that.
enum StepFingerprint {
  /// Sixteen hexadecimal digits.
  static func of(_ step: Step, _ event: Event, _ programme: Programme) -> String {
    var hash = FNV1a<UInt64>()
    for language in programme.templates.languages {
      guard
        let letter = programme.templates.letter(
          language: language, kind: event.kind, template: step.template)
      else { continue }
      for text in [language, letter.subject, letter.preheader, letter.body] {
        hash.add(ended: text)
      }
    }
    let facts = RecordedFacts(event.facts)
    for text in [
      facts.starts, facts.ends, facts.zone,
      Venue.essence(facts.venue.name), Venue.essence(facts.venue.address),
      Venue.essence(facts.venue.online), "\(event.answerBy.milliseconds)", "\(event.capacity)",
      event.host.name,
      event.host.address.text, step.calendar ? "calendar" : "",
    ] {
      hash.add(ended: text)
    }
    for localized in [event.title, event.about] + event.questions.map(\.ask) {
      add(localized, &hash)
    }
    for (name, value) in event.fields.sorted(by: { $0.key < $1.key }) {
      hash.add(ended: name)
      hash.add(ended: value)
    }
    return hash.hex
  }

  private static func add(_ text: LocalizedText, _ hash: inout FNV1a<UInt64>) {
    for (language, words) in text.byLanguage.sorted(by: { $0.key < $1.key }) {
      hash.add(ended: language)
      hash.add(ended: words)
    }
    hash.add(ended: "")
  }
}

extension FNV1a {
  /// Adds a text and its end, which no UTF-8 holds.
  fileprivate mutating func add(ended text: String) {
    add(text.utf8)
    add(0xFF)
  }
}
