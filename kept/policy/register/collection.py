"""C: what is collected, in which services, by which forms and cookies, and what the request log holds."""

from __future__ import annotations

from datetime import timedelta

from kept.policy.categories import Category
from kept.policy.terms import Cookie, Form, Promise, RequestLogField, Service
from kept.policy.text import Text

PROMISES = (
    Promise(
        "C1",
        Text(
            "Signing up asks for your e-mail, name and surname. Nothing else about you.",
            cs="Registrace se ptá na e-mail, jméno a příjmení. Na nic dalšího o vás.",
        ),
        Text(
            "We need them to open your instance and to know who you are in it. You also choose a name for the "
            "instance and a password. The e-mail is verified before the instance is first used.",
            cs="Potřebujeme je, abychom vám otevřeli instanci a věděli, kdo v ní jste. Zvolíte si také název "
            "instance a heslo. E-mail se ověří dříve, než se instance poprvé použije.",
        ),
    ),
    Promise(
        "C2",
        Text("A call-back asks for your initials and a number.", cs="Zpětné volání se ptá na iniciály a číslo."),
        Text(
            "Leave them in the form on our site and we call you. The two stand in the queue of customer support and "
            "are used for that call and what follows from it.",
            cs="Zanecháte je ve formuláři na našem webu a my zavoláme. Oba údaje čekají ve frontě zákaznické podpory "
            "a slouží tomuto hovoru a tomu, co z něj vzejde.",
        ),
    ),
    Promise(
        "C3",
        Text(
            "The newsletter asks for an e-mail, and asks twice.",
            cs="Novinky se ptají na e-mail, a ptají se dvakrát.",
        ),
        Text(
            "You enter the address and confirm it from your own mailbox; until then nothing is sent. We keep the "
            "proof of your consent: when, how and to which words you agreed.",
            cs="Adresu zadáte a potvrdíte ji ze své schránky; do té doby nic neposíláme. Uchováme doklad o vašem "
            "souhlasu: kdy, jak a s jakým zněním jste souhlasili.",
        ),
    ),
    Promise(
        "C4",
        Text(
            "We note the kind of your browser and system, never a fingerprint of it.",
            cs="Zaznamenáme druh prohlížeče a systému, nikdy jejich otisk.",
        ),
        Text(
            "At sign-in and on a visit we note the operating system and its version, the resolution of the screen, "
            "and the browser and its version. They are stored as families and versions; the raw description that "
            "a browser sends is not.",
            cs="Při přihlášení a návštěvě zaznamenáme operační systém a jeho verzi, rozlišení obrazovky a prohlížeč "
            "a jeho verzi. Ukládají se jako rodiny a verze; surový popis, který prohlížeč posílá, ne.",
        ),
    ),
    Promise(
        "C5",
        Text("No cookie is set that is not in the list.", cs="Nenastaví se žádná cookie, která není v seznamu."),
        Text(
            "Cookies remember what you do and prefer for a time. Each is listed below with its name, purpose and "
            "life. Those the service can do without wait for your consent, and the signal Global Privacy Control "
            "counts as a no.",
            cs="Cookies si na čas pamatují, co děláte a čemu dáváte přednost. Každá je níže uvedena s názvem, účelem "
            "a dobou života. Ty, bez nichž se služba obejde, čekají na váš souhlas, a signál Global Privacy Control "
            "znamená ne.",
        ),
    ),
    Promise(
        "C6",
        Text(
            "Pixel marks wait for your yes, and name nobody.",
            cs="Pixelové značky čekají na vaše ano a nikoho nejmenují.",
        ),
        Text(
            "With your consent, our mails and some pages may carry a pixel of our own that counts a reading. What it "
            "counts may be shared with those who support our marketing. It carries no mark by which a person could "
            "be found outside, and you may refuse it.",
            cs="S vaším souhlasem mohou naše e-maily a některé stránky nést vlastní pixel, který započítá přečtení. "
            "Napočítané můžeme sdílet s těmi, kdo podporují náš marketing. Pixel nenese nic, podle čeho by šlo "
            "člověka venku najít, a můžete jej odmítnout.",
        ),
    ),
    Promise(
        "C7",
        Text(
            "The request log holds no names, no bodies, no searches.",
            cs="Protokol požadavků neobsahuje jména, těla ani hledané výrazy.",
        ),
        Text(
            "Using the service leaves the IP address of the device; for each request its date, time, type, figures of "
            "performance and whether it was satisfied; and failures and errors. Personal data are removed from "
            "bodies, queries and traces before anything is written. The fields are listed below.",
            cs="Používání služby po sobě zanechá IP adresu zařízení; u každého požadavku datum, čas, typ, výkonové "
            "údaje a zda byl vyřízen; a poruchy a chyby. Osobní údaje se z těl, dotazů a výpisů odstraní dříve, než "
            "se cokoli zapíše. Pole jsou uvedena níže.",
        ),
    ),
    Promise(
        "C8",
        Text(
            "An address you leave with us is used to answer you.",
            cs="Kontakt, který nám zanecháte, slouží k odpovědi.",
        ),
        Text(
            "You may write or call by e-mail, telephone, chat, idea maker, web conference, newsletter or social "
            "networks. The contact you leave (a phone number, the address of a profile, a Skype name, a postal "
            "address, a photograph) is kept to go on talking with you.",
            cs="Psát a volat můžete e-mailem, telefonem, chatem, přes sběrnu nápadů, webovou konferenci, novinky nebo "
            "sociální sítě. Zanechaný kontakt (telefonní číslo, adresu profilu, jméno na Skype, poštovní adresu, "
            "fotografii) uchováme, abychom s vámi mohli dál mluvit.",
        ),
    ),
)

CLOUD = Service(
    "cloud",
    "C1",
    Text("The CRM cloud service", cs="Cloudová služba CRM"),
    frozenset({Category.NAME, Category.SURNAME, Category.EMAIL, Category.IP_ADDRESS}),
    by_promise=(
        (Category.DEVICE, "C4"),
        (Category.PREFERENCE, "C5"),
        (Category.PROTOCOL, "C7"),
        (Category.ACCOUNTING, "L6"),
        (Category.DISCLOSURE_RECORD, "S1"),
        (Category.UNDERTAKING, "D6"),
        (Category.CREDENTIAL, "D7"),
        (Category.REQUEST_RECORD, "R8"),
        (Category.CONSENT_PROOF, "A1"),
    ),
)
COMMUNICATION = Service(
    "communication",
    "C8",
    Text("Communication", cs="Komunikace"),
    frozenset(
        {
            Category.NAME,
            Category.SURNAME,
            Category.EMAIL,
            Category.TELEPHONE,
            Category.SKYPE_NAME,
            Category.PROFILE_URL,
            Category.POSTAL_ADDRESS,
            Category.PHOTOGRAPH,
            Category.CORRESPONDENCE,
        }
    ),
    by_promise=((Category.DISCLOSURE_RECORD, "S1"), (Category.REQUEST_RECORD, "R8")),
)
MARKETING = Service(
    "marketing",
    "C3",
    Text("Marketing", cs="Marketing"),
    frozenset({Category.NAME, Category.SURNAME, Category.EMAIL, Category.DEVICE}),
    by_promise=((Category.CONSENT_PROOF, "C3"), (Category.REQUEST_RECORD, "R8")),
)
INSTANCE = Service(
    "instance",
    "L5",
    Text("What customers enter in their instance", cs="Co zákazníci zadají do své instance"),
    frozenset(
        {
            Category.IDENTIFICATION,
            Category.CONTACT,
            Category.WORK,
            Category.BUSINESS,
            Category.PRIVATE,
            Category.PHOTOGRAPH,
            Category.CORRESPONDENCE,
            Category.NOTES,
            Category.BEHAVIOUR,
            Category.CONSENT,
            Category.HISTORY,
        }
    ),
)
SERVICES = (CLOUD, COMMUNICATION, MARKETING, INSTANCE)

FORMS = (
    Form(
        "sign-up",
        "C1",
        Text("Opening an instance", cs="Otevření instance"),
        (Category.EMAIL, Category.NAME, Category.SURNAME),
    ),
    # Initials are the least of a name.
    Form("call-back", "C2", Text("Call me back", cs="Zavolejte mi"), (Category.NAME, Category.TELEPHONE)),
    Form("newsletter", "C3", Text("The newsletter", cs="Novinky e-mailem"), (Category.EMAIL,)),
    Form("contact", "C8", Text("Write to us", cs="Napište nám"), (Category.EMAIL, Category.CORRESPONDENCE)),
    # In a chat the message alone is needed; name and e-mail only if somebody likes to leave them.
    Form("chat", "C8", Text("Chat", cs="Chat"), (Category.CORRESPONDENCE, Category.NAME, Category.EMAIL)),
    Form("idea", "U5", Text("Leave an idea", cs="Nechte nám nápad"), (Category.EMAIL, Category.CORRESPONDENCE)),
)

COOKIES = (
    Cookie(
        "__Host-kept_session",
        Text("keeps you signed in", cs="udržuje vaše přihlášení"),
        timedelta(days=14),
        essential=True,
        set_when=Text("when you sign in", cs="když se přihlásíte"),
        development_name="kept_session",
    ),
    Cookie(
        "__Host-kept_csrf",
        Text("guards forms against forged requests", cs="chrání formuláře před podvrženými požadavky"),
        timedelta(days=14),
        essential=True,
        set_when=Text("when a page with a form is shown", cs="když se zobrazí stránka s formulářem"),
        development_name="kept_csrf",
    ),
    Cookie(
        "kept_language",
        Text("remembers the language you chose", cs="pamatuje si zvolený jazyk"),
        timedelta(days=365),
        essential=True,
        set_when=Text("only when you choose a language", cs="jen když si zvolíte jazyk"),
    ),
    Cookie(
        "kept_theme",
        Text("remembers light or dark", cs="pamatuje si světlý nebo tmavý vzhled"),
        timedelta(days=365),
        essential=True,
        set_when=Text("only when you choose a look", cs="jen když si zvolíte vzhled"),
    ),
    Cookie(
        "kept_counting",
        Text(
            "remembers that you let readings of public pages be counted",
            cs="pamatuje si, že čtení veřejných stránek smíme počítat",
        ),
        timedelta(days=180),
        essential=False,
        set_when=Text(
            "only when you say yes to it on the page of cookies", cs="jen když to povolíte na stránce cookies"
        ),
    ),
)

REQUEST_LOG = (
    RequestLogField("at", Text("date and time", cs="datum a čas")),
    RequestLogField("ip", Text("IP address of the device", cs="IP adresa zařízení"), Category.IP_ADDRESS),
    RequestLogField("method", Text("type of request", cs="typ požadavku")),
    RequestLogField("route", Text("name of the page, without its search", cs="název stránky bez hledaného výrazu")),
    RequestLogField("status", Text("answer code", cs="kód odpovědi")),
    RequestLogField("satisfied", Text("whether it was satisfied", cs="zda byl vyřízen")),
    RequestLogField("duration_ms", Text("how long it took", cs="jak dlouho trval")),
    RequestLogField("queries", Text("questions to the database", cs="dotazy do databáze")),
    RequestLogField("bytes", Text("size of the answer", cs="velikost odpovědi")),
    RequestLogField("instance", Text("number of the instance", cs="číslo instance")),
    RequestLogField("user", Text("number of the user", cs="číslo uživatele"), Category.PROTOCOL),
    RequestLogField("device", Text("kind of device and browser", cs="druh zařízení a prohlížeče"), Category.DEVICE),
    RequestLogField("request_id", Text("number of the request", cs="číslo požadavku")),
    RequestLogField("failure", Text("kind of failure or error", cs="druh poruchy nebo chyby")),
)
