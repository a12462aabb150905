import Store
import Testing

struct RecordTests {
  private func record(
    type: String = "rsvp.received", at: Int64 = 0, _ fields: String = ""
  ) -> Record {
    Record(type: type, at: at, fields: Array(fields.utf8))
  }

  @Test func `a plain record can be kept`() {
    #expect(record().problem == nil)
    #expect(record(#""event":"x","list":[1,{"type":2}]"#).problem == nil)
  }

  @Test(arguments: ["", "a b", "a\"", "é", "segment", "mark", "erased", "lost", "snapshot", "end"])
  func `a type that is not a plain word, or the store's own, cannot`(type: String) {
    #expect(record(type: type).problem != nil)
  }

  @Test(arguments: [
    #""a":"#, #""a":1,"#, #"{"a":1}"#, #""a":1}"#, #""a":1,"a":2"#, "\"a\":\n1", #""type":"x""#,
    #""seq":1"#, #""crc":"""#, #""at":1"#,
  ])
  func `fields that could not be read back cannot`(fields: String) {
    #expect(record(fields).problem != nil)
  }

  @Test func `an instant outside the years 0000 to 9999 cannot`() {
    #expect(record(at: .max).problem != nil)
    #expect(record(at: -62_167_219_200_001).problem != nil)
  }
}
