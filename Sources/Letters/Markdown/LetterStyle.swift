/// The inline styles of a letter's HTML. Mail programs drop style sheets, so every element carries
/// its own; the classes are for the dark mode rules of `layout.html`.
struct LetterStyle: Sendable {
  let accent: LetterColors

  let paragraph = "margin:0 0 16px"
  let quote = "margin:0 0 16px;padding:0 0 0 14px;border-left:3px solid #c9d1cd"
  let list = "margin:0 0 16px;padding:0 0 0 24px"
  let item = "margin:0 0 6px"
  let rule = "margin:24px 0;border:0;border-top:1px solid #d5dbd8"
  let codeBlock =
    "margin:0 0 16px;padding:12px;background:#f2f5f3;white-space:pre-wrap;font:14px/1.5 monospace"
  let code = "font-family:monospace"
  let table = "margin:0 0 16px;border-collapse:collapse;width:100%"
  let cell = "padding:6px 8px;border:1px solid #c9d1cd;text-align:left;vertical-align:top"

  func heading(_ level: Int) -> String {
    let size = level == 1 ? 24 : level == 2 ? 20 : 17
    return "margin:24px 0 10px;font-size:\(size)px;line-height:1.3;font-weight:700"
  }

  var link: String { "color:\(accent.onWhite)" }

  func button(isFirst: Bool) -> String {
    "display:inline-block;margin:0 8px 10px 0;padding:12px 22px;border:2px solid \(accent.base);"
      + "border-radius:6px;font-weight:600;text-decoration:none;"
      + (isFirst
        ? "background:\(accent.base);color:\(accent.text)"
        : "background:#ffffff;color:\(accent.onWhite)")
  }
}
