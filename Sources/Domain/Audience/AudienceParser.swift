/// Recursive descent over the tokens of an audience.
struct AudienceParser {
  private let tokens: [AudienceToken]
  private var index = 0
  private var depth = 0
  private(set) var words: [(word: String, offset: Int)] = []
  private(set) var fields: [(name: String, offset: Int)] = []

  private static let deepest = 50
  private static let longest = 10_000

  init(_ text: String) throws(AudienceProblem) {
    guard text.utf8.count <= AudienceParser.longest else {
      throw AudienceProblem(
        text: "longer than \(AudienceParser.longest) bytes", offset: 0)
    }
    tokens = try AudienceToken.cut(text)
  }

  /// The whole text.
  mutating func expression() throws(AudienceProblem) -> Audience.Node {
    let node = try alternatives()
    switch token.kind {
    case .end: return node
    case .close: throw problem("this parenthesis was never opened")
    case .equals:
      throw problem("a column name stands before '='; one that is not a plain word is not known")
    default: throw problem("expected 'and' or 'or' before this")
    }
  }

  private mutating func alternatives() throws(AudienceProblem) -> Audience.Node {
    depth += 1
    defer { depth -= 1 }
    guard depth <= AudienceParser.deepest else { throw problem("nested too deep") }
    var nodes = [try conjunction()]
    while takeKeyword("or") { nodes.append(try conjunction()) }
    return nodes.count == 1 ? nodes[0] : .any(nodes)
  }

  private mutating func conjunction() throws(AudienceProblem) -> Audience.Node {
    var nodes = [try negation()]
    while takeKeyword("and") { nodes.append(try negation()) }
    return nodes.count == 1 ? nodes[0] : .all(nodes)
  }

  private mutating func negation() throws(AudienceProblem) -> Audience.Node {
    var negative = false
    while takeKeyword("not") { negative.toggle() }
    let node = try term()
    return negative ? .not(node) : node
  }

  private mutating func term() throws(AudienceProblem) -> Audience.Node {
    let current = token
    switch current.kind {
    case .open:
      index += 1
      let node = try alternatives()
      guard token.kind == .close else {
        throw AudienceProblem(text: "this parenthesis is not closed", offset: current.offset)
      }
      index += 1
      return node
    case .quoted(let tag):
      index += 1
      return asked(tag, at: current.offset)
    case .word(let word):
      guard !AudienceParser.isKeyword(word) else { throw problem("expected a word before this") }
      index += 1
      if token.kind == .equals { return try equality(word, at: current.offset) }
      if case .word(let next) = token.kind, next.lowercased() == "in" {
        return try membership(word, at: current.offset)
      }
      return word.lowercased() == "everyone" ? .everyone : asked(word, at: current.offset)
    case .end:
      throw problem(
        index == 0 ? "an audience is needed, such as 'everyone'" : "the text ends too early")
    case .close, .equals, .comma: throw problem("expected a word before this")
    }
  }

  private mutating func asked(_ tag: String, at offset: Int) -> Audience.Node {
    words.append((tag, offset))
    return .tag(tag.lowercased())
  }

  private mutating func equality(
    _ field: String, at offset: Int
  ) throws(AudienceProblem) -> Audience.Node {
    index += 1
    fields.append((field.lowercased(), offset))
    return .field(field.lowercased(), [try value()])
  }

  private mutating func membership(
    _ field: String, at offset: Int
  ) throws(AudienceProblem) -> Audience.Node {
    index += 1
    fields.append((field.lowercased(), offset))
    guard token.kind == .open else { throw problem("expected '(' after 'in'") }
    var values: [String] = []
    repeat {
      index += 1
      values.append(try value())
    } while token.kind == .comma
    guard token.kind == .close else { throw problem("expected ',' or ')'") }
    index += 1
    return .field(field.lowercased(), values)
  }

  private mutating func value() throws(AudienceProblem) -> String {
    guard case .quoted(let text) = token.kind else {
      throw problem("expected a value in double quotes")
    }
    index += 1
    return text.lowercased()
  }

  private mutating func takeKeyword(_ keyword: String) -> Bool {
    guard case .word(let word) = token.kind, word.lowercased() == keyword else { return false }
    index += 1
    return true
  }

  private static func isKeyword(_ word: String) -> Bool {
    ["and", "or", "not", "in"].contains(word.lowercased())
  }

  private var token: AudienceToken { tokens[min(index, tokens.count - 1)] }

  private func problem(_ text: String) -> AudienceProblem {
    AudienceProblem(text: text, offset: token.offset)
  }
}
