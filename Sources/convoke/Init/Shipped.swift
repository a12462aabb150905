import FoundationEssentials

/// The files that come with the program: a sample network and the words of every mail and page.
enum Shipped {
  /// The folder with `Config` and `Templates`: what a package installed, or the checkout that the
  /// program was built in.
  static func folder() throws -> String {
    let program =
      (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    var place = URL(filePath: program).deletingLastPathComponent()
    var candidates = [place.deletingLastPathComponent().path + "/share/convoke"]
    for _ in 0..<4 {
      place.deleteLastPathComponent()
      candidates.append(place.path)
    }
    candidates.append("/usr/share/convoke")
    for candidate in candidates where isComplete(candidate) { return candidate }
    throw Failure(
      Failure.unavailable, "the shipped samples are not at \(candidates[0]) nor /usr/share/convoke")
  }

  private static func isComplete(_ folder: String) -> Bool {
    ["/Config/convoke.toml", "/Templates/layout.html", "/Config/playbooks"].allSatisfy {
      FileManager.default.fileExists(atPath: folder + $0)
    }
  }

  /// Those there are letters in.
  static func languages(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/Templates")
      .filter { FileManager.default.fileExists(atPath: "\(folder)/Templates/\($0)/words.toml") }
      .sorted()
  }
}
