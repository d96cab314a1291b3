"""Pages in the manner of those that guards, servers and doors show, written for the tests."""

from __future__ import annotations

from typing import NamedTuple


class Wall(NamedTuple):
    """A page, or a dump of one, and its kind."""

    name: str
    kind: str
    content: str


def page(title: str, body: str, head: str = "", language: str = "en") -> str:
    return (
        f'<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{title}</title>{head}</head><body>{body}</body></html>"
    )


MENU = "".join(f'<li><a href="/{name}">{name}</a></li>' for name in ("News", "Shop", "About us"))
FRAME = (
    f"<header><nav><ul>{MENU}</ul></nav></header>{{}}<footer><p>© 2024 Example Ltd.</p></footer>"
)
LEAD = (
    "<p>The last ferry leaves the quay at nine, and whoever misses it sleeps in the hall beside "
    "the customs house, where forty beds have stood since the storm of that winter.</p>"
    "<p>This spring the harbour office wants to close the hall, and the town cannot agree.</p>"
)

BLOCKED = [
    Wall(
        "cloudflare",
        "blocked",
        page(
            "Just a moment...",
            '<div class="main-wrapper"><h1>shop.example</h1><p>Verifying you are human. This may '
            "take a few seconds.</p><p>shop.example needs to review the security of your "
            "connection before proceeding.</p><noscript>Enable JavaScript and cookies to "
            "continue</noscript></div><footer>Ray ID: <code>8f1e2d3c4b5a6978</code> Performance &"
            " security by Cloudflare</footer>",
            "<script>window._cf_chl_opt={cvId:'3'};</script>",
        ),
    ),
    Wall(
        "cloudflare-block",
        "blocked",
        page(
            "Attention Required! | Cloudflare",
            '<div id="cf-wrapper"><h1>Sorry, you have been blocked</h1><h2>You are unable to '
            "access shop.example</h2><h2>Why have I been blocked?</h2><p>This website is using a "
            "security service to protect itself from online attacks. The action you just "
            "performed triggered the security solution. There are several actions that could "
            "trigger this block including submitting a certain word, a command or malformed "
            "data.</p><h2>What can I do to resolve this?</h2><p>You can email the site owner to "
            "let them know you were blocked. Please include what you were doing when this page "
            "came up.</p></div>",
        ),
    ),
    Wall(
        "cloudflare-de",
        "blocked",
        page(
            "Nur einen Moment …",
            "<h1>laden.example</h1><p>Bestätigen Sie, dass Sie ein Mensch sind. Dies kann einige "
            "Sekunden dauern.</p><p>laden.example muss die Sicherheit Ihrer Verbindung "
            "überprüfen, bevor Sie fortfahren können.</p>",
            language="de",
        ),
    ),
    Wall(
        "cloudflare-ja",
        "blocked",
        page(
            "しばらくお待ちください...",
            "<h1>mise.example</h1><p>人間であることを確認します。これには数秒かかる場合があります。</p>"
            "<p>続行する前に、mise.example は接続のセキュリティを確認する必要があります。</p>",
            language="ja",
        ),
    ),
    Wall(
        "anubis",
        "blocked",
        page(
            "Making sure you&#39;re not a bot!",
            "<main><h1>Making sure you're not a bot!</h1><p id=status>Loading...</p><details>"
            "<summary>Why am I seeing this?</summary><p>You are seeing this because the "
            "administrator of this website has set up Anubis to protect the server against the "
            "scourge of AI companies aggressively scraping websites.</p><p>Anubis is a "
            "compromise. It uses a Proof-of-Work scheme in the vein of Hashcash.</p></details>"
            "<noscript><p>Sadly, you must enable JavaScript to get past this challenge.</p>"
            "</noscript></main>",
            '<script id="anubis_challenge" type="application/json">{}</script>',
        ),
    ),
    Wall(
        "akamai",
        "blocked",
        page(
            "Access Denied",
            "<h1>Access Denied</h1>You don't have permission to access "
            '"http://www.shop.example/a/b" on this server.<p>Reference #18.4d1c2b17.1700000000'
            ".1a2b3c4</p><p>https://errors.edgesuite.net/18.4d1c2b17.1700000000.1a2b3c4</p>",
        ),
    ),
    Wall(
        "datadome",
        "blocked",
        page(
            "shop.example",
            '<p id="cmsg">Please enable JS and disable any ad blocker</p><script>var '
            "dd={'host':'geo.captcha-delivery.com'}</script>",
        ),
    ),
    Wall(
        "perimeterx",
        "blocked",
        page(
            "Access to this page has been denied",
            "<h1>Before we continue...</h1><div id='px-captcha'></div><p>Press &amp; Hold to "
            "confirm you are a human (and not a bot).</p><p>Reference ID 1a2b3c4d-0000</p>",
        ),
    ),
    Wall(
        "imperva",
        "blocked",
        page(
            "Pardon Our Interruption",
            "<h1>Pardon Our Interruption...</h1><p>As you were browsing something about your "
            "browser made us think you were a bot. There are a few reasons this might happen:</p>"
            "<ul><li>You're a power user moving through this website with super-human speed.</li>"
            "<li>You've disabled cookies in your web browser.</li></ul><p>To regain access, "
            "please make sure that cookies and JavaScript are enabled.</p>",
        ),
    ),
    Wall(
        "incapsula",
        "blocked",
        page(
            "",
            "<iframe id='main-iframe' src='/_Incapsula_Resource?SWUDNSAI=31&xinfo=9'>Request "
            "unsuccessful. Incapsula incident ID: 1234000560789-11</iframe>",
        ),
    ),
    Wall(
        "aws-waf",
        "blocked",
        page(
            "Human Verification",
            "<noscript><h1>JavaScript is disabled</h1>In order to continue, we need to verify "
            "that you're not a robot. This requires JavaScript. Enable JavaScript and then "
            "reload the page.</noscript><div id='captcha-container'></div>",
            "<script>window.awsWafCookieDomainList = [];</script>",
        ),
    ),
    Wall(
        "google",
        "blocked",
        page(
            "https://www.google.com/search?q=ferry",
            "<form id='captcha-form' action='index'></form><p><b>About this page</b></p><p>Our "
            "systems have detected unusual traffic from your computer network. This page checks "
            "to see if it's really you sending the requests, and not a robot.</p><p>IP address: "
            "192.0.2.7<br>Time: 2024-05-01T10:00:00Z<br>URL: https://www.google.com/search</p>",
        ),
    ),
    Wall(
        "google-fr",
        "blocked",
        page(
            "https://www.google.com/search?q=bac",
            "<p><b>À propos de cette page</b></p><p>Nos systèmes ont détecté un trafic "
            "exceptionnel sur votre réseau informatique. Cette page permet de vérifier que c'est "
            "bien vous qui envoyez des requêtes, et non un robot.</p>",
            language="fr",
        ),
    ),
    Wall(
        "unusual-activity",
        "blocked",
        page(
            "Example News - Are you a robot?",
            "<h1>We've detected unusual activity from your computer network</h1><p>To continue, "
            "please click the box below to let us know you're not a robot.</p><h2>Why did this "
            "happen?</h2><p>Please make sure your browser supports JavaScript and cookies and "
            "that you are not blocking them from loading.</p><p>Block reference ID: 7f-11e9</p>",
        ),
    ),
    Wall(
        "hcaptcha",
        "blocked",
        page(
            "One more step",
            "<h1>One more step</h1><p>Please complete the security check to access "
            "forum.example</p><div class='h-captcha' data-sitekey='1'></div>",
            "<script src='https://js.hcaptcha.com/1/api.js'></script>",
        ),
    ),
    Wall(
        "cloudfront",
        "blocked",
        page(
            "ERROR: The request could not be satisfied",
            "<h1>403 ERROR</h1><h2>The request could not be satisfied.</h2><hr>Request blocked. "
            "We can't connect to the server for this app or website at this time.<hr>Generated "
            "by cloudfront (CloudFront) Request ID: q1w2e3==",
        ),
    ),
    Wall(
        "yandex-ru",
        "blocked",
        page(
            "Вы не робот?",
            "<h1>Подтвердите, что запросы отправляли вы, а не робот</h1><p>Нам очень жаль, но "
            "запросы с вашего устройства похожи на автоматические.</p>",
            language="ru",
        ),
    ),
    Wall(
        "spanish",
        "blocked",
        page(
            "Un momento…",
            "<h1>tienda.example</h1><p>Verifique que usted es un ser humano. Esto puede tardar "
            "unos segundos.</p><p>tienda.example necesita revisar la seguridad de su conexión "
            "antes de continuar.</p>",
            language="es",
        ),
    ),
    Wall(
        "chinese",
        "blocked",
        page(
            "安全验证",
            "<h1>请完成安全验证</h1><p>检测到您的网络存在异常流量，请拖动滑块完成拼图。</p>",
            language="zh",
        ),
    ),
    Wall(
        "polish-dump",
        "blocked",
        "Chwileczkę...\n\nsklep.example\n\nPotwierdź, że jesteś człowiekiem. To może zająć chwilę.",
    ),
    Wall(
        "cloudflare-dump",
        "blocked",
        "Checking your browser before accessing shop.example.\n\nThis process is automatic. Your "
        "browser will redirect to your requested content shortly.\n\nPlease allow up to 5 seconds",
    ),
    Wall(
        "region",
        "blocked",
        page(
            "Example Daily",
            "<h1>451: Unavailable due to legal reasons</h1><p>We recognize you are attempting to "
            "access this website from a country belonging to the European Economic Area (EEA) "
            "including the EU which enforces the General Data Protection Regulation (GDPR) and "
            "therefore access cannot be granted at this time.</p>",
        ),
    ),
]
ERRORS = [
    Wall(
        "nginx",
        "error",
        page("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx/1.25.3"),
    ),
    Wall("nginx-502-dump", "error", "502 Bad Gateway\n\nnginx"),
    Wall(
        "apache",
        "error",
        page(
            "404 Not Found",
            "<h1>Not Found</h1><p>The requested URL /old/page.html was not found on this "
            "server.</p><hr><address>Apache/2.4.57 (Debian) Server at www.example.org Port 443"
            "</address>",
        ),
    ),
    Wall(
        "iis",
        "error",
        page(
            "404 - File or directory not found.",
            "<h1>Server Error</h1><h2>404 - File or directory not found.</h2><h3>The resource "
            "you are looking for might have been removed, had its name changed, or is "
            "temporarily unavailable.</h3>",
        ),
    ),
    Wall(
        "wordpress",
        "error",
        page(
            "Page not found – Example Blog",
            FRAME.format(
                "<main><h1>Oops! That page can&rsquo;t be found.</h1><p>It looks like nothing "
                "was found at this location. Maybe try one of the links below or a search?</p>"
                "<h2>Recent Posts</h2><ul><li><a href=/a>Beans in a box</a></li><li><a href=/b>"
                "How to mend a net</a></li></ul></main>"
            ),
        ),
    ),
    Wall(
        "wordpress-de",
        "error",
        page(
            "Seite nicht gefunden – Beispielblog",
            FRAME.format(
                "<main><h1>Hoppla! Diese Seite konnte nicht gefunden werden.</h1><p>Es sieht so "
                "aus, als ob an dieser Stelle nichts gefunden wurde. Vielleicht hilft eine "
                "Suche?</p></main>"
            ),
            language="de",
        ),
    ),
    Wall(
        "shop-fr",
        "error",
        page(
            "Erreur 404 | Boutique",
            FRAME.format(
                "<main><h1>Oups !</h1><p>La page que vous recherchez n'existe plus ou a été "
                "déplacée.</p></main>"
            ),
            language="fr",
        ),
    ),
    Wall(
        "news-es",
        "error",
        page(
            "Página no encontrada - Diario",
            FRAME.format("<h1>Error 404</h1><p>Lo sentimos, la página que busca no existe.</p>"),
            language="es",
        ),
    ),
    Wall(
        "portal-ru",
        "error",
        page(
            "Страница не найдена",
            FRAME.format("<h1>404</h1><p>К сожалению, запрашиваемая страница не найдена.</p>"),
            language="ru",
        ),
    ),
    Wall(
        "japanese",
        "error",
        page(
            "ページが見つかりません | 例の新聞",
            FRAME.format("<h1>404 Not Found</h1><p>お探しのページは見つかりませんでした。</p>"),
            language="ja",
        ),
    ),
    Wall("italian-dump", "error", "Pagina non trovata\n\nLa pagina che cerchi non esiste più."),
    Wall(
        "database",
        "error",
        page("Database Error", "<h1>Error establishing a database connection</h1>"),
    ),
    Wall(
        "cloudflare-522",
        "error",
        page(
            "shop.example | 522: Connection timed out",
            "<h1>Connection timed out Error code 522</h1><p>Visit cloudflare.com for more "
            "information.</p><h2>What happened?</h2><p>The initial connection between "
            "Cloudflare's network and the origin web server timed out. As a result, the web page "
            "can not be displayed.</p>",
        ),
    ),
    Wall(
        "maintenance-pt",
        "error",
        page("Site em manutenção", "<h1>Site em manutenção</h1><p>Voltamos já.</p>", language="pt"),
    ),
]
CONSENT = [
    Wall(
        "google",
        "consent",
        page(
            "Before you continue to Example Search",
            "<h1>Before you continue to Example</h1><p>We use cookies and data to</p><ul><li>"
            "Deliver and maintain Example services</li><li>Track outages and protect against "
            "spam, fraud, and abuse</li></ul><p>If you choose to “Accept all,” we will also use "
            "cookies and data to</p><ul><li>Develop and improve new services</li></ul>"
            "<form action='https://consent.google.com/save'><button>Reject all</button><button>"
            "Accept all</button></form><a href=/o>More options</a>",
        ),
    ),
    Wall(
        "onetrust",
        "consent",
        page(
            "Example Daily",
            "<div id='onetrust-consent-sdk'><h2>We value your privacy</h2><p>We and our partners "
            "store and/or access information on a device, such as cookies, and process personal "
            "data, such as unique identifiers, for personalised ads and content.</p><button>"
            "Accept All</button><button>Manage preferences</button></div>",
        ),
    ),
    Wall(
        "sourcepoint",
        "consent",
        page(
            "Beispiel Online",
            "<div id='sp_message_container_1'><iframe id='sp_message_iframe_1'></iframe></div>",
            language="de",
        ),
    ),
    Wall(
        "pur-de",
        "consent",
        page(
            "Beispiel Online - Zustimmung",
            "<h1>Weiter mit Werbung lesen</h1><p>Besuchen Sie unsere Seite wie gewohnt mit "
            "Werbung und üblichem Tracking. Ihre Zustimmung können Sie jederzeit widerrufen.</p>"
            "<button>Alle akzeptieren</button><h2>... oder Pur-Abo</h2><p>Nutzen Sie unsere "
            "Angebote ohne Werbetracking für 2,99 Euro im Monat.</p><p>Wir und unsere Partner "
            "verwenden Cookies, um Informationen auf Ihrem Endgerät zu speichern.</p>"
            "<button>Einstellungen</button>",
            language="de",
        ),
    ),
    Wall(
        "didomi",
        "consent",
        page(
            "Le Courrier",
            "<div id='didomi-host'><h1>Le respect de votre vie privée est notre priorité</h1><p>"
            "Avec votre accord, nos partenaires et nous utilisons des cookies ou technologies "
            "similaires pour stocker et accéder à des informations personnelles.</p><button>"
            "Continuer sans accepter</button><button>Accepter &amp; Fermer</button></div>",
            language="fr",
        ),
    ),
    Wall(
        "usercentrics",
        "consent",
        page("Beispiel", "<div id='usercentrics-root'></div>", language="de"),
    ),
    Wall(
        "spanish-dump",
        "consent",
        "Tu privacidad es importante\n\nNosotros y nuestros socios utilizamos cookies para "
        "almacenar datos personales y mostrar anuncios.\n\nAceptar todo\n\nRechazar todo\n\n"
        "Configurar",
    ),
    Wall(
        "italian",
        "consent",
        page(
            "La Gazzetta d'Esempio",
            "<h2>La tua privacy ci sta a cuore</h2><p>Noi e i nostri partner utilizziamo cookie "
            "e trattiamo dati personali per annunci personalizzati.</p><button>Accetta tutti"
            "</button><button>Rifiuta</button>",
            language="it",
        ),
    ),
    Wall(
        "age",
        "consent",
        page(
            "Example Brewery",
            "<h1>Example Brewery</h1><p>You must be of legal drinking age to enter this site.</p>"
            "<p>Are you over 18?</p><button>Yes</button><button>No</button>",
        ),
    ),
]
PAYWALLS = [
    Wall(
        "piano",
        "paywall",
        page(
            "The last ferry - Example Daily",
            FRAME.format(
                f"<article><h1>The last ferry</h1>{LEAD}<div class='tp-container-inner'><h3>"
                "Subscribe to continue reading</h3><p>Already a subscriber? Log in</p></div>"
                "</article>"
            ),
        ),
    ),
    Wall(
        "substack",
        "paywall",
        page(
            "The last ferry - by An Example",
            f"<article><h1>The last ferry</h1>{LEAD}<div class='paywall'><h2>This post is for "
            "paid subscribers</h2><button>Subscribe</button><p>Already a paid subscriber? "
            "<a href=/in>Sign in</a></p></div></article>",
        ),
    ),
    Wall(
        "leaky",
        "paywall",
        page(
            "The last ferry - Example Post",
            FRAME.format(
                f"<article><h1>The last ferry</h1>{LEAD}<div id='leaky_paywall_message'><p>You "
                "have reached your limit of 3 free articles. To continue reading, please "
                "subscribe or log in.</p></div></article>"
            ),
        ),
    ),
    Wall(
        "german",
        "paywall",
        page(
            "Die letzte Fähre | Beispielblatt",
            FRAME.format(
                "<article><h1>Die letzte Fähre</h1><p>Die letzte Fähre legt um neun ab, und wer "
                "sie versäumt, schläft in der Halle neben dem Zollhaus, wo seit dem Sturm vierzig "
                "Betten stehen.</p><div><h3>Jetzt weiterlesen mit Beispiel+</h3><p>Dieser Artikel "
                "ist exklusiv für Abonnenten.</p></div></article>"
            ),
            language="de",
        ),
    ),
    Wall(
        "french-dump",
        "paywall",
        "Le dernier bac\n\nLe dernier bac part à neuf heures, et qui le manque dort dans la salle "
        "près de la douane, où quarante lits attendent depuis la tempête.\n\nIl vous reste 84.2% "
        "de cet article à lire. La suite est réservée aux abonnés.",
    ),
    Wall(
        "spanish",
        "paywall",
        page(
            "El último barco - Diario",
            "<article><h1>El último barco</h1><p>El último barco sale a las nueve, y quien lo "
            "pierde duerme en la sala junto a la aduana, donde hay cuarenta camas desde la "
            "tormenta.</p><p>Este contenido es exclusivo para suscriptores.</p><p>¿Ya eres "
            "suscriptor? Inicia sesión</p></article>",
            language="es",
        ),
    ),
    Wall(
        "japanese",
        "paywall",
        page(
            "最後の渡し船 - 例の新聞",
            "<article><h1>最後の渡し船</h1><p>最後の渡し船は九時に出る。乗り遅れた人は税関の隣の"
            "広間で眠る。嵐の冬から四十の寝台が置かれている。</p><p>この記事は有料会員限定です。"
            "残り1234文字</p></article>",
            language="ja",
        ),
    ),
]
LOGINS = [
    Wall(
        "form",
        "login",
        page(
            "Sign in - Example",
            "<h1>Sign in</h1><form><label>Email</label><input name=e><label>Password</label>"
            "<input type='password'><a href=/f>Forgot your password?</a><button>Sign in</button>"
            "</form>",
        ),
    ),
    Wall(
        "network",
        "login",
        page(
            "Log in or sign up to view",
            "<h1>See more from Example</h1><p>Log in to continue to the page.</p>"
            "<form><input type=password></form>",
        ),
    ),
    Wall(
        "forum-de",
        "login",
        page(
            "Beispielforum",
            FRAME.format(
                "<main><p>Sie müssen angemeldet sein, um diesen Bereich zu sehen.</p></main>"
            ),
            language="de",
        ),
    ),
    Wall(
        "form-fr",
        "login",
        page(
            "Connexion - Exemple",
            "<h1>Connexion</h1><form><label>Identifiant</label><input><label>Mot de passe</label>"
            "<input type=password><a href=/o>Mot de passe oublié ?</a></form>",
            language="fr",
        ),
    ),
    Wall(
        "form-ru",
        "login",
        page(
            "Вход",
            "<h1>Вход</h1><form><label>Логин</label><input><label>Пароль</label>"
            "<input type=password><a href=/f>Забыли пароль?</a></form>",
            language="ru",
        ),
    ),
    Wall("korean-dump", "login", "로그인\n\n아이디\n\n비밀번호\n\n비밀번호 찾기"),
]
PARKED = [
    Wall(
        "sedo",
        "parked",
        page(
            "mill-example.com - This website is for sale! - mill Resources and Information.",
            "<h1>mill-example.com</h1><p>This domain is for sale.</p><h2>Related Searches</h2><ul>"
            "<li><a href=/1>Flour mills</a></li><li><a href=/2>Corn mill prices</a></li></ul><p>"
            "This webpage was generated by the domain owner using Sedo Domain Parking. Disclaimer:"
            " Sedo maintains no relationship with third party advertisers.</p>",
        ),
    ),
    Wall(
        "godaddy",
        "parked",
        page(
            "mill-example.net",
            "<p>This Web page is parked FREE, courtesy of GoDaddy.</p><h1>Want to buy this "
            "domain?</h1><p>Get this domain</p>",
        ),
    ),
    Wall(
        "german",
        "parked",
        page(
            "muehle-beispiel.de",
            "<h1>muehle-beispiel.de</h1><p>Diese Domain steht zum Verkauf!</p>",
            language="de",
        ),
    ),
    Wall(
        "nginx",
        "parked",
        page(
            "Welcome to nginx!",
            "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is "
            "successfully installed and working. Further configuration is required.</p><p>For "
            "online documentation and support please refer to nginx.org.</p>",
        ),
    ),
    Wall("chinese-dump", "parked", "mofang-example.cn\n\n此域名正在出售"),
]
SHELLS = [
    Wall(
        "react",
        "script_shell",
        page(
            "Example App",
            "<noscript>You need to enable JavaScript to run this app.</noscript><div id='root'>"
            "</div><script src='/static/js/main.1.js'></script>",
        ),
    ),
    Wall(
        "next",
        "script_shell",
        page("Example", "<div id='__next'></div><script src='/_next/static/a.js'></script>"),
    ),
    Wall(
        "vue",
        "script_shell",
        page(
            "example",
            "<noscript><strong>We're sorry but example doesn't work properly without JavaScript "
            "enabled. Please enable it to continue.</strong></noscript><div id=app></div>",
        ),
    ),
    Wall(
        "angular",
        "script_shell",
        page("Beispiel", "<app-root>Wird geladen ...</app-root>", language="de"),
    ),
    Wall("french-dump", "script_shell", "Veuillez activer JavaScript pour utiliser cette page."),
    Wall(
        "russian",
        "script_shell",
        page(
            "Пример",
            "<noscript>Для работы сайта необходимо включить JavaScript.</noscript><div id=app>",
            language="ru",
        ),
    ),
]
EMPTY = [
    Wall("page", "empty", page("Example", "<div><img src='/a.png' alt=''></div>")),
    Wall("dump", "empty", " \n"),
]
WALLS = [*BLOCKED, *ERRORS, *CONSENT, *PAYWALLS, *LOGINS, *PARKED, *SHELLS, *EMPTY]
