import SMTPClient
import Testing

@Suite("The relay's health") struct HealthTests {
  @Test(arguments: [
    (1, 5.0), (2, 10), (3, 20), (4, 40), (5, 80), (6, 160), (7, 320), (8, 640), (9, 900), (10, 900),
    (1000, 900),
  ])
  func `pauses double up to a quarter of an hour`(count: Int, seconds: Double) {
    #expect(PauseCurve().seconds(after: count, chance: 0.5) == seconds)
  }

  @Test func `chance makes a pause at most a fifth shorter or longer`() {
    let curve = PauseCurve()
    #expect(curve.seconds(after: 1, chance: 0) == 4)
    #expect(curve.seconds(after: 1, chance: 1) == 6)
  }

  private func ill(at now: Double = 100) -> RelayHealth {
    var health = RelayHealth(curve: PauseCurve(first: 10, longest: 40, jitter: 0))
    let rest = health.failed(now: now, wasProbe: false, chance: 0.5)
    #expect(rest?.count == 1 && rest?.pause == 10)
    return health
  }

  @Test func `after trouble all rest, then one tries while the others wait`() {
    var health = ill()
    #expect(health.permission(now: 109) == .wait(until: 110))
    #expect(health.permission(now: 110) == .probe)
    #expect(health.permission(now: 110) == .wait(until: nil))
    let recovered = health.worked(wasProbe: true)
    #expect(recovered)
    #expect(health.permission(now: 110) == .go)
  }

  @Test func `an attempt that fails again makes the rest longer`() {
    var health = ill()
    #expect(health.permission(now: 110) == .probe)
    #expect(health.failed(now: 110, wasProbe: true, chance: 0.5)?.pause == 20)
    #expect(health.permission(now: 129) == .wait(until: 130))
    #expect(health.permission(now: 130) == .probe)
    #expect(health.failed(now: 130, wasProbe: true, chance: 0.5)?.pause == 40)
  }

  @Test func `those who were still under way do not prolong the rest`() {
    var health = ill()
    #expect(health.failed(now: 101, wasProbe: false, chance: 0.5) == nil)
    #expect(health.permission(now: 109) == .wait(until: 110))
  }

  @Test func `a agent that did not come to try lets another try`() {
    var health = ill()
    #expect(health.permission(now: 110) == .probe)
    health.returnProbe(now: 111)
    #expect(health.permission(now: 111) == .probe)
  }

  @Test func `success forgets`() {
    var health = ill()
    _ = health.permission(now: 110)
    let (first, second) = (health.worked(wasProbe: true), health.worked(wasProbe: false))
    #expect(first && !second)
    #expect(health.failed(now: 200, wasProbe: false, chance: 0.5)?.pause == 10)
  }

  @Test func `the third in a row that stumbles is trouble, success in between is not`() {
    var health = RelayHealth(curve: PauseCurve())
    var troubles = [health.stumbled(), health.stumbled()]
    _ = health.worked(wasProbe: false)
    troubles += [health.stumbled(), health.stumbled(), health.stumbled()]
    #expect(troubles == [false, false, false, false, true])
  }
}
