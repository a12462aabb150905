import Domain
import State
import Testing

/// Every type of line that the journal and a snapshot can have, before and after somebody is
/// erased.
@Suite struct ErasedTypesTests {
  private func line(_ entry: Entry, by state: State) -> (type: String, fields: [UInt8]) {
    state.codec.encode(entry)
  }

  private func text(_ bytes: [UInt8]?) -> String? {
    bytes.map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `there is a line of every type here, and no other`() {
    let types = ErasureSample.all.map { line($0.before, by: ErasureSample.knowing).type }
    #expect(Set(types) == EntryFamily.types)
  }

  @Test(
    "nothing of her is left, and what is of others stands where it would have stood",
    arguments: ErasureSample.all)
  func erased(_ sample: ErasureSample) throws {
    let (type, fields) = line(sample.before, by: ErasureSample.knowing)
    let left = try ErasureSample.erasure.edit(fields, of: type)
    let wanted = sample.after.map { line($0, by: ErasureSample.forgetful).fields }
    #expect(text(left) == text(wanted), "\(type)")
    if let left { #expect(!ErasureSample.erasure.isNamed(in: left), "\(type)") }
  }

  @Test("a line of no known type loses as much", arguments: ErasureSample.all)
  func unknown(_ sample: ErasureSample) throws {
    let (type, fields) = line(sample.before, by: ErasureSample.knowing)
    let left = try ErasureSample.erasure.edit(fields)
    #expect(try text(left) == text(ErasureSample.erasure.edit(fields, of: type)))
  }

  @Test("what an erasure takes out of a line is told to whoever asks", arguments: ErasureSample.all)
  func told(_ sample: ErasureSample) throws {
    let (type, fields) = line(sample.before, by: ErasureSample.knowing)
    let whole =
      Array(#""type":"\#(type)""#.utf8) + (fields.isEmpty ? [] : [UInt8(ascii: ",")]) + fields
    let isEdited = try ErasureSample.erasure.edit(fields, of: type) != fields
    // The organisation of one person is taken with them, and says nothing by itself.
    if type == "state.organisations" { return }
    #expect(try (ErasureSample.erasure.excerpt(whole) != nil) == isEdited, "\(type)")
  }
}
