"""What calendars and mail programs of recipients send back."""

import email.message


def calendar_reply(uid, answer, sender, stamp="20300101T100000Z", to="uitnodiging@network.test"):
    """What a calendar program mails when somebody presses a button (RFC 5546, 6047)."""
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, to, f"{answer.title()}: Najaarsbijeenkomst"
    mail["Message-ID"] = f"<{stamp}.{answer}.{sender}>"
    mail.set_content("See the calendar.")
    lines = ["BEGIN:VCALENDAR", "PRODID:-//Test//NONSGML//EN", "VERSION:2.0", "METHOD:REPLY", "BEGIN:VEVENT",
             f"UID:{uid}", "SEQUENCE:0", f"DTSTAMP:{stamp}", "DTSTART:20300301T100000Z", "SUMMARY:Najaar",
             f"ATTENDEE;PARTSTAT={answer}:MAILTO:{sender}", "END:VEVENT", "END:VCALENDAR", ""]
    mail.add_alternative("\r\n".join(lines).encode(), maintype="text", subtype="calendar",
                         params={"method": "REPLY", "charset": "UTF-8"})
    return mail


def plain_reply(invitation, text, sender):
    """What a mail program makes of "reply"."""
    mail = email.message.EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = sender, "uitnodiging@network.test", "Re: " + invitation["Subject"]
    mail["Message-ID"] = f"<{abs(hash(text))}@mail.test>"
    mail["In-Reply-To"] = invitation["Message-ID"]
    mail["References"] = f"{invitation['References']} {invitation['Message-ID']}"
    quoted = "\n".join("> " + line for line in invitation.text().splitlines()[:20])
    mail.set_content(f"{text}\n\nOp ma 3 mei 2027 om 09:30 schreef Testnetwerk:\n{quoted}\n")
    return mail


def uid_of(mail):
    [calendar] = mail.calendars()
    return str(calendar.walk("VEVENT")[0]["UID"])
