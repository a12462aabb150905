/// A piece of the text of an audience.
struct AudienceToken: Hashable {
  enum Kind: Hashable {
    case word(String)
    case quoted(String)
    case open, close, equals, comma, end
  }

  var kind: Kind
  /// In Unicode scalars from the start of the text.
  var offset: Int

  /// Cuts a text; throws for a character that has no place, or a quote that does not end.
  static func cut(_ text: String) throws(AudienceProblem) -> [AudienceToken] {
    let scalars = Array(text.unicodeScalars)
    var tokens: [AudienceToken] = []
    var index = 0
    while index < scalars.count {
      let start = index
      let scalar = scalars[index]
      index += 1
      switch scalar {
      case " ", "\t", "\n", "\r": continue
      case "(": tokens.append(AudienceToken(kind: .open, offset: start))
      case ")": tokens.append(AudienceToken(kind: .close, offset: start))
      case ",": tokens.append(AudienceToken(kind: .comma, offset: start))
      case "=":
        if index < scalars.count, scalars[index] == "=" { index += 1 }
        tokens.append(AudienceToken(kind: .equals, offset: start))
      case "\"":
        let quoted = try quotedText(scalars, &index)
        tokens.append(AudienceToken(kind: .quoted(quoted), offset: start))
      case "'": throw AudienceProblem(text: "use double quotes", offset: start)
      case "!": throw AudienceProblem(text: "use 'not' instead of '!'", offset: start)
      case "&": throw AudienceProblem(text: "use 'and' instead of '&'", offset: start)
      case "|": throw AudienceProblem(text: "use 'or' instead of '|'", offset: start)
      default:
        guard isWord(scalar) else {
          throw AudienceProblem(text: "'\(scalar)' has no meaning here", offset: start)
        }
        while index < scalars.count, isWord(scalars[index]) { index += 1 }
        let word = String(String.UnicodeScalarView(scalars[start..<index]))
        tokens.append(AudienceToken(kind: .word(word), offset: start))
      }
    }
    return tokens + [AudienceToken(kind: .end, offset: scalars.count)]
  }

  private static func quotedText(
    _ scalars: [Unicode.Scalar], _ index: inout Int
  ) throws(AudienceProblem) -> String {
    let start = index - 1
    var text = String.UnicodeScalarView()
    while index < scalars.count {
      let scalar = scalars[index]
      index += 1
      if scalar == "\"" { return String(text) }
      if scalar == "\\", index < scalars.count {
        text.append(scalars[index])
        index += 1
      } else {
        text.append(scalar)
      }
    }
    throw AudienceProblem(text: "this quote does not end", offset: start)
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "/", "+", ":", "#": true
    default: scalar.value >= 0xA0
    }
  }
}
