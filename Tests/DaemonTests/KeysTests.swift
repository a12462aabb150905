import Foundation
import Letters
import StateFolder
import Store
import Testing

@Suite struct KeysTests {
  private func keys(_ text: String) throws -> SigningKeys {
    let folder = try Folder()
    try folder.write(text, to: "keys.json")
    return try StateDirectory.keys(folder.path)
  }

  private static let secret = String(repeating: "0f", count: 32)

  @Test("the first start makes a key that only the owner can read, and later ones read it")
  func made() throws {
    let folder = try Folder()
    let state = folder.path + "/State"
    #expect(try StateDirectory.makeKeys(state).currentID == 1)
    let text = try folder.text(of: "State/keys.json")
    _ = try StateDirectory.makeKeys(state)
    #expect(try folder.text(of: "State/keys.json") == text)
    let attributes = try FileManager.default.attributesOfItem(atPath: state + "/keys.json")
    #expect((attributes[.posixPermissions] as? Int) == 0o600)
    #expect(!FileManager.default.fileExists(atPath: state + "/keys.json.new"))
    let other = folder.path + "/Other"
    _ = try StateDirectory.makeKeys(other)
    #expect(try folder.text(of: "Other/keys.json") != text)
  }

  @Test("a damaged key of the forgotten is refused, and no other takes its place")
  func forgotten() throws {
    let keys = #"{"keys":[{"id":1,"secret":"\#(Self.secret)"}]"#
    let own = String(repeating: "a1", count: 32)
    let plain = try self.keys(keys + "}").forgetting
    let kept = try self.keys(keys + #","forgotten":{"id":1,"secret":"\#(own)"}}"#).forgetting
    #expect(
      Forgetting.forgottenHash("a@b.example", plain)
        != Forgetting.forgottenHash("a@b.example", kept))
    for damaged in [
      #""forgotten":{"id":1}"#, #""forgotten":{"id":1,"secret":"0f"}"#, #""forgotten":7"#,
    ] {
      #expect(throws: StoreError.self) { try self.keys(keys + "," + damaged + "}") }
    }
  }

  @Test("several keys are kept, with and without a line end; the last one signs")
  func several() throws {
    let text =
      #"{"keys":[{"id":1,"secret":"\#(Self.secret)"},{"id":7,"secret":"\#(Self.secret)"}]}"#
    for end in ["", "\n"] {
      let keys = try keys(text + end)
      #expect(keys.currentID == 7)
      #expect(keys.stableID == 1)
    }
  }

  @Test(
    "a damaged file is named and never replaced by a new key",
    arguments: [
      "", "{", "[]", "{}", #"{"keys":[]}"#, #"{"keys":[{"id":1}]}"#,
      #"{"keys":[{"id":1,"secret":"0f"}]}"#,
      #"{"keys":[{"id":1,"secret":"\#(secret)"},{"id":1,"secret":"\#(secret)"}]}"#,
      #"{"keys":[{"id":1,"secret":"0f0f"#,
      #"{"keys":[{"id":256,"secret":"\#(secret)"}]}"#,
      #"{"keys":[{"id":1,"secret":"\#(secret)"},{"id":2,"secret":"0f"}]}"#,
      #"{"keys":[{"id":1,"secret":"\#(secret.replacingOccurrences(of: "0f", with: "+f"))"}]}"#,
      #"{"keys":[{"id":1,"secret":"\#(secret.replacingOccurrences(of: "f", with: "g"))"}]}"#,
    ])
  func damaged(_ text: String) throws {
    let folder = try Folder()
    try folder.write(text, to: "keys.json")
    for isNew in [false, true] {
      let error = #expect(throws: StoreError.self) {
        _ = try isNew ? StateDirectory.makeKeys(folder.path) : StateDirectory.keys(folder.path)
      }
      #expect(error?.exitCode == 78)
      #expect(error?.description.contains("keys.json") == true)
    }
    #expect(try folder.text(of: "keys.json") == text)
  }

  @Test(
    "a store with entries is given no new keys, and a link or a folder in their place is refused")
  func never() throws {
    for path in ["journal/000000000001.jsonl", "snapshot/000000000007.jsonl", "head.json"] {
      let folder = try Folder()
      for name in ["journal", "snapshot"] {
        try FileManager.default.createDirectory(
          atPath: folder.path + "/" + name, withIntermediateDirectories: true)
      }
      #expect(StateDirectory.keyTrouble(folder.path) == nil)
      try folder.write("x", to: path)
      let error = #expect(throws: StoreError.self) { try StateDirectory.makeKeys(folder.path) }
      #expect(error?.exitCode == 78 && error?.description.contains("backup") == true)
      #expect(StateDirectory.keyTrouble(folder.path)?.exitCode == 78)
      #expect(!FileManager.default.fileExists(atPath: folder.path + "/keys.json"))
    }
    let folder = try Folder()
    let files = FileManager.default
    let text = #"{"keys":[{"id":1,"secret":"\#(Self.secret)"}]}"#
    try folder.write(text, to: "elsewhere.json")
    let keys = folder.path + "/keys.json"
    try files.createSymbolicLink(atPath: keys, withDestinationPath: "elsewhere.json")
    #expect(throws: StoreError.self) { try StateDirectory.makeKeys(folder.path) }
    try files.removeItem(atPath: keys)
    try files.createDirectory(atPath: keys, withIntermediateDirectories: false)
    #expect(throws: StoreError.self) { try StateDirectory.makeKeys(folder.path) }
  }
}
