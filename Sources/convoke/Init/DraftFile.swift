import Domain

/// The commented files of `convoke new`. What only a person can say is left out, so that `check`
/// asks for it and nothing is ever mailed by a file that nobody read.
struct DraftFile {
  let network: Network?
  /// The playbooks there are.
  let kinds: [String]
  let today: Instant
  let name: String

  func text(_ kind: New.Kind) -> String {
    switch kind {
    case .event: event
    case .series: series
    case .newsletter: newsletter
    case .playbook: playbook
    }
  }

  /// The name as words: `first-meeting` is "First meeting".
  private var title: String {
    let words = name.replacing("-", with: " ")
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private var kind: String {
    kinds.contains("gathering") ? "gathering" : kinds.first ?? "gathering"
  }

  /// A Thursday about so many weeks from now, as an example.
  private func thursday(weeks: Int) -> String {
    let day = Int(today.seconds / 86_400)
    // 1 January 1970 was a Thursday.
    let date = LocalDateTime(dayNumber: day - day % 7 + 7 * weeks)
    return String(date.description.prefix(10))
  }

  private var head: String {
    """
    kind     = "\(kind)"\(pad(kind))# a playbook: \(kinds.joined(separator: ", "))
    title    = "\(title)"\(pad(title))# or { nl = "…", en = "…" }

    """
  }

  private func pad(_ value: String) -> String {
    String(repeating: " ", count: max(1, 26 - value.count))
  }

  private var rest: String {
    """
    host     = ""                          # "Name <address>": gets the desk and sees who comes
    audience = "everyone"                  # or tags, such as: "partner and not pers"

    # venue    = { name = "", address = "Street 1\\nTown" }   # online = "https://…" for a call
    # capacity = 0                         # seats; 0 = no limit
    # per_organisation = 0                 # seats for one organisation
    # answer_by = "-3d"                    # the end of that day
    # about = \"\"\"
    # What it is about, in Markdown, for mails and pages.
    # \"\"\"

    """
  }

  private var event: String {
    """
    # The event '\(name)'. Nothing is mailed before `convoke reload`; `convoke plan` shows what would be.

    \(head)# starts = \(thursday(weeks: 8))T15:00:00         # choose, and remove the #; local time
    duration = "2h"                        # or: ends = …
    \(rest)
    """
  }

  private var series: String {
    """
    # The series '\(name)': what stands above the sessions holds for each of them. A session's id is
    # \(name)-SESSION, so a date can move without becoming another event.

    \(head)\(rest)
    # [session.first]                      # choose the dates, and remove the #
    # starts   = \(thursday(weeks: 8))T15:00:00
    # duration = "2h"

    # [session.second]
    # starts   = \(thursday(weeks: 12))T15:00:00
    # duration = "2h"

    """
  }

  private var newsletter: String {
    """
    +++
    subject   = "\(title)"
    preheader = ""
    audience  = "everyone"
    # at = \(thursday(weeks: 1))T09:30:00
    +++

    Choose the moment above (`at`, local time) and remove its `#`. Here comes the text, in Markdown.

    """
  }

  private var playbook: String {
    """
    # The playbook '\(name)': the steps of a kind of event. The text of a step is
    # Templates/LANG/\(name)/STEP.md if it is there, else Templates/LANG/STEP.md.

    [step.invitation]
    to = "audience"
    at = "-6w tue 09:30"
    calendar = true

    [step.reminder]
    to = "silent"                  # was invited and has not answered
    at = "-2w tue 09:30"

    [step.practical]
    to = "attending"               # has a seat
    at = "-2d 09:30"

    # What happened to one person is answered at once.
    \(["confirmation": "rsvp", "waiting": "waiting", "offered": "offered", "promoted": "promoted",
      "rescheduled": "rescheduled", "cancelled": "cancelled"].sorted(by: <).map { step, occurrence in
        "\n[step.\(step)]\non = \"\(occurrence)\"\nto = \"person\"\n"
          + (["waiting", "offered"].contains(step) ? "" : "calendar = true\n")
      }.joined())

    """
  }
}
