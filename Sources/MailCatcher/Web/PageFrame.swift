/// The frame of every page: one small style sheet, light and dark, from 320 px up; no script.
enum PageFrame {
  /// - Parameter refresh: seconds until the browser loads the page again; nil is never.
  static func wrap(title: String, refresh: Int? = nil, _ content: String) -> String {
    let reload = refresh.map { "<meta http-equiv=\"refresh\" content=\"\($0)\">" } ?? ""
    return """
      <!doctype html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      \(reload)
      <title>\(CaughtText.html(title))</title>
      <style>\(style)</style>
      </head>
      <body><main>
      \(content)
      </main></body>
      </html>

      """
  }

  private static let style = """
    :root { color-scheme: light dark; --line: #d5d9d6; --quiet: #5b655f; --accent: #0a6640;
      --ground: #fff; --text: #16201a; }
    @media (prefers-color-scheme: dark) {
      :root { --line: #39423d; --quiet: #a3ada7; --accent: #6fd3a5; --ground: #141917;
        --text: #e8edea; }
    }
    * { box-sizing: border-box; }
    body { margin: 0; background: var(--ground); color: var(--text);
      font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
    main { max-width: 52rem; margin: 0 auto; padding: 1rem; }
    h1 { font-size: 1.4rem; line-height: 1.25; margin: .5rem 0; }
    a { color: var(--accent); }
    ol { list-style: none; margin: 1rem 0; padding: 0; border-top: 1px solid var(--line); }
    li { border-bottom: 1px solid var(--line); }
    li a { display: grid; grid-template-columns: 1fr auto; gap: 0 1rem; padding: .7rem .2rem;
      color: inherit; text-decoration: none; }
    li a:hover b, li a:focus b { color: var(--accent); text-decoration: underline; }
    li b { grid-column: 1 / -1; }
    li span, li time, dt, main > p { color: var(--quiet); font-size: .9rem; }
    dl { display: grid; grid-template-columns: auto 1fr; gap: .1rem .8rem; margin: 1rem 0;
      font-size: .9rem; }
    dd { margin: 0; min-width: 0; }
    nav { display: flex; flex-wrap: wrap; gap: .4rem; margin: 1rem 0 .6rem; }
    nav a { padding: .35rem .8rem; border: 1px solid var(--line); border-radius: 1rem;
      text-decoration: none; }
    nav a[aria-current] { background: var(--accent); border-color: var(--accent);
      color: var(--ground); }
    iframe { width: 100%; height: 75vh; border: 1px solid var(--line); border-radius: .4rem;
      background: #fff; }
    pre { white-space: pre-wrap; border: 1px solid var(--line); border-radius: .4rem;
      padding: .8rem; font-size: .85rem; }
    @media (max-width: 30rem) {
      dl { grid-template-columns: 1fr; } dd { margin-bottom: .4rem; }
      li a { grid-template-columns: 1fr; }
    }
    """
}
