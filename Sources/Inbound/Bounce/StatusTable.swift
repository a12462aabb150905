import MIME

/// Enhanced status codes (RFC 3463, the IANA registry, and what Exchange and Gmail added) → reason.
enum StatusTable {
  /// nil where the code says nothing by itself, such as `5.0.0`.
  static func reason(_ status: String) -> BounceReason? {
    let numbers = status.utf8.split(separator: .dot).compactMap { Int(Substring($0)) }
    guard numbers.count == 3 else { return nil }
    let isPermanent = numbers[0] == 5
    return switch numbers[1] {
    case 1: address(numbers[2])
    case 2: mailbox(numbers[2])
    case 3: system(numbers[2])
    case 4: network(numbers[2], isPermanent)
    case 5: mailProtocol(numbers[2])
    case 6: .content
    case 7: security(numbers[2])
    default: nil
    }
  }

  private static func address(_ detail: Int) -> BounceReason? {
    switch detail {
    case 1, 3: .userUnknown
    case 2: .hostUnknown
    case 6: .hasMoved
    case 7, 8, 9: .rejected
    case 10: .noMailServer
    default: nil
    }
  }

  private static func mailbox(_ detail: Int) -> BounceReason? {
    switch detail {
    case 1: .suspended
    case 2: .full
    case 3: .tooBig
    case 4: .filtered
    default: nil
    }
  }

  private static func system(_ detail: Int) -> BounceReason? {
    switch detail {
    case 4: .tooBig
    case 0: nil
    default: .serverTrouble
    }
  }

  private static func network(_ detail: Int, _ isPermanent: Bool) -> BounceReason? {
    switch detail {
    case 4: isPermanent ? .hostUnknown : .unreachable
    case 6, 14: .loop
    case 7, 300, 316: .expired
    case 310: .hostUnknown
    case 0: nil
    default: .unreachable
    }
  }

  private static func mailProtocol(_ detail: Int) -> BounceReason? {
    switch detail {
    case 0: nil
    case 3: .tooMany
    default: .protocolError
    }
  }

  private static func security(_ detail: Int) -> BounceReason? {
    switch detail {
    case 13: .suspended
    case 8, 9, 20...24, 26, 27, 30...32, 509, 515: .authentication
    case 25, 606...699: .blocked
    case 28: .tooMany
    default: .rejected
    }
  }
}
