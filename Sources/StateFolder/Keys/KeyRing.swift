import Domain
import JSONLines
package import Letters
import Store

/// What stands in `State/keys.json`:
/// `{"format":1,"keys":[{"id":1,"secret":"…"},…],"forgotten":{…}}`.
///
/// A value: the rules of rotating and retiring are here, the file is `KeyFile`'s.
package struct KeyRing: Sendable {
  package struct Key: Sendable {
    package var id: UInt8
    var secret: [UInt8]
    /// When it began to sign, in milliseconds since 1970; nil for the first, of which nobody wrote
    /// it down.
    package var since: Int64?
    /// It opens nothing any more but what is for ever (`LinkPurpose.isForEver`).
    package var isRetired = false
  }

  /// In ascending order of their ids, never empty; the last one signs and is not retired.
  package private(set) var keys: [Key]
  /// See `KeyFile.forgetting`.
  private var forgetting: (id: UInt8, secret: [UInt8])?

  init(_ bytes: [UInt8], path: String) throws(StoreError) {
    let line = bytes.last == UInt8(ascii: "\n") ? Array(bytes.dropLast()) : bytes
    var keys: [Key]
    do {
      keys = try JSONLine.parse(line) { json in
        if let format = json.int("format"), format > KeyFile.format {
          throw StoreError.newerFormat(file: path, format: format)
        }
        // One damaged key among good ones would quietly close every link it signed.
        return try (json.objects("keys") ?? []).enumerated().map { index, key in
          guard let read = Self.key(key) else {
            throw KeyFile.refusal(path, "key \(index + 1) is damaged")
          }
          return read
        }
      }
    } catch let damaged as StoreError {
      throw damaged
    } catch {
      throw KeyFile.refusal(path, line.isEmpty ? "is empty" : "is not JSON, or only half of it")
    }
    keys.sort { $0.id < $1.id }
    guard let last = keys.last else { throw KeyFile.refusal(path, "holds no key") }
    for (key, next) in zip(keys, keys.dropFirst()) where key.id == next.id {
      throw KeyFile.refusal(path, "has two keys with the id \(key.id)")
    }
    if last.isRetired { throw KeyFile.refusal(path, "retires key \(last.id), which signs") }
    self.keys = keys
    forgetting = try KeyFile.forgetting(line, path: path)
  }

  private static func key(_ json: JSONLine) -> Key? {
    guard let id = json.int("id").flatMap(UInt8.init(exactly:)),
      let secret = json.string("secret").flatMap(KeyFile.bytes(hex:))
    else { return nil }
    var key = Key(id: id, secret: secret)
    if let text = json.string("since") {
      guard let since = Timestamp.parse(text) else { return nil }
      key.since = since
    }
    key.isRetired = json.bool("retired") ?? false
    return key
  }

  /// The key that signs.
  package var current: Key { keys[keys.count - 1] }

  package var signing: SigningKeys {
    SigningKeys(
      keys: keys.map { ($0.id, $0.secret) },
      retired: Set(keys.filter(\.isRetired).map(\.id)), forgetting: forgetting)
  }

  /// From when until when a key signed; nil is the beginning, and now.
  package func span(of id: UInt8) -> (from: Int64?, until: Int64?) {
    let index = keys.firstIndex { $0.id == id } ?? 0
    return (keys[index].since, index + 1 < keys.count ? keys[index + 1].since : nil)
  }

  /// A new key signs from now on. The key of the forgotten is written down with it, because it must
  /// never become another. Nil when no id is left.
  package mutating func rotate(_ secret: [UInt8], now: Int64) -> Key? {
    guard current.id < UInt8.max else { return nil }
    if forgetting == nil { forgetting = (keys[0].id, keys[0].secret) }
    let key = Key(id: current.id + 1, secret: secret, since: now)
    keys.append(key)
    return key
  }

  /// The key opens no link any more; false when there is none of that id, or it signs.
  package mutating func retire(_ id: UInt8) -> Bool {
    guard id != current.id, let index = keys.firstIndex(where: { $0.id == id }) else {
      return false
    }
    keys[index].isRetired = true
    return true
  }

  /// One line, with its end.
  package var bytes: [UInt8] {
    var json = JSONObjectWriter()
    json.add("format", KeyFile.format)
    json.add("keys", rawList: keys.map(Self.object))
    if let forgetting {
      json.add("forgotten", raw: Self.object(Key(id: forgetting.id, secret: forgetting.secret)))
    }
    return json.finish() + [UInt8(ascii: "\n")]
  }

  private static func object(_ key: Key) -> [UInt8] {
    var json = JSONObjectWriter()
    json.add("id", Int(key.id))
    json.add(
      "secret", key.secret.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    json.add("since", ifPresent: key.since.map(Timestamp.text))
    if key.isRetired { json.add("retired", true) }
    return json.finish()
  }
}
