import Domain

/// A Markdown file cut into its front matter and its body.
struct FrontMatter {
  /// TOML, with the lines where they are in the file.
  var table: TOMLTable
  var body: String
  /// The first line of the body, from 1.
  var bodyLine: Int

  /// Nil after saying why.
  static func read(_ file: SourceFile, findings: Findings) -> FrontMatter? {
    if case .failure(let problem) = file.text() {
      findings.add(
        file.path, SourcePlace(line: problem.line, column: 1), .error, "this is not UTF-8")
      return nil
    }
    let bytes =
      file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.bytes.dropFirst(3)) : file.bytes
    guard let first = fence(bytes, from: 0), first.start == 0 else {
      findings.add(file.path, .start, .error, "must begin with a line +++ and a subject")
      return nil
    }
    guard let second = fence(bytes, from: first.end) else {
      findings.add(file.path, .start, .error, "the line +++ that ends the front matter is missing")
      return nil
    }
    do {
      // An empty first line in place of the fence keeps the line numbers.
      let table = try TOMLParser.parse([10] + bytes[first.end..<second.start])
      return FrontMatter(
        table: table, body: String(decoding: bytes[second.end...], as: UTF8.self),
        bodyLine: bytes[..<second.end].count { $0 == 10 } + 1)
    } catch {
      findings.add(file.path, error.place, .error, error.text)
      return nil
    }
  }

  /// The next line that is `+++`: its start and the start of the line after it.
  private static func fence(_ bytes: [UInt8], from: Int) -> (start: Int, end: Int)? {
    var start = from
    while start < bytes.count {
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      var line = bytes[start..<end]
      while let last = line.last, last == 0x0D || last == 0x20 || last == 0x09 { line.removeLast() }
      if line.elementsEqual("+++".utf8) { return (start, min(end + 1, bytes.count)) }
      start = end + 1
    }
    return nil
  }
}

extension Section {
  /// The front matter and body of a letter or newsletter; nil after saying what is missing.
  func article(_ matter: FrontMatter) -> Article? {
    let subject = line("subject", required: true)
    let preheader = line("preheader")
    guard let subject else { return nil }
    var article = Article(
      path: file.path, subject: subject.value, preheader: preheader?.value ?? "",
      body: matter.body, subjectLine: subject.place.line,
      preheaderLine: preheader?.place.line ?? subject.place.line, bodyLine: matter.bodyLine)
    // After the quote.
    article.subjectColumn = subject.place.column + 1
    article.preheaderColumn = (preheader?.place.column ?? 0) + 1
    return article
  }
}
