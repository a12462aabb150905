import CClock
import CDispatch
import FoundationEssentials
import Glibc

/// The machine: clock, disk, rights, roots of trust, the unit.
package enum MachineCheck {
  private static let authorities = "/etc/ssl/certs/ca-certificates.crt"

  /// What the kernel says of its clock: whether something keeps it right.
  package static func clock() -> Finding {
    switch cclock_is_synchronized() {
    case 1: Finding("clock", .ok, "something keeps the clock right")
    case 0:
      Finding(
        "clock", .warn, "nothing keeps the clock right, says the kernel",
        do: "systemctl enable --now systemd-timesyncd, or see that the host of this machine does it"
      )
    default: Finding("clock", .warn, "the kernel does not say whether the clock is kept right")
    }
  }

  /// Room where the state is.
  package static func disk(_ directory: String) -> Finding {
    var status = statvfs()
    guard statvfs(directory, &status) == 0, status.f_blocks > 0 else {
      return Finding(
        "disk", .warn, "\(directory): \(String(cString: strerror(errno)))", do: "check the path")
    }
    // Some file systems report nearly all that the numbers can hold.
    let free = Int(min(Double(status.f_bavail) * Double(status.f_frsize) / 1e6, 1e12))
    let says = "\(directory): \(free) MB free"
    if status.f_flag & UInt(ST_RDONLY) != 0 {
      return Finding(
        "disk", .bad, "\(directory) is mounted read-only", do: "mount it so that it can be written")
    }
    if status.f_files > 0, status.f_favail < 1000 {
      return Finding("disk", .bad, "\(directory): no room for more files", do: "make room")
    }
    if free < 100 { return Finding("disk", .bad, says, do: "make room: answers are lost at 0") }
    return Finding("disk", free < 1000 ? .warn : .ok, says, do: free < 1000 ? "make room" : "")
  }

  /// Who may read and write: the state is its owner's alone, and nobody else writes what the daemon
  /// believes.
  package static func rights(config: String, templates: String, state: String) -> [Finding] {
    var findings: [Finding] = []
    for path in [state, state + "/keys.json"] {
      guard let found = Mode(path) else { continue }
      if found.mode & 0o077 != 0 {
        findings.append(
          Finding(
            "rights", .bad, "\(path): others can read it (\(found.text))",
            do: "chmod go= \(path)"))
      }
      if found.owner != geteuid() {
        findings.append(
          Finding(
            "rights", .bad, "\(path) belongs to user \(found.owner), not to the state's owner",
            do: "chown \(geteuid()) \(path)"))
      }
    }
    for path in [config, config + "/convoke.toml", templates] {
      guard let found = Mode(path) else { continue }
      if found.mode & 0o002 != 0 {
        findings.append(
          Finding(
            "rights", .bad, "\(path): anybody can write it (\(found.text))", do: "chmod o-w \(path)"
          ))
      }
      if access(path, R_OK) != 0 {
        findings.append(
          Finding(
            "rights", .bad, "\(path): the state's owner (user \(geteuid())) cannot read it",
            do: "chmod or chgrp it so that it can"))
      }
    }
    return findings.isEmpty
      ? [Finding("rights", .ok, "\(config), \(templates), \(state) and its keys")] : findings
  }

  private struct Mode {
    var mode: mode_t
    var owner: uid_t

    init?(_ path: String) {
      var status = stat()
      guard stat(path, &status) == 0 else { return nil }
      (mode, owner) = (status.st_mode & 0o7777, status.st_uid)
    }

    var text: String { String(mode, radix: 8) }
  }

  /// The certificates by which relay and web address are believed.
  package static func roots() -> Finding {
    let chosen = ProcessInfo.processInfo.environment["SSL_CERT_FILE"]
    let path = chosen ?? authorities
    let text = FileManager.default.contents(atPath: path).map {
      String(decoding: $0, as: UTF8.self)
    }
    let count = (text ?? "").ranges(of: "-----BEGIN CERTIFICATE-----").count
    return count > 0
      ? Finding("roots", .ok, "\(path): \(count) roots of trust")
      : Finding(
        "roots", .bad, "\(path) holds no certificates: no relay and no web address is believed",
        do: chosen == nil ? "apt install ca-certificates" : "name a file of them in $SSL_CERT_FILE")
  }

  /// What systemd says of the unit; nil where it does not run or knows none of that name.
  package static func unit() -> Finding? {
    guard access("/run/systemd/system", F_OK) == 0,
      let pipe = popen(
        "systemctl show convoke.service -p LoadState,ActiveState,SubState,NRestarts 2>/dev/null",
        "r")
    else { return nil }
    var buffer = [CChar](repeating: 0, count: 1024)
    let count = fread(&buffer, 1, buffer.count, pipe)
    guard pclose(pipe) == 0 else { return nil }
    let text = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    return unit(text)
  }

  package static func unit(_ text: String) -> Finding? {
    let pairs = text.split(whereSeparator: \.isNewline).map { $0.split(separator: "=") }
    let values = Dictionary(
      pairs.filter { $0.count == 2 }.map { ($0[0], String($0[1])) }, uniquingKeysWith: { a, _ in a }
    )
    guard values["LoadState"] == "loaded", let state = values["ActiveState"] else { return nil }
    let says = "convoke.service is \(state) (\(values["SubState"] ?? "?"))"
    let restarts = values["NRestarts"].flatMap { Int($0) } ?? 0
    if state != "active" {
      return Finding(
        "unit", state == "failed" ? .bad : .warn, says,
        do: "systemctl start convoke; journalctl -u convoke says why it ended")
    }
    return restarts > 0
      ? Finding(
        "unit", .warn, "\(says), restarted \(restarts) times", do: "see journalctl -u convoke")
      : Finding("unit", .ok, says)
  }
}
