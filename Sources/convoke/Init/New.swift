import ArgumentParser
import Domain
import FoundationEssentials
import Glibc

struct New: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Write a commented file to start from: an event, a series, a newsletter, a playbook.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case event, series, newsletter, playbook
  }

  @Argument(help: "event, series, newsletter or playbook.") var kind: Kind
  @Argument(help: "Its name: small letters, digits and hyphens.") var name: String
  @OptionGroup var place: NetworkLocation

  func run() throws {
    guard !name.isEmpty, name.utf8.allSatisfy(Self.isPlain) else {
      throw Failure(
        Failure.usage, "'\(name)': a name is made of small letters, digits and hyphens")
    }
    let config = place.config
    guard FileManager.default.fileExists(atPath: config + "/convoke.toml") else {
      throw Failure(Failure.configuration, "\(config)/convoke.toml: is not there; see convoke init")
    }
    let network = try? place.programme(now: Clock.now, quiet: true).network
    let path = "\(config)/\(folder)/\(name).\(kind == .newsletter ? "md" : "toml")"
    let draft = DraftFile(
      network: network, kinds: try kinds(config), today: Clock.now, name: name)
    try write(draft.text(kind), to: path)
    Terminal.out("Wrote \(path). Fill in what it marks, then: convoke check")
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
  }

  private var folder: String {
    switch kind {
    case .event, .series: "events"
    case .newsletter: "newsletters"
    case .playbook: "playbooks"
    }
  }

  private func kinds(_ config: String) throws -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: config + "/playbooks")) ?? []
    return names.filter { $0.hasSuffix(".toml") }.map { String($0.dropLast(5)) }.sorted()
  }

  /// Never over a file that is there.
  private func write(_ text: String, to path: String) throws {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    var status = stat()
    stat(folder, &status)
    let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o640)
    guard file >= 0 else {
      let reason = errno == EEXIST ? "is there already" : String(cString: strerror(errno))
      throw Failure(Failure.cannotCreate, "\(path): \(reason); nothing was written")
    }
    defer { close(file) }
    if geteuid() == 0 { fchown(file, geteuid(), status.st_gid) }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count, fsync(file) == 0 else {
      let reason = String(cString: strerror(errno))
      unlink(path)
      throw Failure(Failure.cannotCreate, "\(path): \(reason); nothing was written")
    }
  }
}
