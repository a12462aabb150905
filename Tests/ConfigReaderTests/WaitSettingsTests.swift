import Domain
import Testing

@Suite struct WaitSettingsTests {
  @Test(arguments: [("0", 0), ("0m", 0), ("90m", 90), ("1d", 1440)])
  func `how long the clock is waited for is a length of time, or 0`(
    _ text: String, _ minutes: Int64
  ) throws {
    let folder = try Folder()
    try folder.replace(
      "per_person_per_week = 2", "clock_wait = \"\(text)\"", in: "Config/convoke.toml")
    let programme = try #require(folder.read().programme)
    #expect(programme.send.clockWait.seconds == minutes * 60)
  }

  @Test func `a connection may be closed after so many mails`() throws {
    let folder = try Folder()
    try folder.replace(
      "per_minute = 120", "max_per_connection = 50", in: "Config/convoke.toml")
    #expect(folder.read().programme?.smtp.maxPerConnection == 50)
  }
}
