import ArgumentParser
import StateFolder

struct StoreRepair: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Set damaged lines aside in quarantine, each named, so that the store opens.",
    discussion: "What the lines said is lost to Convoke: prefer a backup. Stop the daemon first.")

  @OptionGroup var place: NetworkLocation

  func run() throws {
    let directory = try place.storeToChange()
    let repair = try Failure.naming { try StateDirectory.repair(directory) }
    guard !repair.problems.isEmpty else {
      return Terminal.out("\(directory): nothing is damaged, nothing was changed")
    }
    for problem in repair.problems { Terminal.out("set aside: \(problem)") }
    for file in Set(repair.files).sorted() { Terminal.out("written: \(file)") }
    Terminal.out("\(directory): opens again")
    NetworkLocation.say(nil, directory)
  }
}
