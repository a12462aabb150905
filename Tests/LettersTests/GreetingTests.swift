import Domain
import Letters
import Testing

@Suite struct GreetingTests {
  @Test(arguments: [
    ("Anna Jansen", "Anna"), ("Jansen, Anna", "Anna"), ("Berg, Anna van den", "Anna"),
    ("van den Berg, Anna", "Anna"), ("Anna Jansen, MBA", "Anna"), ("anna jansen", "Anna"),
    ("ANNA JANSEN", "Anna"), ("Anne-Marie de Wit", "Anne-Marie"),
    ("anne-marie de wit", "Anne-Marie"),
    ("Drs. Anna Jansen", "Anna"), ("Mevr. drs. Anna Jansen", "Anna"), ("Dr Jo Smith", "Jo"),
    ("Mr. John Smith", "John"), ("P. (Piet) Bakker", "Piet"), ("Anna (HR) Jansen", "Anna"),
    ("Zoë Müller", "Zoë"), ("  Bob  ", "Bob"), ("王 伟", "王"), ("D'Arcy Smith", "D'Arcy"),
    ("Sanne", "Sanne"), ("Bo", "Bo"), ("Jean Pierre Dupont", "Jean"), ("Şule Öz", "Şule"),
    ("Bakker, P.", ""), ("Dhr. P. Bakker", ""), ("P. Bakker", ""), ("P.J. Bakker", ""),
    ("J.-P. Bakker", ""), ("P Bakker", ""), ("JP Bakker", ""), ("Dhr. Bakker", ""),
    ("De heer Bakker", ""), ("de heer P. Bakker", ""), ("Mrs. Smith", ""), ("van Dijk", ""),
    ("De Vries", ""), ("-", ""), ("--", ""), ("?", ""), ("n.v.t.", ""), ("N.V.T.", ""), ("nvt", ""),
    ("n/a", ""), ("N.A.", ""), ("Onbekend", ""), ("unknown", ""), ("anna@bakker.nl", ""),
    ("https://x.nl/a", ""), ("www.x.nl", ""), ("Team Inkoop", ""), ("Afd. Inkoop", ""),
    ("Inkoop Bakker BV", ""), ("Sales Department", ""), ("Receptie", ""), ("info", ""),
    ("Bakker B.V.", ""), ("Anna & Bob Jansen", ""), ("Anna en Bob", ""), ("Jan/Piet", ""),
    ("06 12345678", ""), ("1001", ""), ("", ""), ("  ", ""), ("Jansen, Smid, Vries", ""),
    ("Straatweg 12, Utrecht", ""), (String(repeating: "a", count: 60), ""), ("<b>Anna</b>", ""),
  ])
  func `a name is greeted as a person would, or not at all`(name: String, greeting: String) throws {
    let person = Person(id: "1", email: try MailAddress("a@b.nl"), name: name)
    #expect(Composer.firstName(of: person) == greeting, "\(name)")
  }
}
