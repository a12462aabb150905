import ArgumentParser
import ConfigReader
import Daemon
import Domain
import JSONLines
import Letters
import StateFolder

struct Doctor: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Look at everything around Convoke that mail depends on, and say what to do.",
    discussion: """
      The configuration, disk, rights, clock, roots of trust and unit; the relay: connection, TLS and \
      login, without a mail; the web address, by a link of this store; SPF, DKIM, DMARC and MX of the \
      sender's domain. A running daemon looks at what needs its secrets. Changes nothing. A line a \
      finding: ok, warn or bad. Exit 1: something is bad.
      """)

  @OptionGroup var place: NetworkLocation
  @Flag(help: "Print JSON.") var json = false

  func run() throws {
    let now = Clock.now
    let directory = try place.stateDirectory()
    let (configuration, programme) = readConfiguration(directory, now: now)
    var findings = [configuration]
    if let staged = programme?.send.onlyTo, !staged.isEmpty {
      findings.append(
        Finding(
          "only_to", .warn, "[send] only_to names \(staged.count): nobody else is ever mailed",
          do: "remove it when you mean it"))
    }
    findings += machine(directory)
    if let programme {
      let relay = relay(programme, directory, now: now)
      let keys = StateDirectory.hasStore(directory) ? try? StateDirectory.keys(directory) : nil
      findings += relay.filter { $0.check != RelayCheck.record }
      // The daemon knows the people it has in force, not those of an edit.
      let known = ProgrammeLoader.inForce(directory, now: now) ?? programme
      findings += WebCheck.findings(
        programme, person: known.people.first?.id, keys: keys, now: now)
      let resolver = DNSResolver()
      findings += MailDomainCheck(programme) { resolver.ask($0, $1) }
        .findings(publicRecord: relay.first { $0.check == RelayCheck.record }?.says)
    }
    show(findings)
    if findings.contains(where: { $0.state == .bad }) { throw ExitCode(Failure.problems) }
  }

  /// The files; where they are not good, what is in force stands for them.
  private func readConfiguration(_ directory: String, now: Instant) -> (Finding, Programme?) {
    let past =
      StateDirectory.hasStore(directory) ? try? ProgrammeLoader.past(directory, now: now) : nil
    let reading = ProgrammeLoader.reading(
      place.config, now: now, past: past ?? ProgrammeLoader.Past(),
      secrets: .command(state: directory))
    func count(_ severity: Problem.Severity) -> Int {
      reading.problems.filter { $0.severity == severity }.reduce(0) { $0 + $1.count }
    }
    guard let programme = reading.programme else {
      let kept = ProgrammeLoader.inForce(directory, now: now)
      return (
        Finding(
          "configuration", .bad,
          "\(place.config): \(count(.error)) errors"
            + (kept == nil
              ? "; relay, web and DNS were not looked at" : "; what follows is in force"),
          do: "convoke check names them"), kept
      )
    }
    let says = "\(place.config): \(programme.people.count) people, \(programme.events.count) events"
    let warnings = count(.warning)
    return (
      warnings == 0
        ? Finding("configuration", .ok, says)
        : Finding(
          "configuration", .warn, "\(says), \(warnings) warnings", do: "convoke check names them"),
      programme
    )
  }

  private func machine(_ directory: String) -> [Finding] {
    let config = place.config
    let root = StateDirectory.root(of: config)
    let isThere = StateDirectory.hasStore(directory)
    var findings: [Finding] = []
    if let trouble = isThere ? StateDirectory.keyTrouble(directory) : nil {
      findings.append(Finding("keys", .bad, "\(trouble)", do: "restore keys.json from a backup"))
    }
    findings += MachineCheck.rights(
      config: config, templates: root + "/Templates", state: directory)
    findings.append(
      isThere
        ? MachineCheck.disk(directory)
        : Finding(
          "disk", .warn, "no store at \(directory) yet", do: "it is made by the first start"))
    findings += [MachineCheck.clock(), MachineCheck.roots()]
    findings += [MachineCheck.unit()].compactMap(\.self)
    return findings
  }

  /// By the daemon, which has the secrets; without one, by this command.
  private func relay(_ programme: Programme, _ directory: String, now: Instant) -> [Finding] {
    guard let reply = ControlClient.ask(ControlRequest(command: "doctor"), state: directory) else {
      return [
        Finding(
          "daemon", .warn, "no daemon answers on \(directory)/control.sock",
          do: "systemctl start convoke")
      ] + RelayCheck.findings(programme, now: now)
    }
    let findings = reply.out.compactMap(Finding.init(line:))
    return [Finding("daemon", .ok, "process \(reply.pid ?? 0) answers")]
      + (findings.isEmpty ? RelayCheck.findings(programme, now: now) : findings)
  }

  private func show(_ findings: [Finding]) {
    if json { return Terminal.out(json: JSONObjectWriter.array(findings.map(\.json))) }
    let width = findings.map(\.check.count).max() ?? 0
    for finding in findings {
      let gap = String(repeating: " ", count: width - finding.check.count)
      let state = finding.state.rawValue
      let color = Terminal.isColourful ? Self.color(finding.state) : ("", "")
      Terminal.out(
        color.0 + state + color.1 + String(repeating: " ", count: 6 - state.count) + finding.check
          + gap + "  " + finding.says)
      if !finding.advice.isEmpty {
        Terminal.out(String(repeating: " ", count: width + 8) + "-> " + finding.advice)
      }
    }
    let bad = findings.count { $0.state == .bad }
    let warnings = findings.count { $0.state == .warn }
    Terminal.out("\(findings.count) looked at, \(bad) bad, \(warnings) to know")
  }

  private static func color(_ state: Finding.State) -> (String, String) {
    switch state {
    case .ok: ("\u{1b}[32m", "\u{1b}[0m")
    case .warn: ("\u{1b}[33m", "\u{1b}[0m")
    case .bad: ("\u{1b}[31m", "\u{1b}[0m")
    }
  }
}
