import Crypto
import Domain
import FoundationEssentials
import HTTPTypes
import NIOCore

/// The pages in every language, compiled once; it never changes, so that a reload swaps all of it
/// at once.
package final class PageRenderer: Sendable {
  /// What `Templates/web/` must have besides parts of pages.
  private static let views = Route.all.compactMap(\.page) + [MessageView.self]

  package let dress: Branding
  /// Content-Security-Policy of every page: our one style element, our images, our forms.
  let policy: HTTPField
  /// The logo, as it is sent.
  let logo: ByteBuffer?
  private let editions: [String: Edition]

  private struct Edition: Sendable {
    let phrases: PageWords
    /// Each within the frame.
    let pages: [String: PageTemplate]
  }

  /// Compiles the pages.
  ///
  /// - Parameters:
  ///   - templates: texts of `Templates/web/NAME.html` by NAME.
  ///   - words: word lists by language, flattened; the pages' own begin with `web.`. What another
  ///     language lacks is said in the network's, see `lacking`.
  /// - Throws: every fault found, so that one check shows them all.
  package init(
    templates: [String: String], words: [String: [String: String]], dress: Branding
  ) throws(PageFaults) {
    var faults: [PageFault] = []
    var editions: [String: Edition] = [:]
    let networks = Self.own(words[dress.language] ?? [:])
    for (language, list) in words.sorted(by: { $0.key < $1.key }) {
      let isNetworks = language == dress.language
      let own = Self.own(list)
      if own.isEmpty, !isNetworks { continue }
      let phrases = PageWords(
        words: isNetworks ? own : own.merging(networks) { own, _ in own },
        networkName: dress.networkName, language: language)
      if isNetworks || networks.isEmpty { faults += Self.missing(in: phrases, language: language) }
      let compiler = EditionCompiler(
        templates: templates, phrases: phrases, language: language, dress: dress)
      let frame = compiler.compile("frame", into: &faults)
      var pages: [String: PageTemplate] = [:]
      for page in Set(Self.views.map { $0.template }) {
        let content = compiler.compile(page, into: &faults)
        pages[page] = frame.with(content, at: .pageContent)
      }
      editions[language] = Edition(phrases: phrases, pages: pages)
    }
    if editions[dress.language] == nil {
      faults.append(
        PageFault(
          file: "\(dress.language)/web.toml", text: "the network's language has no word list"))
    }
    guard faults.isEmpty, let message = editions[dress.language]?.pages[MessageView.template]
    else {
      throw PageFaults(faults: Array(Set(faults)).sorted { "\($0)" < "\($1)" })
    }
    self.dress = dress
    logo = dress.logo.map { ByteBuffer(bytes: $0.bytes) }
    self.editions = editions
    policy = HTTPField(
      name: .contentSecurityPolicy,
      value: "default-src 'none'; style-src \(Self.styleSource(of: message)); img-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
  }

  /// Words of `language`, else of the network's.
  func phrases(_ language: String) -> PageWords { edition(language).phrases }

  /// A whole page in its language, else in the network's.
  func render<View: PageView>(_ view: View) -> ByteBuffer {
    let edition = edition(view.language)
    guard let template = edition.pages[View.template] else {
      preconditionFailure("no \(View.template), though init compiled every page")
    }
    var fields = view.fields(edition.phrases)
    fields.set(.networkLogo, dress.logo != nil)
    return ByteBuffer(bytes: template.render(fields))
  }

  private func edition(_ language: String) -> Edition {
    guard let edition = editions[language] ?? editions[dress.language] else {
      preconditionFailure("no edition for \(dress.language), though init checked that there is")
    }
    return edition
  }

  private static func own(_ words: [String: String]) -> [String: String] {
    var own: [String: String] = [:]
    for (key, text) in words where key.hasPrefix("web.") { own[String(key.dropFirst(4))] = text }
    return own
  }

  /// What other languages than the network's lack of words; the network's stand in for them.
  package static func lacking(
    words: [String: [String: String]], dress: Branding
  ) -> [PageFault] {
    let networks = own(words[dress.language] ?? [:])
    var faults: [PageFault] = []
    for (language, list) in words.sorted(by: { $0.key < $1.key }) where language != dress.language {
      let own = own(list)
      if own.isEmpty {
        let text = "the file is missing; who reads '\(language)' gets pages in '\(dress.language)'"
        faults.append(PageFault(file: "\(language)/web.toml", text: text))
        continue
      }
      let phrases = PageWords(
        words: own, networkName: dress.networkName, language: language)
      let counted = CountedPhrase.allCases.map(\.rawValue)
      let labels = networks.keys.filter { key in !counted.contains { key.hasPrefix($0 + ".") } }
      faults += missing(in: phrases, language: language, needed: Set(labels).sorted())
    }
    return faults
  }

  /// What code asks for; the words of templates are looked up when they are compiled.
  private static var words: [String] {
    Phrase.allCases.map(\.rawValue) + views.flatMap { $0.words }
  }

  private static func missing(
    in phrases: PageWords, language: String, needed: [String] = words
  ) -> [PageFault] {
    (needed + CountedPhrase.allCases.flatMap { phrases.forms(of: $0) })
      .filter { phrases.words[$0] == nil }
      .map { PageFault(file: "\(language)/web.toml", text: "\"\($0)\" is missing") }
  }

  /// The hash that lets exactly our style element apply (CSP level 3, section 2.3.1).
  private static func styleSource(of template: PageTemplate) -> String {
    let page = String(decoding: template.render(PageFields()), as: UTF8.self)
    guard let start = page.firstRange(of: "<style>"), let end = page.firstRange(of: "</style>"),
      start.upperBound <= end.lowerBound
    else { return "'none'" }
    let style = page[start.upperBound..<end.lowerBound]
    let digest = SHA256.hash(data: Array(style.utf8))
    return "'sha256-\(Data(digest).base64EncodedString())'"
  }
}

extension PageRenderer {
  /// The RSVP page as it stands, for previews and tests.
  package func render(_ page: InvitationPage, token: String) -> [UInt8] {
    Array(render(InvitationView(page: page, token: token)).readableBytesView)
  }
}
