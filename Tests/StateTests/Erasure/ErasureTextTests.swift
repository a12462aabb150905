import Domain
import JSONLines
import State
import Testing

@Suite("What of a person stands in lines about others")
struct ErasureTextTests {
  private static let erasure = Erasure(
    ids: ["17", "host:anna@example.org"], addresses: ["anna@example.org"],
    organisations: ["anna bv"])

  private static func edited(_ fields: String) throws -> String? {
    try erasure.edit(Array(fields.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  private static func excerpt(_ fields: String) throws -> String? {
    try erasure.excerpt(Array(fields.utf8)).map { String(decoding: $0, as: UTF8.self) }
  }

  @Test(
    "Texts lose the address, lists the person, and what somebody is looked up by stays",
    arguments: [
      (
        #""event":"","step":"alert","text":"cannot mail Anna@example.org","people":["operators:x@y.z"]"#,
        #""event":"","step":"alert","text":"cannot mail [erased]","people":["operators:x@y.z"]"#
      ),
      (
        #""person":"9","answers":{"q":"vraag anna@example.org","r":"x"},"via":"link""#,
        #""person":"9","answers":{"q":"vraag [erased]","r":"x"},"via":"link""#
      ),
      (#""person":"9","reply":"250 <anna%40example.org>""#, #""person":"9","reply":"[erased]""#),
      (#""organisations":["bakker","anna bv",""]"#, #""organisations":["bakker","",""]"#),
      (#""person":"9","email":"anna@example.org""#, #""person":"9","email":"anna@example.org""#),
      (#""event":"e","step":"desk","people":["host:anna@example.org"]"#, nil),
      (#""person":"9","to":"ANNA@example.org""#, nil),
    ])
  func texts(fields: String, left: String?) throws {
    #expect(try Self.edited(fields) == left)
  }

  @Test(
    "What an erasure takes is what is told, and nothing of others",
    arguments: [
      (
        #""event":"e","person":"17","answer":"yes","by":"9""#,
        #""event":"e","person":"17","answer":"yes""#
      ),
      (#""event":"e","person":"9","email":"b@c.d","by":"17""#, #""event":"e","by":"17""#),
      (
        #""event":"e","kind":"asked","steps":["s"],"people":["9","17","8"],"counts":[1,2,3]"#,
        #""event":"e","kind":"asked","people":["17"],"counts":[2],"steps":["s"]"#
      ),
      (
        #""event":"e","facts":[{"person":"9","x":1},{"person":"17","x":2}]"#,
        #""event":"e","facts":[{"person":"17","x":2}]"#
      ),
      (#""names":["9","17"]"#, #""names":["17"]"#),
      (
        #""person":"9","to":"anna@example.org","event":"e""#,
        #""to":"anna@example.org","event":"e""#
      ),
      (#""person":"17","to":"b@c.d""#, #""person":"17""#),
      (
        #""person":"9","answers":{"q":"anna@example.org","r":"x"}"#, #""answers_naming_them":["q"]"#
      ),
      (#""person":"9","reply":"250 anna@example.org""#, #""reply":"250 anna@example.org""#),
      (#""person":"9","reply":"250""#, nil), (#""people":["9"]"#, nil),
    ])
  func told(fields: String, excerpt: String?) throws {
    #expect(try Self.excerpt(fields) == excerpt)
  }

  @Test("Whatever is edited is told, and what is neither is of others", arguments: 0..<4)
  func dual(seed: UInt64) throws {
    var history = RandomHistory(seed: seed)
    history.run(300)
    let erasure = Erasure(ids: ["p7"], addresses: ["p7@example.org"])
    let codec = history.state.codec
    for (entry, _) in history.state.restated(at: Instant(seconds: 1_900_000_000)) {
      let (_, fields) = codec.encode(entry)
      let left = try erasure.edit(fields)
      let told = try erasure.excerpt(fields)
      #expect((left != fields) == (told != nil), "\(String(decoding: fields, as: UTF8.self))")
    }
  }
}
