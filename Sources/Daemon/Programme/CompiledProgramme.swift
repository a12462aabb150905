import ConfigReader
package import Domain
package import Letters
import SMTPClient
import StateFolder
import Web

/// A programme with all that it is served by, made once, while its files are checked. All of it
/// comes into force in one moment; it never changes.
package final class CompiledProgramme: Sendable {
  package let programme: Programme
  package let composer: Composer
  let pages: PageRenderer
  let relay: Relay
  let links: KnownLinks

  private init(_ programme: Programme, _ composer: Composer, _ pages: PageRenderer) {
    self.programme = programme
    self.composer = composer
    self.pages = pages
    relay = Relay(programme)
    links = KnownLinks(programme)
  }

  /// What a programme is served by, and whatever keeps it from being made: nil with an error.
  ///
  /// What `secrets` has told of one of them, at its place, is not said once more.
  package static func make(
    _ programme: Programme, keys: SigningKeys, secrets: SecretCheck
  ) -> (compiled: CompiledProgramme?, problems: [Problem]) {
    var problems: [Problem] = []
    var texts: [SecretPlace: String] = [:]
    let places = Set([programme.mail.dkim?.key, programme.smtp.secret].compactMap(\.self))
    for place in places {
      do {
        texts[place] = try secrets.text(place)
      } catch  where !secrets.hasTold(of: place) {
        problems.append(Problem(path: "Config/convoke.toml", text: "\(error)"))
      } catch {}
    }
    let dkim = programme.mail.dkim.flatMap { secrets.hasTold(of: $0.key) ? nil : texts[$0.key] }
    let letters = Composer.make(programme, keys: keys, dkimKey: dkim)
    let pages = PageRenderer.make(programme)
    problems += letters.problems + pages.problems
    guard texts.count == places.count, let composer = letters.composer,
      let renderer = pages.renderer
    else { return (nil, problems) }
    return (CompiledProgramme(programme, composer, renderer), problems)
  }
}

extension ProgrammeLoader {
  /// Reads and checks the files for serving: what was compiled for the check is what comes into
  /// force. Nil with an error.
  static func compiled(
    _ config: String, now: Instant, past: Past, keys: SigningKeys
  ) -> (compiled: CompiledProgramme?, reading: ConfigReader.Reading) {
    let secrets = SecretCheck.serving
    var compiled: CompiledProgramme?
    let reading = reading(config, now: now, past: past, secrets: secrets) { programme in
      let made = CompiledProgramme.make(programme, keys: keys, secrets: secrets)
      compiled = made.compiled
      return made.problems
    }
    return (reading.programme == nil ? nil : compiled, reading)
  }
}
