import Foundation
import Inbound
import Testing

/// The mails of a whole season, which come back to us when somebody forwards or bounces them by
/// hand.
@Suite struct OrdinaryMailTests {
  static let golden: [String] = {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "LettersTests/Golden")
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".eml") }.map { folder.appending(path: $0).path }
  }()

  @Test("There are mails to look at")
  func some() { #expect(Self.golden.count > 40) }

  @Test(
    "No mail of the season is a bounce, a complaint, an answer or an unsubscription",
    arguments: golden)
  func season(_ path: String) throws {
    let mail = Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    let understood = try MailReader.understand(mail, envelopeSender: "bounces+b1@mvo.example")
    // Ours go on in the thread of an earlier one, as a reply does.
    #expect([.other, .automatic, .reply].contains(understood.kind), "\(understood.why)")
    #expect(understood.verdict == .none)
    #expect(understood.choice == nil)
    #expect(understood.calendar == nil)
  }
}
