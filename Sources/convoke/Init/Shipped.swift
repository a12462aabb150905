import ConfigReader
import FoundationEssentials

/// The files that come with the program: a sample network and the words of every mail and page.
enum Shipped {
  /// The folder with `Config` and `Templates`.
  static func folder() throws -> String {
    if let folder = ShippedFiles.folder { return folder }
    throw Failure(
      Failure.unavailable,
      "the shipped samples are not at \(ShippedFiles.candidates[0]) nor /usr/share/convoke")
  }

  /// Those there are letters in.
  static func languages(in folder: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder + "/Templates")
      .filter { FileManager.default.fileExists(atPath: "\(folder)/Templates/\($0)/words.toml") }
      .sorted()
  }
}
