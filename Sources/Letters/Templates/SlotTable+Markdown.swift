extension SlotTable {
  /// The text of `docs/templates.md`.
  package static func markdown() -> String {
    var out = introduction
    var current = ""
    for row in rows {
      if row.group != current, !out.contains("## \(row.group)\n") {
        current = row.group
        out += "\n## \(row.group)\n\n| slot | means | example |\n|---|---|---|\n"
      }
      out += "| \(tag(row)) | \(meaning(row)) | \(row.example) |\n"
      if row.name == "person.organisation" {
        out += "| `{{person.COLUMN}}` | any other column of the roster | `{{person.phone}}` |\n"
      }
      if row.name == "event.id" {
        out += "| `{{fields.NAME}}` | a key of the event's `fields` | `{{fields.room}}` |\n"
      }
    }
    return out + words
  }

  private static func tag(_ row: Row) -> String {
    switch row.kind {
    case .flag, .list: "`{{#\(row.name)}}…{{/\(row.name)}}`"
    case .text, .link, .block: row.name == "content" ? "`{{content}}`" : "`{{\(row.name)}}`"
    }
  }

  private static func meaning(_ row: Row) -> String {
    row.itemFields.isEmpty
      ? row.meaning
      : "\(row.meaning); inside: " + row.itemFields.map { "`{{\($0)}}`" }.joined(separator: ", ")
  }

  private static let introduction = """
    # Templates

    This page is made from the table that templates are checked with; do not edit it by hand.

    A letter is one Markdown file, `Templates/LANG/STEP.md`, or `Templates/LANG/KIND/STEP.md` for one
    kind of event. It begins with front matter:

    ```
    +++
    subject = "Kom je ook? {{event.title}}"
    preheader = "{{event.when}}"
    +++
    ```

    Then comes [CommonMark](https://commonmark.org/help/) with tables. From it both the HTML part and the
    text part are made. Raw HTML is not used.

    - `{{slot}}` is replaced by a value. Values are escaped for the place they stand in; a value can
      never become markup, a header, a slot or a line of its own. `{{{` is an error.
    - `{{#slot}}…{{/slot}}` is kept when the slot is set (a list: once for each item), `{{^slot}}…{{/slot}}`
      when it is not. A section begins and ends within one paragraph, or both its tags stand alone on
      a line.
    - `{{! a remark }}` is left out.
    - A button is a link with the title "button": `[Ja, ik kom]({{link.yes}} "button")`.
    - `convoke check` names every unknown slot with file, line and column.

    """

  private static let words = """

    ## Words

    In layouts `{{word.KEY}}` is a string of `Templates/LANG/words.toml`, such as `{{word.mail.unsubscribe}}`.
    The sentences `mail.reason_…` in that file may hold slots themselves. A new language is a new folder
    with that file, the letters, and `web.toml` for the pages; `convoke check` names what it lacks, and
    the network's language stands in for it. What is counted has a form for each sort of number that
    the language knows, named as in Unicode's CLDR: `people_one` and `people_other` in most, `people_few`
    and `people_many` too in Polish.

    ## Calendar and logo

    A step with `calendar = true` carries the event for people's calendars. `fields = { alarm = "1h" }`
    in an event's file asks their calendar to ring so long before the start. The network's logo is a
    part of the mail, so that nothing has to be fetched: PNG, JPEG or GIF of at most 32 KB. Mail programs
    show no SVG; put a PNG of the same name beside it.

    """
}
