package import Letters
import Templating

/// All letters of an event beside each other, as a page of its own for a browser: no script,
/// nothing fetched, each mail in a frame of a phone's width that can do nothing.
package struct PreviewPage {
  /// One step's letter, and in words when it goes.
  package struct Sheet {
    package var step: String
    package var when: String
    package var letter: Letter

    package init(step: String, when: String, letter: Letter) {
      self.step = step
      self.when = when
      self.letter = letter
    }
  }

  private let title: String
  private let reader: String
  private let sheets: [Sheet]

  package init(title: String, reader: String, sheets: [Sheet]) {
    self.title = title
    self.reader = reader
    self.sheets = sheets
  }

  package var html: String {
    """
    <!doctype html><html lang="en"><meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <meta http-equiv="Content-Security-Policy"
     content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
    <title>\(escape(title))</title>
    <style>\(Self.style)</style>
    <header><h1>\(escape(title))</h1>
    <p>As <b>\(escape(reader))</b> would get them. The links are real.</p>
    <nav>\(sheets.map { "<a href=\"#\(escape($0.step))\">\(escape($0.step))</a>" }
      .joined(separator: " "))</nav></header>
    <main>\(sheets.map(section).joined(separator: "\n"))</main></html>
    """
  }

  private func section(_ sheet: Sheet) -> String {
    let letter = sheet.letter
    let calendar =
      letter.calendar.map {
        "<details><summary>Calendar part</summary><pre>\(escape($0))</pre></details>"
      } ?? ""
    return """
      <section id="\(escape(sheet.step))"><h2>\(escape(sheet.step))</h2>
      <p class="when">\(escape(sheet.when))</p><p class="subject">\(escape(letter.subject))</p>
      <iframe sandbox title="\(escape(sheet.step))" srcdoc="\(escape(letter.page()))"></iframe>
      <details><summary>Plain text</summary><pre>\(escape(letter.text))</pre></details>
      \(calendar)</section>
      """
  }

  private func escape(_ text: String) -> String { HTMLEscape.text(text) }

  private static let style = """
    :root{color-scheme:light dark;--line:#8886}*{box-sizing:border-box}
    body{font:1rem/1.5 system-ui,sans-serif;margin:0}header{padding:1rem 1.25rem 0}
    h1{font-size:1.5rem;line-height:1.2;margin:0}header p{margin:.25rem 0 .75rem}
    nav{display:flex;flex-wrap:wrap;gap:.25rem 1rem}
    main{display:flex;gap:1.25rem;overflow-x:auto;padding:1.25rem;scroll-snap-type:x proximity}
    section{flex:0 0 min(24.5rem,calc(100vw - 2.5rem));scroll-snap-align:start;
    scroll-margin:1.25rem}
    h2{font-size:1.1rem;margin:0}.when{margin:0;opacity:.75}
    .subject{font-weight:600;margin:.5rem 0;min-height:3em}
    iframe{width:100%;height:44rem;border:1px solid var(--line);border-radius:.5rem;background:#fff}
    @media(prefers-color-scheme:dark){iframe{background:#101312}}
    summary{padding:.5rem 0;cursor:pointer}
    pre{white-space:pre-wrap;overflow-wrap:anywhere;font-size:.85rem;margin:0 0 .5rem}
    a{color:#0a6640}@media(prefers-color-scheme:dark){a{color:#6fd3a5}}
    """
}
