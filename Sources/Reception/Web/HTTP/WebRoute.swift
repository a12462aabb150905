/// What a request line asks for, told by its exact bytes.
///
/// A token has one spelling: percent-encoding, doubled slashes or a slash at the end are other
/// paths, and other paths are nothing.
enum WebRoute: Equatable, Sendable {
  case invitation(token: String)
  case calendar(token: String)
  /// Bringing in a colleague: `/r/TOKEN/own` and `/r/TOKEN/colleague`.
  case colleague(token: String, errand: ColleagueForm.Errand)
  case subscription(token: String)
  case preferences(token: String)
  case ownData(token: String)
  case desk(token: String)
  case answersCSV(token: String)
  case sheet(token: String)
  case badges(token: String)
  /// A newsletter in the browser.
  case letter(token: String)
  case logo
  case none

  /// The path without its query, and the query.
  static func split(_ target: String) -> (path: Substring, query: Substring) {
    guard let mark = target.utf8.firstIndex(of: UInt8(ascii: "?")) else {
      return (target[...], "")
    }
    return (target[..<mark], target[target.utf8.index(after: mark)...])
  }

  /// With `base`, the path of our public address, in front or already taken off by a proxy.
  init(path: Substring, base: String) {
    if !base.isEmpty, path.utf8.starts(with: (base + "/").utf8) {
      self.init(path: path[path.utf8.index(path.startIndex, offsetBy: base.utf8.count)...])
      if self != .none { return }
    }
    self.init(path: path)
  }

  init(path: Substring) {
    // One part more than any of ours has is enough to tell that a path is none of ours.
    let parts = path.utf8.split(
      separator: UInt8(ascii: "/"), maxSplits: 4, omittingEmptySubsequences: false)
    if parts.count == 2, parts[0].isEmpty, parts[1].elementsEqual("logo".utf8) {
      self = .logo
      return
    }
    guard parts.count == 3 || parts.count == 4, parts[0].isEmpty, Self.isToken(parts[2]) else {
      self = .none
      return
    }
    let token = String(Substring(parts[2]))
    self =
      switch (Substring(parts[1]), parts.count == 4 ? Substring(parts[3]) : nil) {
      case ("r", nil): .invitation(token: token)
      case ("r", "event.ics"): .calendar(token: token)
      case ("r", "own"): .colleague(token: token, errand: .own)
      case ("r", "colleague"): .colleague(token: token, errand: .colleague)
      case ("u", nil): .subscription(token: token)
      case ("n", nil): .letter(token: token)
      case ("p", nil): .preferences(token: token)
      case ("p", "data.json"): .ownData(token: token)
      case ("host", nil): .desk(token: token)
      case ("host", "answers.csv"): .answersCSV(token: token)
      case ("host", "sheet"): .sheet(token: token)
      case ("host", "badges"): .badges(token: token)
      default: .none
      }
  }

  /// 1–200 letters of base64url (RFC 4648 section 5), without padding.
  private static func isToken(_ text: Substring.UTF8View) -> Bool {
    (1...200).contains(text.count)
      && text.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
          true
        default: false
        }
      }
  }

  /// For logs and metrics: never the token.
  var pattern: String {
    switch self {
    case .invitation: "/r/TOKEN"
    case .calendar: "/r/TOKEN/event.ics"
    case .colleague(_, let errand): "/r/TOKEN/\(errand.rawValue)"
    case .subscription: "/u/TOKEN"
    case .preferences: "/p/TOKEN"
    case .ownData: "/p/TOKEN/data.json"
    case .desk: "/host/TOKEN"
    case .answersCSV: "/host/TOKEN/answers.csv"
    case .sheet: "/host/TOKEN/sheet"
    case .badges: "/host/TOKEN/badges"
    case .letter: "/n/TOKEN"
    case .logo: "/logo"
    case .none: "none"
    }
  }

  /// Whoever posts here wants no more mail, however the form was written.
  var isSubscription: Bool { if case .subscription = self { true } else { false } }

  /// Whether an answer may take long, since it is about everybody or about all that is known.
  var isLaborious: Bool {
    switch self {
    case .desk, .answersCSV, .sheet, .badges, .ownData, .preferences: true
    case .invitation, .calendar, .colleague, .subscription, .letter, .logo, .none: false
    }
  }

  var acceptsPost: Bool {
    switch self {
    case .invitation, .colleague, .subscription, .preferences, .desk: true
    case .calendar, .ownData, .answersCSV, .sheet, .badges, .letter, .logo, .none: false
    }
  }
}
