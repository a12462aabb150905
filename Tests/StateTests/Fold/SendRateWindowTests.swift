import Domain
import State
import Testing

@Suite struct SendRateWindowTests {
  private func at(_ seconds: Double) -> Instant {
    Instant(milliseconds: 1_800_000_000_000 + Int64(seconds * 1000))
  }

  private func rhythm(_ seconds: [Double]) -> SendRateWindow {
    var rhythm = SendRateWindow()
    for second in seconds { rhythm.note(at(second)) }
    return rhythm
  }

  @Test("the minute slides: a hand-over counts for sixty seconds and no longer")
  func slides() {
    let rhythm = rhythm([0, 10, 59])
    #expect(rhythm.count(now: at(59)) == 3)
    #expect(rhythm.count(now: at(59.999)) == 3)
    #expect(rhythm.count(now: at(60)) == 2)
    #expect(rhythm.count(now: at(70)) == 1)
    #expect(rhythm.count(now: at(119)) == 0)
  }

  @Test(
    "room comes when enough hand-overs are a minute old",
    arguments: [(1, 119.0), (2, 70.0), (3, 60.0), (4, 59.0)])
  func room(_ limit: Int, _ second: Double) {
    #expect(rhythm([0, 10, 59]).room(limit: limit, now: at(59)) == at(second))
  }

  @Test("with room, and without any history, room is now")
  func roomNow() {
    #expect(SendRateWindow().room(limit: 1, now: at(5)) == at(5))
    #expect(rhythm([0]).room(limit: 1, now: at(61)) == at(61))
  }

  @Test(
    "when room comes, the count is below the limit, and just before it is not", arguments: 1...6)
  func roomIsFirst(_ limit: Int) {
    let rhythm = rhythm([0, 0, 0, 5, 5.5, 40, 41])
    let room = rhythm.room(limit: limit, now: at(41))
    #expect(rhythm.count(now: room) < limit)
    #expect(rhythm.count(now: Instant(milliseconds: room.milliseconds - 1)) >= limit)
  }

  @Test("a long history is forgotten without a change of the count")
  func longHistory() {
    var rhythm = SendRateWindow()
    for index in 0..<20_000 { rhythm.note(at(Double(index) / 10)) }
    #expect(rhythm.count(now: at(1_999.9)) == 600)
    #expect(rhythm.room(limit: 600, now: at(1_999.9)) == at(2_000))
  }
}
