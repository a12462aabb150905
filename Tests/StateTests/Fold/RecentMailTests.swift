import Domain
import State
import Testing

@Suite struct RecentMailTests {
  private func at(_ hours: Int64) -> Instant { Instant(seconds: 1_000_000 + hours * 3600) }

  @Test("the mails of one person after a moment, oldest first")
  func moments() {
    var mail = RecentMail()
    mail.note(3, at: at(0))
    mail.note(5, at: at(1))
    mail.note(3, at: at(2))
    #expect(mail.moments(of: 3, after: .distantPast) == [at(0), at(2)])
    #expect(mail.moments(of: 3, after: at(0)) == [at(2)])
    #expect(mail.moments(of: 4, after: .distantPast) == [])
    #expect(mail.moments(of: 99, after: .distantPast) == [])
    #expect(mail.all.map(\.person) == [3, 5, 3])
  }

  @Test("what is older than seven days goes, in time, and what is younger stays")
  func forgets() {
    var mail = RecentMail()
    for hour in 0..<5000 { mail.note(Int32(hour % 7), at: at(Int64(hour))) }
    #expect(mail.all.count < 1500)
    let edge = at(4999 - 168)
    for person in Int32(0)..<7 {
      let expected = (0..<5000).filter { $0 % 7 == Int(person) && at(Int64($0)) > edge }
      #expect(mail.moments(of: person, after: edge) == expected.map { at(Int64($0)) })
    }
  }
}
