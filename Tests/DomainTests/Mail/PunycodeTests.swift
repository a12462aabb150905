import Domain
import Testing

@Suite("Punycode") struct PunycodeTests {
  /// From RFC 3492 section 7.1, and everyday names.
  static let vectors = [
    ("ليهمابتكلموشعربي؟", "egbpdaj6bu4bxfgehfvwxn"),
    ("他们为什么不说中文", "ihqwcrb4cv8a8dqg056pqjye"),
    ("他們爲什麽不說中文", "ihqwctvzc91f659drss3x8bo0yb"),
    ("Pročprostěnemluvíčesky", "Proprostnemluvesky-uyb24dma41a"),
    ("למההםפשוטלאמדבריםעברית", "4dbcagdahymbxekheh6e0a7fei0b"),
    ("почемужеонинеговорятпорусски", "b1abfaaepdrnnbgefbadotcwatmq2g4l"),
    ("PorquénopuedensimplementehablarenEspañol", "PorqunopuedensimplementehablarenEspaol-fmd56a"),
    ("TạisaohọkhôngthểchỉnóitiếngViệt", "TisaohkhngthchnitingVit-kjcr8268qyxafd2f1b9g"),
    ("3年B組金八先生", "3B-ww4c5e180e575a65lsy2b"),
    ("安室奈美恵-with-SUPER-MONKEYS", "-with-SUPER-MONKEYS-pc58ag80a8qai00g7n9n"),
    ("ひとつ屋根の下2", "2-u9tlzr9756bt3uc0v"),
    ("MajiでKoiする5秒前", "MajiKoi5-783gue6qz075azm5e"),
    ("そのスピードで", "d9juau41awczczp"),
    ("-> $1.00 <-", "-> $1.00 <--"),
    ("bücher", "bcher-kva"), ("münchen", "mnchen-3ya"), ("ελλάδα", "hxakic4aa"),
  ]

  @Test(arguments: vectors)
  func `a label is encoded as the RFC has it, and decoded again`(plain: String, encoded: String) {
    #expect(Punycode.encode(plain) == encoded)
    #expect(Punycode.decode(encoded) == plain)
  }

  @Test(arguments: ["bcher-kva\u{E9}", "bcher-k", "99999999", "a-99999999999999999999", "=", "-é"])
  func `what is no Punycode is not decoded`(text: String) {
    #expect(Punycode.decode(text) == nil)
  }
}
