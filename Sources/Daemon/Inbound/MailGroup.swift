import Domain
import Engine

/// A mail of the spool that was read and not yet decided.
struct OpenedMail {
  let name: String
  let reading: IdentifiedMail
  let digest: UInt64
  /// Another answer of the same person came in together with it, and says something else.
  var isOrderUnknown = false
}

/// Mails that came in together: mostly one.
struct MailGroup {
  /// In the order in which they are decided. Where nobody knows which answer of somebody came last,
  /// a no comes last here, and before it a yes: the no stands.
  let inOrder: [OpenedMail]

  init(_ mails: [OpenedMail]) {
    var opened = mails
    var choices: [[String?]: Set<Choice>] = [:]
    for mail in opened {
      guard let choice = mail.reading.asks.choice else { continue }
      choices[Self.key(mail), default: []].insert(choice)
    }
    for index in opened.indices where opened[index].reading.asks.choice != nil {
      opened[index].isOrderUnknown = choices[Self.key(opened[index])]?.count ?? 0 > 1
    }
    inOrder = opened.enumerated().sorted { one, other in
      (Self.rank(one.element), one.offset) < (Self.rank(other.element), other.offset)
    }.map(\.element)
  }

  private static func key(_ mail: OpenedMail) -> [String?] {
    [mail.reading.asks.event, mail.reading.asks.person]
  }

  private static func rank(_ mail: OpenedMail) -> Int {
    switch mail.reading.asks.choice {
    case nil: 0
    case .maybe: 1
    case .yes: 2
    case .no: 3
    }
  }
}
