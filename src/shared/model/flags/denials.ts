import { foldedWords } from './flagTokens.ts'

export type Words = ReadonlySet<string>
type Phrases = readonly (readonly string[])[]

/** The words by which a language denies, as they are compared. */
export interface Denial {
  /** Words that deny what follows. */
  readonly cues: Words
  /** Words over which a denial goes on: "no *signs of* chest pain". Any other word ends it, and what follows is not denied. */
  readonly carriers: Words
  /** The same, where they follow a denial at once or one after the other: "do not *have*". */
  readonly verbs: Words
  /** Denials that no verb follows: "cough no, have chest pain", with or without the comma. */
  readonly verbless: Words
  /** Words that put one more thing beside what is denied: "no cough *or* chest pain". */
  readonly joiners: Words
  /** Words that are no thing in such a row: with them something else begins. */
  readonly stops: Words
  /** "without", and the words before it that make of it an assertion. */
  readonly without: Words
  readonly unable: Words
  /** "only" after a denial: "not only". */
  readonly merely: Words
  /** Words that take a denial back that stands before it in the sentence: "no chest pain *until* today". */
  readonly turns: Phrases
  /** Words that do so only up to the next comma: "never had chest pain *before*". */
  readonly turnsNear: Phrases
  /** Words of an answer that denies what stands before it: "chest pain: no". */
  readonly answers: Phrases
  /** Small words that may stand where a phrase has `…`. */
  readonly fillers: Words
}

const english = denialOf({
  cues: `no not never without nor neither none deny denies denied denying dont doesnt didnt havent hasnt hadnt isnt arent wasnt werent
    aint`,
  carriers:
    'any a an signs sign symptoms symptom of history further other more kind sort problems problem issues issue with episodes longer',
  verbs: `have had has having get getting got gotten feel felt feeling experience experienced experiencing notice noticed noticing
    been being suffered suffering`,
  verbless: 'no none nor neither without',
  joiners: 'or nor',
  stops: `i we you he she it its they im ive my our his her their the this that these there and but so because since if when while why
    how what with have has had having got get getting feel felt feeling am is are was were be been being do does did can cannot cant
    now then today still just only sure certain know think idea doubt improvement improving improved better worse worsening change
    changed relief help longer more also until till after before despite`,
  without: 'without',
  unable: 'cant cannot couldnt unable hardly barely impossible',
  merely: 'only just',
  turnsNear: 'before,like,apart from',
  turns: 'until,till,unless,except,only when,only if,only on,only with,only after,only during,only at',
  answers: 'no,none,nope,negative,nil',
  fillers: `a an the my his her our your i he she it its they we and in on of at to with across around through over under inside behind
    down into from is are was were be been being am im ive feels feel felt feeling feelings has have had having got gets get getting goes
    going starting started keeps keep very really so quite rather bit little lot too all just still now again suddenly extremely severely
    badly terribly awfully more increasingly both left right upper lower middle center centre central side sides part whole one dull
    sharp bad severe strong tight stabbing shooting radiating running high slight some this that full deep proper which who like also completely totally
    kind sort no not never isnt arent wasnt doesnt dont didnt hasnt havent`,
})

const german = denialOf({
  cues: 'kein keine keinen keinem keiner keines keinerlei nicht nie niemals ohne weder',
  carriers:
    'mehr weitere weiteren weiterer weiteres irgendwelche irgendwelchen akute akuten anzeichen zeichen von fur probleme problem mit',
  verbs: '',
  verbless: '',
  joiners: 'oder',
  stops: `ich wir er sie es mein meine meinen und aber weil seit seitdem wenn dass ob habe hab hat haben hatte bin ist war sind kann
    jetzt noch nur immer sicher weiss ahnung besserung besser schlimmer schlechter anderung trotz mit mehr auch`,
  without: 'ohne',
  unable: 'kann konnte kaum unmoglich',
  merely: 'nur bloss',
  turnsNear: 'wie,vorher,sondern',
  turns: 'bis,bevor,ausser,nur wenn,nur bei,nur beim,erst seit',
  answers:
    'nein,keine,keinen,keiner,nicht,habe ich nicht,hab ich nicht,habe ich keine,hab ich keine,habe ich keinen,hab ich keinen',
  fillers: `ein eine einen einem einer der die das den dem des mein meine meinen meinem meiner ich er sie es wir mir mich ihm ihr sich und in im
    an am auf auch von vom mit bei uber unter hinter ist sind war fuhlt fuhle tut hat habe hab hatte so sehr ganz total richtig stark starke
    starken starker schlimm schlimme extrem ziemlich etwas bisschen leicht plotzlich jetzt immer noch wieder rechts links rechte rechten
    linke linken seite oben unten sehr wird geht kein keine keinen nicht`,
})

const spanish = denialOf({
  cues: 'no sin nunca jamas tampoco ni ningun ninguna niega niego',
  carriers: 'me le nos de un una ningun ninguna mas ya signos sintomas problemas con',
  verbs: 'tengo tiene tenia tuve tuvo tenido he ha hemos han hay habia siento siente sentido',
  verbless: 'sin ni ningun ninguna',
  joiners: 'o u',
  stops: `yo el ella y e pero porque desde si que cuando como tengo tiene tenia he ha hay siento es esta estoy estaba puedo se mi ahora
    todavia aun solo seguro segura mejoria mejor peor cambio alivio con mas tambien`,
  without: 'sin',
  unable: 'no puedo puede apenas imposible',
  merely: 'solo solamente unicamente',
  turnsNear: 'antes,como,sino,menos',
  turns: 'hasta,excepto,salvo,solo cuando,solo si,solo al,solo con',
  answers: 'no,ninguno,ninguna,nada,no tengo,no hay',
  fillers: `el la los las lo un una unos unas mi mis su sus me le se yo y en de del al a con por sobre es esta estan estoy era fue siento siente
    tengo tiene muy mucho mucha tan bastante algo poco demasiado fuerte fuertes ahora todo toda lado parte izquierdo izquierda derecho
    derecha medio centro aqui para que cuando ni no`,
})

const polish = denialOf({
  cues: 'nie bez brak nigdy ani zaden zadna zadne zadnego zadnej zadnych',
  carriers: 'juz zadnego zadnej zadnych mnie go jej objawow problemow z',
  verbs: `mam ma mialem mialam mial miala mialo bylo byl byla byly czuje czuj odczuwam wystapil wystapila wystapilo wystepuje
    wystepuja jest`,
  verbless: 'bez brak zaden zadna zadne zadnego zadnej zadnych',
  joiners: 'lub albo czy',
  stops: `ja on ona i a ale bo od odkad gdy kiedy jak ze czy mam ma jest byl byla jestem moge mnie moj moja teraz nadal wciaz tylko pewien
    pewna wiem poprawy lepiej gorzej zmiany ulgi z tez`,
  without: 'bez',
  unable: 'nie moge moze ledwo niemozliwe',
  merely: 'tylko',
  turnsNear: 'jak,wczesniej,przedtem',
  turns:
    'dopoki,poki,zanim,oprocz,poza,tylko gdy,tylko kiedy,tylko przy,tylko jak,tylko podczas,az do,do dzis,do dzisiaj',
  answers: 'nie,brak,nie mam,nie ma',
  fillers: `moj moja moje mojej moim mnie mi ja on ona jego jej mu sie i w we na z ze za po pod od do jest sa byl byla bylo byly mam ma czuje bardzo
    tak dosc troche silny silna silne mocno strasznie okropnie nagle teraz ciagle caly cala lewej prawej lewa prawa lewy prawy strona
    stronie stronie srodku gora nie`,
})

const arabic = denialOf({
  cues: `لا ولا ليس وليس ليست لم ولم ما وما مافي مفيش ماعندي ماعنديش معنديش مافيش بدون وبدون بلا دون مو مش`,
  carriers: 'من اي باي هناك في ب به',
  verbs: 'يوجد توجد عندي عنده عندها لدي لديه لديها اشعر احس اعاني اشكو كان يكن',
  verbless: 'بدون وبدون بلا دون',
  joiners: 'او ولا',
  stops: `انا هو هي و لكن لان منذ اذا متى كيف عندي لدي اشعر احس الان فقط ما زال لازال متاكد اعرف ادري تحسن افضل اسوا ايضا`,
  without: 'بدون بلا دون',
  unable: 'استطيع اقدر يمكنني لا ما بالكاد',
  merely: 'فقط',
  turnsNear: 'مثل,قبل',
  turns: 'حتي,الا,سوي,فقط عند,فقط عندما',
  answers: 'لا,كلا,لا يوجد,لا توجد,ما عندي',
  fillers: `في من علي الي مع عند عندي لدي انا هو هي شديد شديده قوي قويه حاد حاده كبير كبيره جدا كثيرا قليلا الان فجاه و بعض جهه الجهه ناحيه
    الايمن الايسر اليمني اليسري كل لا ليس ما`,
})

/** The languages whose denials are known here, by its ISO 639-1 code. In another nothing counts as denied. */
const denials: ReadonlyMap<string, Denial> = new Map([
  ['en', english],
  ['de', german],
  ['es', spanish],
  ['pl', polish],
  ['ar', arabic],
])

/** Returns how a language denies, region or not (`de-CH`); undefined where that is not known. */
export function denialIn(language: string): Denial | undefined {
  return denials.get(language.toLowerCase().split('-')[0] ?? '')
}

type Written = { readonly [K in keyof Denial]: string }

function denialOf(written: Written): Denial {
  const words = (text: string): Words => new Set(foldedWords(text))
  const phrases = (text: string): Phrases => text.split(',').map(foldedWords)
  return {
    cues: words(written.cues),
    carriers: words(written.carriers),
    verbs: words(written.verbs),
    verbless: words(written.verbless),
    joiners: words(written.joiners),
    stops: words(written.stops),
    without: words(written.without),
    unable: words(written.unable),
    merely: words(written.merely),
    turns: phrases(written.turns),
    turnsNear: phrases(written.turnsNear),
    answers: phrases(written.answers),
    fillers: words(written.fillers),
  }
}
