import ArgumentParser
import StateFolder
import Store

struct PeopleForgotten: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "forgotten",
    abstract: "Write the keyed hashes of everybody who was forgotten, to be kept beside backups.",
    discussion: """
      A backup made before somebody was forgotten still has them. convoke restore asks for this list \
      and leaves them out. Without the store's keys it says nothing about anybody.
      """)

  @OptionGroup var place: NetworkLocation
  @Option(help: ArgumentHelp("Where to; a file of that name is replaced.", valueName: "file"))
  var out: String

  func run() throws {
    let directory = try place.storeToRead()
    guard let directory else { throw Failure(Failure.noStore, "no list was written") }
    let count = try Failure.naming {
      let list = try ForgottenList(directory)
      try list.write(out)
      return list.hashes.count
    }
    Terminal.out("\(out): \(count) hashes; convoke restore DIR --forgotten \(out)")
  }
}
