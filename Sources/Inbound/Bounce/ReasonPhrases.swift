/// What servers write when they refuse, by what they mean. All in lower case, as `FailureText`
/// leaves a reply: without codes, addresses and the paths of links. Each must begin where a word
/// begins.
enum ReasonPhrases {
  /// In the order in which they win when a text has several: the more particular before the more
  /// common.
  static let all: [(reason: BounceReason, phrases: [String])] = [
    (.tooMany, tooMany), (.full, full), (.tooBig, tooBig), (.authentication, authentication),
    (.noMailServer, noMailServer), (.unreachable, temporaryLookup),
    (.serverTrouble, localDelivery), (.hostUnknown, doubtfulDomain), (.rejected, groups),
    (.rejected, senderRejected), (.hasMoved, hasMoved), (.blocked, blocked), (.spam, spam),
    (.virus, virus), (.suspended, suspended), (.hostUnknown, hostUnknown),
    (.userUnknown, userUnknown), (.greylisted, greylisted), (.loop, loop), (.filtered, filtered),
    (.rejected, rejected), (.userUnknown, vagueUserUnknown), (.content, content),
    (.protocolError, protocolError),
    (.expired, expired), (.unreachable, unreachable), (.serverTrouble, serverTrouble),
  ]

  /// Too common to be believed before a status code.
  static let weak: [(reason: BounceReason, phrases: [String])] = [
    (.userUnknown, weakUserUnknown), (.rejected, weakRejected), (.serverTrouble, weakTrouble),
  ]
}
