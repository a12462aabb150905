/// Compiles templates for one language: words and the network's dress become text.
struct EditionCompiler {
  let templates: [String: String]
  let phrases: PageWords
  let language: String
  let dress: Branding

  /// An empty template when there is a fault, so that the search for faults goes on.
  func compile(_ name: String, into faults: inout [PageFault]) -> PageTemplate {
    guard let text = templates[name] else {
      faults.append(PageFault(file: "web/\(name).html", text: "the page is missing"))
      return PageTemplate(pieces: [])
    }
    let constants = dress.constants
    let parser = PageTemplateParser(partials: templates, base: dress.base) { name in
      if name.hasPrefix("word.") { return phrases.word(String(name.dropFirst(5))) }
      return name == "page.language" ? language : constants[name]
    }
    do throws(PageFault) {
      return try parser.parse(text, file: "web/\(name).html")
    } catch {
      var fault = error
      if fault.text.contains("\"word.") { fault.text += " in \(language)/web.toml" }
      faults.append(fault)
      return PageTemplate(pieces: [])
    }
  }
}
