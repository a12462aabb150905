import Domain
import State

/// What a step's letter is made of, as a short print: equal prints, equal letters to any one reader.
///
/// It covers the texts of the step's templates in every language and what an event's letters are
/// filled with: title, time, zone, venue, `about`, `answer_by`, host, questions, fields. The frame
/// (layouts, words, colours) is not part of it: a host need not see each letter again for that.
enum StepPrint {
  /// Sixteen hexadecimal digits.
  static func of(_ step: Step, _ event: Event, _ programme: Programme) -> String {
    var hash = FowlerNollVo()
    for language in programme.templates.languages {
      guard
        let letter = programme.templates.letter(
          language: language, kind: event.kind, template: step.template)
      else { continue }
      for text in [language, letter.subject, letter.preheader, letter.body] { hash.add(text) }
    }
    let facts = RecordedFacts(event.facts)
    for text in [
      facts.starts, facts.ends, facts.zone,
      Venue.essence(facts.venue.name), Venue.essence(facts.venue.address),
      Venue.essence(facts.venue.online), "\(event.answerBy.milliseconds)", "\(event.capacity)",
      event.host.name,
      event.host.address.text, step.calendar ? "calendar" : "",
    ] {
      hash.add(text)
    }
    for localized in [event.title, event.about] + event.questions.map(\.ask) {
      add(localized, &hash)
    }
    for (name, value) in event.fields.sorted(by: { $0.key < $1.key }) {
      hash.add(name)
      hash.add(value)
    }
    return hash.text
  }

  private static func add(_ text: LocalizedText, _ hash: inout FowlerNollVo) {
    for (language, words) in text.byLanguage.sorted(by: { $0.key < $1.key }) {
      hash.add(language)
      hash.add(words)
    }
    hash.add("")
  }
}

/// FNV-1a, 64 bits: no secret and no adversary, only whether a text is another.
struct FowlerNollVo {
  private var value: UInt64 = 0xcbf2_9ce4_8422_2325

  /// Adds a text and its end.
  mutating func add(_ text: String) {
    for byte in text.utf8 { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    value = (value ^ 0xff) &* 0x100_0000_01b3
  }

  var text: String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.utf8.count) + digits
  }
}
