import Domain

/// The sign-in sheet: who has a seat, by name, with a line to sign.
struct SheetView: PageView {
  static let template = "sheet"

  var page: HostDeskPage
  var token: String

  var language: String { page.language }

  func fields(_ phrases: PageWords) -> PageFields {
    var fields = PageFields(wide: phrases(.deskSheet), page, token, phrases)
    fields.set(.deskGuests, page.seated.map { HostDeskView.guest($0, phrases) })
    return fields
  }
}

/// A badge for everybody who has a seat, and for each guest they bring, by name.
struct BadgesView: PageView {
  static let template = "badges"

  var page: HostDeskPage
  var token: String

  var language: String { page.language }

  func fields(_ phrases: PageWords) -> PageFields {
    var fields = PageFields(wide: phrases(.deskBadges), page, token, phrases)
    fields.set(
      .deskBadges,
      page.seated.flatMap { guest in
        let name = guest.name.isEmpty ? guest.email : guest.name
        return (0...guest.guests).map { number in
          var fields = PageFields()
          fields.set(.badgeName, number == 0 ? name : "")
          fields.set(.badgeGuest, number == 0 ? "" : phrases(.badgeGuest, ["name": name]))
          fields.set(.badgeOrganisation, guest.organisation)
          return fields
        }
      })
    return fields
  }
}

extension HostDeskPage {
  fileprivate var seated: [Guest] {
    guests.filter { $0.seat == .seated }.sorted { $0.name < $1.name }
  }
}

extension PageFields {
  fileprivate init(
    wide title: String, _ page: HostDeskPage, _ token: String, _ phrases: PageWords
  ) {
    self.init()
    set(.token, token)
    set(.pageTitle, "\(title) · \(page.event.title)")
    set(.pageWide, true)
    set(page.event, phrases)
  }
}
