import ConfigReader
import Daemon
import Domain
import Queries
import State
import StateFolder
import Store

/// What reading commands look at: the programme in force and the journal up to its last whole line.
/// What stands in the files is an edit, which `check` and the differences of `plan` are about.
/// Needs no lock. Where nothing is in force yet, the files are looked at.
extension NetworkLocation {
  /// `isConfigValid`: whether a reload could put the files in force.
  func books(now: Instant) throws -> (books: NetworkView, entries: Int, isConfigValid: Bool) {
    let directory = try stateDirectory()
    // A reload at this moment may put another copy in force.
    for attempt in 1...3 {
      let (state, entries) = try Failure.naming { try StateDirectory.replay(directory) }
      guard let fingerprint = state.programme?.fingerprint else {
        return (try books(try programme(now: now), state, directory, now: now), entries, true)
      }
      if let programme = ProgrammeLoader.inForce(
        directory, fingerprint: fingerprint, config: config, now: now)
      {
        let books = try books(programme, state, directory, now: now)
        let isConfigValid = try edit(of: books, now: now).isGood
        return (books, entries, isConfigValid)
      }
      if attempt == 3 {
        Terminal.error(
          "\(directory)/programme: no copy of what is in force; these are the files as they stand")
        return (try books(try programme(now: now), state, directory, now: now), entries, true)
      }
    }
    preconditionFailure("no copy was looked for")
  }

  /// An edit of the files beside what is in force.
  struct Edit {
    /// False when a reload would refuse the files.
    var isGood: Bool
    /// The files on the same state; nil when they are in force, or not good.
    var books: NetworkView?
  }

  /// What the files say otherwise than the programme in force.
  func edit(of books: NetworkView, now: Instant) throws -> Edit {
    let known = ProgrammeLoader.known(books.state, now: now, zone: ConfigReader.loadZone)
    let reading = ProgrammeLoader.reading(
      config, now: now, past: ProgrammeLoader.Past(known: known))
    guard let programme = reading.programme else { return Edit(isGood: false) }
    if programme.fingerprint == books.programme.fingerprint { return Edit(isGood: true) }
    return Edit(
      isGood: true,
      books: try self.books(
        programme, books.state, stateDirectory(), before: books.programme.people, now: now))
  }

  /// The books of the files, for a look at an edit before it is in force.
  func filesBooks(now: Instant) throws -> NetworkView {
    let directory = try stateDirectory()
    let (state, _) = try Failure.naming { try StateDirectory.replay(directory) }
    let programme = try programme(now: now, state: directory, quiet: true)
    let inForce = ProgrammeLoader.inForce(
      directory, fingerprint: state.programme?.fingerprint, config: config, now: now)
    return try books(programme, state, directory, before: inForce?.people, now: now)
      .inForce(at: now, zone: ConfigReader.loadZone)
  }

  private func books(
    _ programme: Programme, _ state: State, _ directory: String, before: Roster? = nil,
    now: Instant
  ) throws -> NetworkView {
    var state = state
    let known = try Failure.naming {
      try Forgetting.withoutForgotten(
        programme, state.forgotten, keys: try StateDirectory.keys(directory))
    }
    // What was being handed over when the daemon ended is what its next start calls in doubt.
    if !ControlClient.isServed(state: directory) {
      let doubts = Decide.doubts(state, programme: known, now: now)
      for entry in doubts { state.apply(entry, at: now) }
    }
    return NetworkView(programme: known, state: state, before: before)
  }
}
