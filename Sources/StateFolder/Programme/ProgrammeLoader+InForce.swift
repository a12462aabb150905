package import ConfigReader
package import Domain
import FoundationEssentials
package import Letters
import Planning
package import State
package import Store

/// Reads and checks the files, and keeps the copy of what is in force in the state.
package enum ProgrammeLoader {}

extension ProgrammeLoader {
  /// What a check, and a start, must know of the past.
  package struct Past: Sendable {
    package var known: KnownFacts
    /// Of the programme in force; nil before there was one.
    package var fingerprint: String?
    /// nil without a store.
    package var state: State?
    /// The folder of the copy of the programme in force.
    package var kept: String?

    package init(
      known: KnownFacts = .none, fingerprint: String? = nil, state: State? = nil,
      kept: String? = nil
    ) {
      self.known = known
      self.fingerprint = fingerprint
      self.state = state
      self.kept = kept
    }
  }

  /// The past of a state's folder; an absent journal has none.
  package static func past(_ directory: String, now: Instant) throws -> Past {
    // A large state has nearly all its lines there, and nobody asks here who was mailed.
    let (state, _) = try StateDirectory.replay(
      directory, leavingOut: ["state.ledger", "state.mailed"])
    let fingerprint = state.programme?.fingerprint
    return Past(
      known: known(state, now: now, zone: ConfigReader.loadZone), fingerprint: fingerprint,
      state: state,
      kept: KeptProgramme(state: directory).folder(of: fingerprint))
  }

  /// Events in force, seats taken, events let go. `zone` finds zones by name.
  package static func known(
    _ state: borrowing State, now: Instant, zone: (String) -> Zone?
  ) -> KnownFacts {
    var known = KnownFacts.none
    for (id, record) in state.events {
      guard let facts = record.facts else { continue }
      let times = facts.facts(zone: zone)
      if record.dropped {
        known.droppedEvents.insert(id)
      } else if !facts.cancelled, times?.endInstant ?? now > now {
        known.acceptedEvents.append(id)
      }
      known.seated[id] = record.seats.seatedCount
      known.starts[id] = times?.startInstant
    }
    return known
  }

  /// The programme in force of a state directory, read from the copy kept there; nil without one.
  package static func inForce(_ state: String, now: Instant) -> Programme? {
    guard let past = try? past(state, now: now) else { return nil }
    return inForce(state, fingerprint: past.fingerprint, config: nil, now: now)
  }

  /// The copy of the programme that the journal says is in force.
  ///
  /// `config`: the folder it is a copy of. Relative paths count from where that is: secrets, for
  /// one, are never copied.
  package static func inForce(
    _ state: String, fingerprint: String?, config: String?, now: Instant
  ) -> Programme? {
    guard let fingerprint, let folder = KeptProgramme(state: state).folder(of: fingerprint) else {
      return nil
    }
    // It was checked before it was kept.
    let reading = ConfigReader.reading(
      directory: folder + "/Config", now: now,
      root: StateDirectory.root(of: config ?? folder + "/Config"),
      shipped: ShippedFiles.folder)
    var programme = reading.programme
    // Rows of people who were forgotten, or wait for a release, make the bytes others.
    programme?.fingerprint = fingerprint
    return programme
  }

  /// The programme that was in force before `programme`, without reading the same one twice; nil
  /// without one.
  package static func before(
    _ programme: Programme, _ state: String, fingerprint: String?, config: String?, now: Instant
  ) -> Programme? {
    fingerprint == programme.fingerprint
      ? programme : inForce(state, fingerprint: fingerprint, config: config, now: now)
  }

  /// Files by their paths, as `reading` finds them.
  package static func files(_ files: [String: [UInt8]], fingerprint: String) -> ProgrammeFiles {
    ProgrammeFiles(files: files, fingerprint: fingerprint)
  }

  /// Keeps the files of a programme that is about to come into force, durable when this returns;
  /// nothing is done when they are kept already. Rows of people who were forgotten are not kept,
  /// though the files may still have them.
  package static func keep(
    _ files: ProgrammeFiles, of programme: Programme, inForce: String?, forgotten: Set<String>,
    in directory: String, disk: any Disk = RealDisk(), keys: @autoclosure () throws -> SigningKeys
  ) throws {
    let kept = KeptProgramme(state: directory, disk: disk)
    if inForce == programme.fingerprint, kept.folder(of: inForce) != nil { return }
    do {
      try kept.keep(
        files, as: programme.fingerprint, inForce: inForce,
        keepingPeople: programme.fingerprint != files.fingerprint
      ) { folder in
        if !forgotten.isEmpty { try scrub(forgotten, keys()).carryOut(folder + "/Config/people") }
      }
    } catch {
      throw NotKept(cause: error)
    }
  }

  /// Knows the forgotten by their hashes alone, so every word that looks like an address is asked
  /// about.
  private static func scrub(_ forgotten: Set<String>, _ keys: SigningKeys) -> RosterScrub {
    func isGone(_ word: some StringProtocol) -> Bool {
      let isAround = { (character: Character) in "<>()[]\"'.,:".contains(character) }
      var bare = Substring(word).drop(while: isAround)
      while bare.last.map(isAround) == true { bare.removeLast() }
      return (try? MailAddress(String(bare))).map {
        forgotten.contains(Forgetting.forgottenHash($0.normalized, keys))
      } ?? false
    }
    func words(_ text: String) -> [Substring] {
      text.split { $0.isWhitespace || ",;|<>\"".contains($0) }.filter { $0.contains("@") }
    }
    return RosterScrub(
      fate: { values, bytes in
        if words(values["email", default: ""]).contains(where: { isGone($0) }) { return .goes }
        var text = String(decoding: bytes, as: UTF8.self)
        let gone = words(text).filter { isGone($0) }.map(String.init)
        if gone.isEmpty { return .stays }
        for word in gone { text = text.replacing(word, with: "") }
        return .becomes(Array(text.utf8))
      },
      isNamed: { words(String(decoding: $0, as: UTF8.self)).contains { isGone($0) } })
  }

  /// The copy of what was to come into force could not be made: it is not in force.
  package struct NotKept: Error, CustomStringConvertible {
    var cause: any Error
    package var exitCode: Int32 { FileFailure(cause, isMaking: true).exitCode }
    package var description: String {
      "no copy can be kept, so nothing is put in force: \(FileFailure(cause, isMaking: true).text)"
    }
  }
}
