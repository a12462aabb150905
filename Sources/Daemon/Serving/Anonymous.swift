/// Takes people out of texts that go to the log, which others read and nobody is forgotten in.
package enum Anonymous {
  package static let mark = "…"

  /// The text without anything that is an address.
  package static func text(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "@")) else { return text }
    return words(text) { $0.contains("@") && $0.count > 1 }
  }

  /// A server's reply about `recipient`, who may be named in it without the domain, too.
  package static func text(_ text: String, of recipient: String) -> String {
    let name = String(recipient.prefix { $0 != "@" }).lowercased()
    return words(text) { word in
      word.contains("@") || (name.utf8.count > 2 && word.lowercased().contains(name))
        || word.lowercased() == name
    }
  }

  /// Runs of what an address may hold, in whatever stands around them.
  private static func words(_ text: String, _ isPersonal: (String) -> Bool) -> String {
    var out = ""
    var word = ""
    func flush() {
      // A full stop behind an address is the sentence's.
      var tail = ""
      while let last = word.last, last == "." || last == "'" {
        tail = String(word.removeLast()) + tail
      }
      // It may stand in quotes, and an apostrophe within it is its own.
      let head = word.prefix { $0 == "'" }
      word.removeFirst(head.count)
      out += head + (isPersonal(word) ? mark : word) + tail
      word = ""
    }
    for character in text {
      if character.isLetter || character.isNumber || ".!#$%&'*+-/=?^_`{|}~@".contains(character) {
        word.append(character)
      } else {
        flush()
        out.append(character)
      }
    }
    flush()
    return out
  }
}
