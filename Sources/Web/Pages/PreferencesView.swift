/// The preferences page.
struct PreferencesView: PageView {
  static let template = "preferences"

  enum Word: String, PageWord {
    case preferencesTitle = "preferences.title"
    case allOn = "preferences.all_on"
    case allOnText = "preferences.all_on_text"
    case allOff = "preferences.all_off"
    case allOffText = "preferences.all_off_text"
    case forgetFault = "preferences.forget_fault"
  }

  static var words: [String] { Word.keys }

  var page: PreferencesPage
  var token: String
  /// True when "forget me" was pressed without the tick.
  var unconfirmed = false
  var notice: PageAlert?

  var language: String { page.language }

  func fields(_ phrases: PageWords) -> PageFields {
    var fields = PageFields()
    fields.set(.token, token)
    fields.set(.pageTitle, phrases(Word.preferencesTitle))
    fields.set(.personName, page.personName)
    fields.set(.personEmail, page.email)
    fields.set(.preferencesLanguages, page.languages.map(Self.option))
    fields.set(.preferencesKinds, page.kinds.map(Self.option))
    fields.set(.preferencesAnyKinds, !page.kinds.isEmpty)
    fields.set(.preferencesAnyPlaces, !page.places.isEmpty)
    fields.set(
      .preferencesPlaces,
      page.places.map { place in
        var fields = PageFields()
        fields.set(.placeTitle, place.title)
        fields.set(.placeWhen, place.when)
        fields.set(.placeToken, place.token)
        return fields
      })
    fields.set(.subscriptionStopped, page.stopped)
    fields.set(.preferencesAllTitle, phrases(page.stopped ? Word.allOff : Word.allOn))
    fields.set(.preferencesAllText, phrases(page.stopped ? Word.allOffText : Word.allOnText))
    if unconfirmed { fields.set(.forgetFault, phrases(Word.forgetFault)) }
    fields.set(notice, phrases)
    return fields
  }

  private static func option(_ choice: PreferencesPage.Choice) -> PageFields {
    .option(choice.id, choice.label, chosen: choice.chosen)
  }
}
