import Crypto
import Domain
import FoundationEssentials
import HTTPTypes
import NIOCore

/// The pages in every language, compiled once; it never changes, so that a reload swaps all of it at
/// once.
package final class PageRenderer: Sendable {
  /// The files of `Templates/web/` that are pages; the others are parts of pages.
  enum Page: String, CaseIterable, Sendable {
    case rsvp, colleague, unsubscribe, preferences, host, sheet, badges, message
  }

  package let dress: PageDress
  /// Content-Security-Policy of every page: our one style element, our images, our forms.
  let policy: HTTPField
  /// The logo, as it is sent.
  let logo: ByteBuffer?
  private let editions: [String: Edition]
  private let shapes = ShapeShelf()

  private struct Edition: Sendable {
    let phrases: Phrasebook
    let frame: PageTemplate
    let pages: [Page: PageTemplate]
  }

  /// Compiles the pages.
  ///
  /// - Parameters:
  ///   - templates: texts of `Templates/web/NAME.html` by NAME.
  ///   - words: word lists by language, flattened; the pages' own begin with `web.`. What another
  ///     language lacks is said in the network's, see `lacking`.
  /// - Throws: every fault found, so that one check shows them all.
  package init(
    templates: [String: String], words: [String: [String: String]], dress: PageDress
  ) throws(PageFaults) {
    var faults: [PageFault] = []
    var editions: [String: Edition] = [:]
    let networks = Self.own(words[dress.language] ?? [:])
    for (language, list) in words.sorted(by: { $0.key < $1.key }) {
      let isNetworks = language == dress.language
      let own = Self.own(list)
      if own.isEmpty, !isNetworks { continue }
      let phrases = Phrasebook(
        words: isNetworks ? own : own.merging(networks) { own, _ in own },
        networkName: dress.networkName, language: language)
      if isNetworks || networks.isEmpty { faults += Self.missing(in: phrases, language: language) }
      let compiler = EditionCompiler(
        templates: templates, phrases: phrases, language: language, dress: dress)
      let frame = compiler.compile("frame", into: &faults)
      var pages: [Page: PageTemplate] = [:]
      for page in Page.allCases {
        pages[page] = compiler.compile(page.rawValue, into: &faults)
      }
      editions[language] = Edition(phrases: phrases, frame: frame, pages: pages)
    }
    if editions[dress.language] == nil {
      faults.append(
        PageFault(
          file: "\(dress.language)/web.toml", text: "the network's language has no word list"))
    }
    guard faults.isEmpty, let frame = editions[dress.language]?.frame else {
      throw PageFaults(faults: Array(Set(faults)).sorted { "\($0)" < "\($1)" })
    }
    self.dress = dress
    logo = dress.logo.map { ByteBuffer(bytes: $0.bytes) }
    self.editions = editions
    policy = HTTPField(
      name: .contentSecurityPolicy,
      value: "default-src 'none'; style-src \(Self.styleSource(of: frame)); img-src 'self'; "
        + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
  }

  /// Words of `language`, else of the network's.
  func phrases(_ language: String) -> Phrasebook { edition(language).phrases }

  /// A whole page in `language`, else in the network's.
  func render(_ page: Page, language: String, _ fields: PageFields) -> ByteBuffer {
    ByteBuffer(bytes: output(page, language: language, fields).bytes)
  }

  /// The RSVP page: only what is the person's own is filled in, as far as the rest was seen before.
  func render(_ view: InvitationView) -> ByteBuffer {
    let language = view.page.language
    let phrases = phrases(language)
    let make = { [self] in
      PageShape(output(.rsvp, language: language, view.fields(phrases)))
    }
    let shape =
      view.situation.map { shapes.shape(view.page.gathering, $0, make: make) } ?? make()
    return shape.filled { view.text($0, phrases) }
  }

  private func output(_ page: Page, language: String, _ fields: PageFields) -> PageOutput {
    let edition = edition(language)
    var framed = fields
    framed[.pageContent] = edition.pages[page].map { .output($0.render(fields)) }
    framed.set(.networkLogo, dress.logo != nil)
    return edition.frame.render(framed)
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
    words: [String: [String: String]], dress: PageDress
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
      let phrases = Phrasebook(
        words: own, networkName: dress.networkName, language: language)
      let counted = CountedPhrase.allCases.map(\.rawValue)
      let labels = networks.keys.filter { key in !counted.contains { key.hasPrefix($0 + ".") } }
      faults += missing(in: phrases, language: language, needed: Set(labels).sorted())
    }
    return faults
  }

  private static func missing(
    in phrases: Phrasebook, language: String, needed: [String] = Phrase.allCases.map(\.rawValue)
  ) -> [PageFault] {
    (needed + CountedPhrase.allCases.flatMap { phrases.forms(of: $0) })
      .filter { phrases.words[$0] == nil }
      .map { PageFault(file: "\(language)/web.toml", text: "\"\($0)\" is missing") }
  }

  /// The hash that lets exactly our style element apply (CSP level 3, section 2.3.1).
  private static func styleSource(of frame: PageTemplate) -> String {
    let page = String(decoding: frame.render(PageFields()).bytes, as: UTF8.self)
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
