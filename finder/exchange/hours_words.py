"""The words in which people write hours: patterns over small letters, for German and the languages
of the neighbours. A pattern matches whole words only; what none of them matches is left as text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

DAYS: Final[Mapping[str, str]] = {
    "Mo": r"montags?(?:im)?|mo\.?|mon\.?|mondays?|lundis?|lun\.?|lu|luned[iì]'?|lunes|ponede?ljak|"
    r"ponede?ljk(?:om|a)|"
    r"ponedjelj(?:ak|kom)|понедельник(?:а|ам|и)?|понеділ(?:ок|ка|кам)|пн\.?|و?(?:ال)?[اإ]ثنين|دو\s?شنبه|"
    r"ሰኑይን?|ሰኞ|"
    r"pazartesi|poniedział(?:ek|ki|ku)|luni",
    "Tu": r"dienstags?(?:im)?|di\.?|die\.?(?=\s*[-/,.:+&]|\s*\d)|tue?s?\.?|tuesdays?|mardis?|mar\.?|"
    r"marted[iì]'?|martes|"
    r"utorak|utork(?:om|a)|вторник(?:а|ам|и)?|вівтор(?:ок|ка|кам)|вт\.?|و?(?:ال)?ثلاثاء|سه\s?شنبه|ሰሉስን?|"
    r"ማክሰኞ|salı|"
    r"wtor(?:ek|ki|ku)|marți",
    "We": r"mittwochs?(?:im)?|mi\.?|mit\.|wed\.?|wednesdays?|mercredis?|mer\.?|mercoled[iì]'?|mi[eé]rcoles|"
    r"sred(?:a|om|e|u)|srijed(?:a|om|e)|сред[аыуе]м?|серед[аиу]м?|ср\.?|و?(?:ال)?[أا]ربعاء|چها?ر?\s?شنبه|"
    r"ረቡዕን?|ሮብዕ|"
    r"çarşamba|środ[ayęę]|miercuri",
    "Th": r"donnerstags?(?:im)?|do\.?|don\.|thu?r?s?\.?|thursdays?|jeudis?|jeu\.?|gioved[iì]'?|gio\.?|jueves|"
    r"četvrt(?:ak|kom|ka)|cetvrt(?:ak|kom|ka)|четверг(?:а|ам|и)?|четвер(?:га)?|чт\.?|و?(?:ال)?خميس|"
    r"پنج\s?شنبه|ሓሙስን?|ሐሙስ|"
    r"perşembe|czwart(?:ek|ki|ku)|joi",
    "Fr": r"freitags?(?:im)?|fr\.?|fre\.|fri\.?|fridays?|vendredis?|ven\.?|venerd[iì]'?|viernes|pet(?:ak|"
    r"kom|ka)|"
    r"пятниц[аыуе](?:м)?|п['’]ятниц[яіюь]?|пт\.?|و?(?:ال)?جمع[ةه]|ዓርቢን?|ዓርብ|አርብ|cuma|piąt(?:ek|ki|ku)|vineri",
    "Sa": r"samstags?(?:im)?|sonnabends?|sa\.?|sam\.?|sat\.?|saturdays?|samedis?|sab\.?|sabato|sábado|"
    r"subot(?:a|om|e|u)|"
    r"суббот[аыуе]м?|субот[аиу]|сб\.?|و?(?:ال)?سبت|شنبه|ቀዳምን?|ቅዳሜ|cumartesi|sobot[aęy]|sâmbătă",
    "Su": r"sonntags?(?:im)?|sonn-(?=\s)|so\.?|son\.|sun\.?|sundays?|dimanches?|dim\.?|domenica|dom\.?|"
    r"domingo|"
    r"nede?lj(?:a|om|e)|nedjelj(?:a|om|e)|воскресень[еяю]м?|неділ[яіюь]|вс\.?|و?(?:ال)?[أا]حد|یک\s?شنبه|"
    r"ሰንበትን?|እሑድ|"
    r"pazar|niedziel[aęey]|duminică",
}
"""Names of the days by their OSM keys; the short ones are trusted only where the spelling leaves no doubt."""

FULL_NAMES: Final[Mapping[str, tuple[str, ...]]] = {
    "Mo": ("montag", "montags", "monday", "lundi", "ponedeljak", "ponedeljkom", "понедельник"),
    "Tu": ("dienstag", "dienstags", "tuesday", "martedì", "utorak", "utorkom", "вторник"),
    "We": ("mittwoch", "mittwochs", "wednesday", "mercredi", "mercoledì", "sredom"),
    "Th": ("donnerstag", "donnerstags", "thursday", "giovedì", "četvrtak", "četvrtkom", "четверг"),
    "Fr": ("freitag", "freitags", "friday", "vendredi", "venerdì", "petkom", "пятница"),
    "Sa": ("samstag", "samstags", "sonnabend", "saturday", "samedi", "sabato", "subotom", "суббота"),
    "Su": ("sonntag", "sonntags", "sunday", "dimanche", "domenica", "nedeljom", "воскресенье"),
}
"""The names by which a misspelt one is recognised."""

MONTHS: Final = (
    r"jan(?:uar|uary|vier|\.)?", r"feb(?:ruar|ruary|\.)?", r"märz|maerz|march|mars|mär\.",
    r"apr(?:il|\.)?", r"mai|may", r"juni?e?|jun\.", r"juli?y?|jul\.", r"aug(?:ust|\.)?",
    r"sept?(?:ember|\.)?", r"o[kc]t(?:ober|\.)?", r"nov(?:ember|\.)?", r"de[zc](?:ember|\.)?",
)  # fmt: skip

FEASTS: Final[Mapping[str, tuple[int, int]]] = {
    "heiligabend": (12, 24),
    "silvester": (12, 31),
    "neujahr": (1, 1),
}
"""Days of the year by name: month and day."""

TO: Final = (
    r"-|bis(?:\s+(?:um|zum|ca\.))?|to|through|until|till?|à|au(?=\s+(?:lun|mar|mer|jeu|ven|sam|dim))|a(?=\s+\w)|al(?=\s)|alle(?=\s+\d)|до|"
    r"по(?=\s+\w)|تا|حت[ىيی]|"
    r"[إا]ل[ىي]|do|ክሳብ|እስከ|hasta|kadar"
)
AND: Final = (
    r",|،|/|&|\+|und|u\.|u(?=\s+(?:mo|di|mi|do|fr|sa|so)\b)|sowie|and|et|ed|e|i|и|а\s+также|y|ve|እና|و(?=\s)"
)
OR: Final = r"oder|od\.|bzw\.?|beziehungsweise|or|ou|или|ili|oppure"
FROM: Final = (
    r"ab|from(?=\s+\d+\S*\s*(?:am|pm|uhr)?\s*$)|a\s+partir\s+d[eu]|à\s+partir\s+d[eu]|"
    r"dalle(?!\s+\d+\S*\s*(?:alle|-))|ab\s+ca\."
)
BETWEEN: Final = r"zwischen|between|entre|tra(?:\s+le)?|fra(?:\s+le)?|między"

FILLER: Final = (
    r"von|vom|um|uhr|jeweils|immer|jed(?:en|e|er|es|em)|every|each|am|an|den|der|dem|das|die|im|in|zu|auf|"
    r"at|on|the|"
    r"of|le|la|les|du|de|des|ogni|chaque|alle|ore|dalle|из|с|со|в|во|od|od\.|u|svake?|svakog|من|كل|يوم|في|"
    r"الساعه|الساعة|"
    r"هر|ساعت|ሰዓት|ካብ|ን|ኣብታ|hours?|stunden?|std\.?|geöffnet|offen|open(?:ed)?|ouvert|aperto|отдел|по|"
    r"каждый|каждую|"
    r"täglich\s+von|wöchentlich|weekly|durchgehend(?:e)?|mit|regelmäßig|außerdem|ist|sind|hat|haben|wir|es"
)

DAILY: Final = (
    r"täglich|tgl\.?|jeden\s+tag|alle\s+tage|daily|every\s*day|chaque\s+jour|tous\s+les\s+jours|"
    r"quotidianamente|"
    r"ogni\s+giorno|tutti\s+i\s+giorni|ежедневно|каждый\s+день|щодня|svaki\s+dan|svakog\s+dana|"
    r"svakodnevno|كل\s+يوم|"
    r"يوميا|هر\s+روز|روزانه|her\s+gün|codziennie|todos\s+los\s+días|zilnic"
)
WEEKEND: Final = r"we|wochenenden?s?|wochenends|am\s+wochenende|weekends?|fine\s+settimana|week-?end|выходные"
WORKDAYS: Final = (
    r"wochentags|unter\s+der\s+woche|weekdays|working\s+days|будн(?:и|ям)|по\s+будням|radnim\s+danima"
)
WERKTAGS: Final = r"werktags?|werktäglich|an\s+werktagen|werktagen"
PH: Final = (
    r"feiertags?|feiertagen?|feiertäglich|gesetzlichen?\s+feiertagen?|public\s+holidays|bank\s+holidays|"
    r"holidays|"
    r"jours\s+fériés|festivi|праздник(?:и|ам)|праздничные\s+дни|praznicima"
)
OFF: Final = (
    r"entfällt|entfallen|fällt\s+aus|fallen\s+aus|geschlossen|geschl\.?|ges\.?(?=\s*$)|zu(?=\s*(?:$|"
    r"[\n;,.)]))|ruhetag|kein(?:e)?\s+(?:sprechstunden?|sprechzeit(?:en)?|"
    r"publikumsverkehr|öffnungszeit(?:en)?|termine|parteiverkehr)|nicht\s+(?:geöffnet|offen|besetzt|"
    r"erreichbar)|"
    r"ist\s+der\s+\w+\s+nicht\s+geöffnet|closed|fermée?|fermeture|chius[oai]|закрыто|выходной|зачинено|"
    r"zatvoreno|"
    r"مغلق|تعطیل|بسته|kapalı|nieczynne|zamknięte|cerrado|închis|ዕጹው"
)
EXCEPT: Final = (
    r"außer|ausser|ausgenommen|mit\s+ausnahme(?:\s+von)?|nicht(?=\s+(?:an\s+|in\s+den\s+|"
    r"während\s+der\s+)?(?:feiertag|\w*ferien|mo|di|mi|do|fr|sa|so))|"
    r"except|sauf|eccetto|tranne|кроме|osim|außerhalb\s+von"
)
ALWAYS: Final = (
    r"rund\s+um\s+die\s+uhr|24\s*/\s*7|24\s*(?:stunden|std\.?|hours)(?:\s+(?:täglich|am\s+tag|geöffnet))?|"
    r"around\s+the\s+clock|"
    r"24h(?=\s*-?\s*(?:telefon|service|hotline|dienst|bereit|$))|tag\s+und\s+nacht|круглосуточно|"
    r"24\s*heures\s*sur\s*24"
)
PAUSE: Final = r"перерыв|pauza|pausa|mittagspause|mittagsruhe|pause|lunch\s*break|lunch"
MORNING: Final = r"vormittags?|vorm\.|morgens|früh|in\s+the\s+morning|le\s+matin|mattina"
AFTERNOON: Final = (
    r"nachmittags?|nachm\.?|abends?|in\s+the\s+afternoon|in\s+the\s+evening|l'après-midi|pomeriggio|sera"
)

FORTNIGHTLY: Final = (
    r"alle\s+(?:14|vierzehn)\s+tage|14\s*-?\s*tägig|14\s*-?\s*tägl(?:ich|\.)?|vierzehntägig|zweiwöchentlich|zweiwöchig|alle\s+(?:zwei|2|"
    r"drei|3|vier|4)\s+wochen|"
    r"jede\s+(?:zweite|2\.)\s+woche|every\s+(?:two|2|second|other)\s+weeks?|every\s+other|fortnightly|"
    r"bi-?weekly|"
    r"(?:un)?gerade(?:n|r)?\s+(?:kw|kalenderwochen?|wochen?)|im\s+wechsel|abwechselnd|раз\s+в\s+две\s+недели|"
    r"toutes\s+les\s+deux\s+semaines|jede\s+woche\s+wechselnd|wechselnd"
)
VAGUE: Final = (
    r"meist(?:ens)?|in\s+der\s+regel|i\.\s?d\.\s?r\.|ca\.?|circa|etwa|ungefähr|unregelmäßig|gelegentlich|"
    r"manchmal|nach\s+bedarf|"
    r"bei\s+bedarf|voraussichtlich|sommerzeit|winterzeit|(?:im\s+)?(?:sommer|winter)\w*|usually|"
    r"about|environ|"
    r"flexibel|variabel|änderungen\s+vorbehalten|je\s+nach|siehe|s\.\s?o\.|probably|seltener"
)
SCHOOL: Final = (
    r"(?:schul|sommer|winter|herbst|oster|weihnachts)?-?ferien(?:zeit(?:en)?)?|schulzeit|"
    r"school\s+holidays|каникул\w*"
)
LEAVE: Final = (
    r"urlaub(?:s\w*)?|betriebsurlaub|betriebsferien|vacances|vacanze|brücken(?:tage?n?)?-?|"
    r"semester\w*|vorlesungs\w*|schulfrei\w*"
)
ALSO: Final = (
    r"auch|zusätzlich|weitere[rns]?|sonst|ansonsten|außerhalb|termine|sonstige|individuell\w*|"
    r"additional(?:ly)?|also|тоже"
)

OF_MONTH: Final = (
    r"(?:im|des|eines|in\s+jedem|jeden)\s+monats?|im\s+monat|of\s+(?:the|each|every)\s+month|"
    r"in\s+the\s+month|monthly|monatlich|"
    r"du\s+mois|(?:del|di\s+ogni)\s+mese|(?:каждого\s+)?месяца|u\s+mesecu|u\s+mjesecu|في\s+الشهر|هر\s+ماه|"
    r"በቢ\s+ወርሑ|በቢ(?=\s+ኣብ)"
)
ORDINALS: Final[Mapping[int, str]] = {
    1: r"1\.|1st|erste[rnms]?|first|premiers?|premier|primo|первую|первый|perv(?:og|e)|prve?|prvog|"
    r"اولین|الأول|ቀዳመይቲ|ናይ\s+መጀመርታ|መጀመርታ",
    2: r"2\.|2nd|zweite[rnms]?|second|deuxième|secondo|вторую|второй|drugog|druge|الثاني|دومین|ካልኣይ",
    3: r"3\.|3rd|dritte[rnms]?|third|troisième|terzo|третий|третью|trećeg|treće|الثالث|سومین|ሳልሳይ",
    4: r"4\.|4th|vierte[rnms]?|fourth|quatrième|quarto|четвертый|četvrtog|الرابع|چهارمین|ራብዓይ",
    5: r"5\.|fünfte[rnms]?",
    -1: r"letzte[rnms]?|last|dernier|ultimo|последний|последнюю|poslednjeg|الأخير|آخرین",
}

_BOOKED: Final = (
    r"vereinbarung(?:en)?|vereinb\.?|absprachen?|abspr\.?|terminvereinbarung(?:en)?|terminabsprachen?|"
    r"terminvergabe|"
    r"voranmeldung(?:en)?|anmeldung(?:en)?|anfrage|anruf|rücksprache|kontaktaufnahme|vorankündigung|"
    r"verabredung|wunsch"
)
_BY: Final = (
    r"(?:telefonische[rnm]?|tel\.|vorherige[rnm]?|individuelle[rnm]?|persönliche[rnm]?|"
    r"schriftliche[rnm]?|gesonderte[rnm]?|fernmündliche[rnm]?|entsprechende[rnm]?|(?:und|"
    r"oder)\s+\w+e[rnm]|kurze[rnm]?)"
)
REQUIRED: Final = (
    rf"(?:bitte\s+)?(?:ausschließlich|nur|lediglich)\s+(?:noch\s+)?(?:nach|mit|auf|per|über|gegen|"
    rf"bei)\s+(?:{_BY}\s+)*(?:{_BOOKED}|termine?n?)|"
    r"terminpflichtig|termin\s+(?:ist\s+)?(?:erforderlich|notwendig|nötig)|"
    r"nur\s+mit\s+(?:vorherigem\s+)?termin|"
    rf"(?:{_BY}\s+)*(?:vor)?anmeldung\s+(?:ist\s+)?(?:erforderlich|notwendig|nötig|erwünscht|erbeten)|"
    r"(?:vor)?anmeldung\s+bitte|"
    rf"(?:wir\s+)?bitten?\s+[^.;\n]{{0,60}}?(?:{_BOOKED})|"
    rf"um\s+(?:{_BY}\s+)*(?:vor)?anmeldung\s+wird\s+gebeten|"
    r"bitte\s+(?:vorher|vorab|telefonisch)[^.;\n]{0,40}?(?:anmelden|anrufen|vereinbaren|melden|kontaktieren)|"
    r"bitte\s+(?:anmelden|termin\s+vereinbaren|einen\s+termin\s+vereinbaren)|"
    r"(?:by|on|with)\s+(?:prior\s+)?(?:appointment|request)\s+only|(?:only|strictly)\s+(?:by|with|"
    r"on)\s+(?:appointment|prior\s+appointment|request)|appointment\s+(?:required|only|necessary)|"
    r"uniquement\s+sur\s+(?:rdv|rendez-vous)|solo\s+su\s+appuntamento|только\s+по\s+(?:записи|"
    r"договоренности)|"
    rf"(?:erst\s+)?nach\s+vorherige[rn]\s+(?:{_BY}\s+)*(?:{_BOOKED})|mit\s+(?:vorherigem\s+)?termin(?!e)|"
    rf"mit\s+voranmeldung"
)
APPOINTMENT: Final = (
    rf"(?:(?:die\s+)?(?:beratungs)?termine\s+|(?:individuelle|persönliche)\s+(?:beratung|"
    rf"termine)\s+)?(?:auch\s+)?"
    rf"(?:n\.|nach|auf|per|über|gegen|bei|mit|durch|in)\s*(?:{_BY}\s+)*(?:{_BOOKED})|n\.\s?v\.|"
    rf"telefonische\s+(?:{_BOOKED})(?!\s*:?\s*(?:(?:mo|di|mi|do|fr|sa|so)\w*|täglich|\d))|"
    r"terminvereinbarung(?:en)?(?:\s+möglich)?|(?:nach|mit)\s+termine?|"
    rf"termin\s+vereinbaren|"
    r"(?:termin|anmeldung)\s+(?:unter|per|via)|"
    r"(?:by|on|with|upon)\s+(?:an\s+)?(?:prior\s+)?(?:appointments?|request|arrangement)|(?:sur|avec|par|"
    r"\+)\s*(?:rendez-vous|rdv|demande)|"
    r"sur\s+demande|su\s+(?:appuntamento|richiesta|prenotazione)|previo\s+appuntamento|"
    r"по\s+(?:договор[её]нности|записи|согласованию|"
    r"предварительной\s+записи|запросу)|за\s+домовленістю|po\s+(?:dogovoru|zakazivanju|najavi)|na\s+upit|"
    r"randevu(?:\s+ile|yla)?|"
    r"عن\s+طريق\s+المواعيد|بعد\s+الحصول\s+عل[يى]\s+موعد|وذلك\s+بالحصول\s+عل[يى]\s+موعد|با\s+(?:تقاضای|وقت|"
    r"قرار)\s+قبلی|"
    r"(?:قرار\s?ملاقات\s+)?در\s+صورت\s+تقاضا|درخواست\s+پر|"
    r"ብ\s?ቆጸራ|ቆጸራ\s+ብም(?:ሓዝ|ስምማዕ)|ቆጸራ\s+ብስምምዕ|ሕቶ\s+ብምቕራብ|ቆጸራ\s+ሕቶ\s+ብምቕራብ(?:\s+ኣሎ)?|na\s+życzenie|"
    r"po\s+uzgodnieniu|con\s+cita"
)

KINDS: Final[Mapping[str, str]] = {
    "open_consultation": r"(?:offene|freie)[rns]?\s+(?:sprechstunden?|sprechzeit(?:en)?|beratung(?:en)?|"
    r"beratungszeit(?:en)?)|"
    r"ohne\s+(?:vor)?(?:anmeldung|termin|voranmeldung)|walk-?in|notsprechstunden?",
    "on_call": r"notdienst\w*|bereitschafts?\w*|notfall\w*|rufbereitschaft|on[\s-]call|emergency\w*|"
    r"notruf\w*",
    "phone": r"telefonische\s+(?:voranmeldung|anmeldung|termin\w*)|"
    r"telefon\w*\s+(?:sprech\w+|beratung\w*|erreichbar\w*|auskunft|kontakt\w*|zeiten)|"
    r"tel\.?(?!\w)|telefon\w*|fernmündlich\w*|tele(?:f|ph)on\s*\w*|(?:tele)?phone\w*|hotline\w*|"
    r"anrufzeit\w*|rufnummer|anrufbar|"
    r"by\s+phone|call\s+us|téléphon\w*|telefon[oi]\w*|телефон\w*|هاتف\w*|تلفن\w*|ስልኪ|erreichbarkeit|"
    r"(?:telefonisch\s+)?erreichbar|"
    r"fernsprech\w*|phone\s+hours",
    "registration": r"(?:allgemeine\s+)?anmeldezeit(?:en)?|anmeldung(?:szeit(?:en)?)?|anmeldeschluss|"
    r"bewerbungsfrist|registration",
    "counselling": r"\w*beratung(?:en)?|\w*beratungszeit(?:en)?|beratungstermine?|conseils?|consulenza|"
    r"counsel(?:l)?ing",
    "visit": r"\w*sprechzeit(?:en)?|\w*sprechstunden?|öffnungszeit(?:en)?|\w*öffnungszeit(?:en)?|"
    r"besuchszeit(?:en)?|bürozeit(?:en)?|"
    r"geschäftszeit(?:en)?|kassenzeit(?:en)?|servicezeit(?:en)?|annahme(?:zeit(?:en)?)?|"
    r"ausgabe(?:zeit(?:en)?)?|"
    r"abgabe(?:zeit(?:en)?)?|verkauf(?:szeit(?:en)?)?|beratungsstelle|opening\s+(?:hours|times)|"
    r"office\s+hours|opening|"
    r"consultation\s+(?:office|hours)|consultations?|horaires?(?:\s+d'ouverture)?|"
    r"horaires\s+pour\s+conseils|orario|orari|"
    r"servizio\s+di\s+consulenza|время\s+консультаций|часы\s+работы|kancelarija\s+za\s+konsultacije|"
    r"konsultacije|"
    r"persönlich\w*|vor\s+ort|radno\s+vreme|مكتب\s+الاستشارات|دفتر\s+مشاوره|خدمات\s+مشاوره|"
    r"ساعت\s+مشاوره(?:\s+پناهنده)?|büro|öffnung|kontaktzeit(?:en)?",
}
"""Headings and labels, and which hours they tell of; `registration` may be a desk or a telephone."""

NOON: Final = r"\(?\s*(?:noon|podne|ظهرا|ظهر|mittags|midi)\s*\)?"
AM: Final = r"a\.?\s?m\.?(?!\w)(?!\s+\d)|صبح|صباحا?|утра|vormittags"
PM: Final = r"p\.?\s?m\.?(?!\w)|بعد\s?از\s?ظهر|بعد\s+الظهر|مساء|عصر|شب|дня|вечера|nachmittags|abends"
HOUR: Final = r"uhr|h(?![a-zäöü])|ч(?:\.|ас\w*)?(?![а-я])|heures?|ore|ሰዓት"

NOISE: Final = (
    r"\S+@\S+|https?://\S+|www\.\S+|(?:\+49|0)[\d()]{2,6}[\s/()-]*\d{3,}[\d\s/-]*\d|(?<!\d)\d{5}(?!\d)|"
    r"\d+(?:[,.]\d{2})?\s*(?:€|euro?\b|%|prozent)|"
    r"(?:ab|bis|von|unter|über)?\s*\d+(?:\s*(?:-|bis|und|u\.)\s*\d+)?\s*(?:jahren?|j\.|years?|ans|anni|"
    r"лет|monaten?|wochen)|"
    r"\d+(?:\s*-\s*\d+)?\s*(?:termine?|personen|kinder|plätze|mal|x|min(?:uten|\.)?)(?!\w)|"
    r"[\w.-]*(?:straße|strasse|str\.?|weg|platz|allee|gasse|ring|damm|ufer|via|rue|"
    r"ул\.)\s*\d+\s?[a-z]?(?!\w)|"
    r"(?:raum|zimmer|zi\.|haus|nr\.?|gebäude|tür|linie|رقم)\s*[\d.]+|\d+\.\s*(?:stock|og|etage|obergeschoss)|"
    r"stand:?\s*\d{1,2}\.\s*(?:\d{1,2}\.\s*|\w+\s+)\d{2,4}"
)

PHRASES: Final = (
    ("NOISE", NOISE), ("ALWAYS", ALWAYS), ("REQUIRED", REQUIRED), ("APPT", APPOINTMENT),
    ("FORTNIGHTLY", FORTNIGHTLY),
    ("OF_MONTH", OF_MONTH), ("EXCEPT", EXCEPT), ("OFF", OFF), ("DAILY", DAILY), ("WEEKEND", WEEKEND),
    ("WORKDAYS", WORKDAYS), ("WERKTAGS", WERKTAGS), ("PH", PH), ("SCHOOL", SCHOOL), ("FERIEN", LEAVE),
    ("PAUSE", PAUSE), ("BETWEEN", BETWEEN), ("MORNING", MORNING), ("AFTERNOON", AFTERNOON), ("VAGUE", VAGUE),
    ("ALSO", ALSO),
)  # fmt: skip
"""What stands for itself, in the order in which it is looked for."""

JOINTS: Final = (("OR", OR), ("TO", TO), ("AND", AND), ("FROM", FROM), ("FILLER", FILLER))
"""What joins or fills, looked for last."""
