import Domain
import Templating

/// The rehearsed season for the eye: a picture and tables, a page per event and step.
struct SeasonPages {
  let rows: [SeasonRow]
  let programme: Programme

  struct Page {
    var name: String
    var html: String
  }

  private struct Group: Hashable {
    var event: String
    var step: String
    var name: String { "\(event)-\(step).html" }
  }

  var pages: [Page] {
    var groups: [Group: [SeasonRow]] = [:]
    var order: [Group] = []
    for row in rows {
      let group = Group(event: row.event, step: row.step)
      if groups[group] == nil { order.append(group) }
      groups[group, default: []].append(row)
    }
    let details = order.map { group in
      Page(name: group.name, html: Self.detail(group, groups[group] ?? []))
    }
    return [Page(name: "index.html", html: overview(order.map { ($0, groups[$0] ?? []) }))]
      + details
  }

  private func overview(_ groups: [(Group, [SeasonRow])]) -> String {
    let lines = groups.map { group, rows in
      "<tr><td>\(HTMLEscape.text(group.event))<td><a href=\"\(group.name)\">\(HTMLEscape.text(group.step))</a>"
        + "<td class=n>\(rows.count)<td>\(rows.first.map { $0.at.table(in: $0.zone) } ?? "")"
        + "<td>\(rows.last.map { $0.at.table(in: $0.zone) } ?? "")"
    }
    return Self.frame(
      "A season of \(rows.count) mails",
      SeasonTimeline(rows: rows) { Group(event: $0, step: $1).name }.svg
        + "<table><tr><th>Event<th>Step<th class=n>Mails<th>First<th>Last\n"
        + lines.joined(separator: "\n") + "</table>")
  }

  private static func detail(_ group: Group, _ rows: [SeasonRow]) -> String {
    let lines = rows.map { row in
      let subject = HTMLEscape.text(row.subject)
      let link =
        row.file.isEmpty
        ? subject : "<a href=\"\(HTMLEscape.text(percent(row.file)))\">\(subject)</a>"
      return "<tr><td>\(row.at.table(in: row.zone))<td>\(HTMLEscape.text(row.email))<td>\(link)"
    }
    return frame(
      "\(group.event): \(group.step)",
      "<p><a href=\"index.html\">The season</a></p><table><tr><th>When<th>To<th>Mail\n"
        + lines.joined(separator: "\n") + "</table>")
  }

  private static func frame(_ title: String, _ body: String) -> String {
    """
    <!doctype html><html lang="en"><meta charset="utf-8">
    <meta name="viewport" content="width=device-width,initial-scale=1">
    <title>\(HTMLEscape.text(title))</title>
    <style>:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;
    margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;display:block;overflow-x:auto}th,td{text-align:left;
    padding:.3rem .6rem;border-bottom:1px solid #8884}.n{text-align:right}
    .season{overflow-x:auto}svg{width:100%;min-width:60rem;height:auto}text{fill:currentColor}
    line{stroke:currentColor;stroke-opacity:.2}circle{fill:#0a6640;fill-opacity:.65}a{color:#0a6640}
    @media(prefers-color-scheme:dark){a{color:#6fd3a5}circle{fill:#6fd3a5}}</style>
    <h1>\(HTMLEscape.text(title))</h1>
    \(body)
    </html>
    """
  }

  private static func percent(_ name: String) -> String {
    name.utf8.reduce(into: "") { text, byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2d, 0x2e, 0x5f, 0x40, 0x2b:
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        text += "%" + (hex.count < 2 ? "0" : "") + hex
      }
    }
  }
}
