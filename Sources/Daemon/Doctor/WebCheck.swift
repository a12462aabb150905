package import Domain
import FoundationEssentials
package import Letters
import SMTPClient

/// Whether `[web] url` leads, from here, to the pages of this store: by a link that only they open.
package enum WebCheck {
  /// `keys` are the store's; nil where there is none yet. `person`: somebody whom the daemon has in
  /// force. Changes nothing: it asks for the head of a page.
  package static func findings(
    _ programme: Programme, person: String?, keys: SigningKeys?, now: Instant
  ) -> [Finding] {
    let url = programme.web.url
    var place = url + "/"
    if let keys, let person {
      place = url + "/u/" + LinkToken.make(.unsubscribe, event: "", person: person, keys: keys)
    }
    let visit = PageVisit.head(
      place, caFile: ProcessInfo.processInfo.environment["SSL_CERT_FILE"])
    var findings = [finding(visit, url, isLink: place != url + "/")]
    if let certificate = CertificateDate.finding(
      "web-certificate", url, ends: visit.certificateEnd, now: now)
    {
      findings.append(certificate)
    }
    return findings
  }

  private static func finding(_ visit: PageVisit, _ url: String, isLink: Bool) -> Finding {
    if let trouble = visit.trouble {
      return Finding(
        "web", .bad, "\(url), seen from here: \(trouble)",
        do: "check [web] url, its name and certificate, the proxy, and whether the daemon runs")
    }
    switch visit.status {
    case 200 where isLink:
      return Finding("web", .ok, "\(url) opens a partner's link of this store")
    case 500...:
      return Finding(
        "web", .bad, "\(url) answers \(visit.status)",
        do: "start the daemon; see that the proxy reaches [web] listen")
    case 404 where isLink:
      return Finding(
        "web", .bad, "\(url) answers, and does not know a link of this store (404)",
        do: "see that the proxy reaches this daemon, and passes the whole path")
    default:
      return Finding(
        "web", isLink ? .bad : .warn,
        "\(url) answers \(visit.status)"
          + (isLink ? " to a partner's link" : "; without people and a store no link can be tried"),
        do: isLink
          ? "see that the proxy passes the path on as it is" : "try again once it is served")
    }
  }
}
