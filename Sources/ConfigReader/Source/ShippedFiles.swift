import Glibc

/// The files that come with the program: a sample network, and the words of every mail and page.
package enum ShippedFiles {
  /// The folder with `Config` and `Templates`: what a package installed beside the program, the
  /// checkout that it was built in, or Debian's place. nil where the program stands alone.
  package static let folder: String? = candidates.first(where: isComplete)

  /// Where they are looked for, the likeliest first.
  package static var candidates: [String] {
    var place = parent(of: program)
    var candidates = [parent(of: place) + "/share/convoke"]
    for _ in 0..<4 {
      place = parent(of: place)
      candidates.append(place.isEmpty ? "/" : place)
    }
    return candidates + ["/usr/share/convoke"]
  }

  private static var program: String {
    var buffer = [CChar](repeating: 0, count: 4096)
    let count = readlink("/proc/self/exe", &buffer, buffer.count - 1)
    return String(
      decoding: buffer.prefix(max(0, count)).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func parent(of path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  private static func isComplete(_ folder: String) -> Bool {
    ["/Config/convoke.toml", "/Templates/layout.html", "/Config/playbooks"].allSatisfy {
      access(folder + $0, R_OK) == 0
    }
  }
}
