/// Phrases about a mailbox that is there, and about groups.
extension ReasonPhrases {
  static let full = [
    "mailbox full", "mailbox is full", "mailbox was full", "full mailbox", "mail box full",
    "mail box is full", "inbox is full", "inbox full", "account is full", "account full",
    "user's disk quota exceeded", "user is full", "folder is full", "mailfolder is full",
    "mailbox quota", "over quota", "overquota", "over the quota", "above quota", "over his quota",
    "over their quota", "over its quota", "over storage quota", "out of quota", "quota exceed",
    "quota would be exceeded", "quota is exceeded", "quota violation", "quotaexceeded",
    "exceeded quota", "exceeded its quota", "exceeded their quota", "exceeded his quota",
    "exceeds quota", "exceed mailbox quota", "exceeded the quota", "exceeded mailbox quota",
    "disk quota", "storage quota", "hard quota", "soft quota", "quota", "mail quota",
    "exceeded storage", "exceeded his/her", "storage limit", "storage allocation", "storage space",
    "storage exceeded", "exceeded allowed", "out of storage", "insufficient disk space on",
    "not enough storage", "not enough disk space", "not enough space", "no room in mailbox",
    "mailbox size limit", "space not enough", "mailbox exceeded", "mailbox has exceeded",
    "mailbox exceeds",
    "mailbox limit", "too much mail data", "too much mail", "would exceed mailbox", "would be over",
    "exceed the limit of mailbox", "is over the allowed", "maximum mailbox size",
    "has too many messages",
    "maildir delivery failed", "mailboxfull", "mapiexceptionshutoffquotaexceeded", "mail folder",
    "postfach voll", "postfach ist voll", "mailbox voll", "speicherplatz", "postvak vol",
    "postvak is vol", "mailbox is vol", "mailbox zit vol", "boite pleine", "boîte pleine",
    "boite aux lettres pleine", "boîte aux lettres pleine", "boite du destinataire pleine",
    "buzón lleno", "buzon lleno", "casella piena", "caixa cheia", "caixa de correio cheia",
  ]
  static let suspended = [
    "account disabled", "account is disabled", "account has been disabled", "account was disabled",
    "account that you tried to reach is disabled", "account that you tried to reach is inactive",
    "account that you tried to reach is over", "account inactive", "account is inactive",
    "account not active", "account is not active", "account suspended", "account is suspended",
    "account has been suspended", "account temporarily", "account is temporarily", "account locked",
    "account is locked", "account has been locked", "account expired", "account has expired",
    "account closed", "account is closed", "account deactivated", "account has been deactivated",
    "account is blocked", "account blocked", "account not enabled", "account cancelled",
    "account has been temporarily", "accounts disabled", "disabled or discontinued",
    "mailbox disabled", "mailbox is disabled", "mailbox has been disabled", "mailbox inactive",
    "mailbox is inactive", "mailbox suspended", "mailbox currently suspended",
    "mailbox is suspended",
    "mailbox is locked", "mailbox locked", "mailbox is blocked", "mailbox is frozen",
    "mailbox frozen",
    "mailbox temporarily", "mailbox is temporarily", "mailbox not enabled", "user suspended",
    "user is suspended", "user is inactive", "user inactive", "user account is disabled",
    "user disabled", "user is disabled", "user not active", "user is locked",
    "user has been suspended",
    "user temporarily", "recipient suspend", "recipient suspended", "recipient is suspended",
    "recipient is inactive", "recipient inactive", "recipient's account is disabled",
    "recipient disabled",
    "extended inactivity", "due to inactivity", "not been active", "is a deactivated mailbox",
    "address no longer accepts mail", "no longer accepts mail", "no longer accepting mail",
    "is no longer active", "suspended", "temporarily disabled", "boite du destinataire archivee",
    "domain has been disabled", "domain is disabled", "domain disabled",
    "mailaddress is administratively disabled",
    "administratively disabled", "has been quarantined", "is on vacation", "postfach deaktiviert",
  ]
  static let filtered = [
    "user has rejected", "user reject", "user refuses", "recipient refuses",
    "recipient has rejected",
    "recipient refused", "rejected by recipient", "rejected by user", "not accepting mail",
    "not accept mail", "does not want", "has refused", "refused to accept",
    "we failed to deliver mail because",
    "recipient only accepts", "only accepts mail",
    "not a member of", "members only", "challenge", "domain bounced", "returns the blocked",
  ]
  static let greylisted = [
    "greylist", "graylist", "grey-list", "gray-list", "grey list", "gray list", "postgrey",
    "please try again in", "temporarily deferred", "try again later to be", "retry in",
  ]
  /// Mailing lists and groups, which say that they may not exist even to those whom they know.
  static let groups = [
    "permission to post", "need to join the group", "you are not allowed to post",
    "not a member of this",
  ]
}
