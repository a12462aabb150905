import Glibc
import Store
import StoreTesting
import Synchronization
import Testing

/// A disk that hangs is not one that fails: nobody is told anything, and the watchdog sees it.
@Suite(.timeLimit(.minutes(1))) struct StallTests {
  private final class Brake: Sendable {
    let isOn = Atomic(true)
  }

  @Test func `the writer's waiting for the disk can be seen from outside`() throws {
    let brake = Brake()
    var options = JournalOptions()
    options.reserveBytes = 0
    // Told by the writer within its step on the disk: as good a place to hang as the sync itself.
    options.onSync = { _, _ in while brake.isOn.load(ordering: .relaxed) { usleep(1000) } }
    let disk = SimulatedDisk()
    let (journal, _) = try Journal.open(directory: "State", disk: disk, options: options) { _ in }
    #expect(journal.stall == 0)
    let ticket = journal.append([entry(0)])
    while journal.stall < 0.2 { usleep(1000) }
    #expect(journal.status.readOnly == nil)
    brake.isOn.store(false, ordering: .relaxed)
    try journal.wait(ticket)
    while journal.stall > 0 { usleep(1000) }
    journal.close()
  }
}
