import type { Flag, FlagList } from './flagList.ts'

type PhrasesByLanguage = Readonly<Record<'en' | 'de' | 'es' | 'pl' | 'ar', string>>

/** A flag whose phrases are separated by commas. */
function flag(id: string, name: string, byLanguage: PhrasesByLanguage): Flag {
  const phrases = Object.entries(byLanguage).flatMap(([language, texts]) =>
    texts.split(',').map((text) => ({ language, text: text.replace(/\s+/g, ' ').trim() })),
  )
  return { id, name, phrases }
}

const chest = flag('chest', 'Chest pain', {
  en: `chest pain, chest pains, chest … pain, chest … painful, chest … hurts, chest … hurt, chest … hurting, chest … aches, chest … aching,
    chest ache, chest tightness, chest … tight, tight chest, tight … chest, tightness … chest, chest … tightness, tightening … chest,
    chest … tightening, pain … chest, pains … chest, chest pressure, pressure … chest, chest … pressure, chest … heavy, heaviness … chest,
    weight … chest, chest discomfort, discomfort … chest, squeezing … chest, crushing … chest, chest … squeezing, burning … chest,
    ache … chest, elephant … chest, sitting … chest, sat on my chest, chest … sore, heart attack, angina, chest … crushing`,
  de: `Brustschmerz, Brustschmerzen, Brustenge, Schmerz … Brust, Schmerzen … Brust, Schmerz … Brustkorb, Schmerzen … Brustkorb, Druck … Brust,
    Brustdruck, Druckgefühl … Brust, Enge … Brust, Engegefühl … Brust, Stechen … Brust, Ziehen … Brust, Brennen … Brust, Brust … eng,
    Brust … weh, Brust … schmerzt, Brust … drückt, Brust … sticht, drückt … Brust, sticht … Brust, Brust … zu, schnürt … Brust,
    Herzinfarkt, Angina pectoris, Brustkorb … weh`,
  es: `dolor … pecho, dolores … pecho, duele … pecho, pecho … duele, presión … pecho, opresión … pecho, opresión torácica, dolor torácico,
    pecho … apretado, pecho … oprimido, me aprieta … pecho, pinchazos … pecho, pinchazo … pecho, ardor … pecho, pesadez … pecho, infarto,
    ataque al corazón, ataque cardíaco, angina de pecho, punzada … pecho, punzadas … pecho`,
  pl: `ból … klatce, bólu … klatce, bóle … klatce, bólem … klatce, boli … klatka, klatka … boli, boli … klatce, klatce … boli, kłuje … klatce,
    kłucie … klatce, ucisk … klatce, ucisku … klatce, uciska … klatce, ściska … klatce, ścisk … klatce, pieczenie … klatce, piecze … klatce,
    gniecie … klatce, bóle klatki, ból klatki, bólu klatki, zawał, zawału, ból za mostkiem, bólu za mostkiem, boli … mostkiem, ból … piersiach,
    boli … piersiach`,
  ar: `ألم … الصدر, ألم … صدري, ألم … بالصدر, ألم … بصدري, ألم صدري, آلام … الصدر, آلام … صدري, وجع … الصدر, وجع … صدري, وجع … بصدري,
    وجع … بالصدر, صدري … يؤلمني, صدري … يوجعني, يؤلمني … صدري, يوجعني … صدري, ضغط … صدري, ضغط … الصدر, ضيق … صدري, ضيق … الصدر, ثقل … صدري,
    نغزة … صدري, نغزات … صدري, نوبة قلبية, جلطة قلبية, ذبحة صدرية`,
})

const breath = flag('breath', 'Breathing', {
  en: `cannot breathe, can not breathe, can't breathe, cant breath, cannot breath, couldn't breathe, unable to breathe, barely breathe,
    hardly breathe, can't catch … breath, cannot catch … breath, can't get … breath, can't get enough air, short of breath, shortness of breath,
    shortness in breath, short … breath, breathless, breathlessness, out of breath, difficulty breathing, difficulty … breathing,
    difficulties breathing, trouble breathing, troubles breathing, problems breathing, problem breathing, hard to breathe, harder to breathe,
    difficult to breathe, struggling to breathe, struggle to breathe, struggling … breath, struggling … breathing, hard time breathing,
    breathing … difficult, breathing … hard, breathing … heavy, breathing … heavily, breathing … fast, breathing … laboured,
    breathing … labored, laboured breathing, labored breathing, breathe properly, can't … breathe, can't … breath, cannot … breathe, difficult breathing, shallow breath, shallow breathing, gasping, gasping for air, gasping for breath, suffocating,
    choking, stopped breathing, not breathing, isn't breathing, blue lips, lips … blue, turning blue, turned blue, going blue, gone blue`,
  de: `Atemnot, Luftnot, kurzatmig, Kurzatmigkeit, keine Luft, kaum Luft, schlecht Luft, schwer Luft, wenig Luft, nicht genug Luft, nicht atmen,
    kaum atmen, schwer atmen, schlecht atmen, nicht mehr atmen, nicht richtig atmen, nicht durchatmen, Atmen fällt … schwer,
    Atmung fällt … schwer, Atmen … schwer, Atembeschwerden, Probleme … atmen, Probleme beim Atmen, Schwierigkeiten beim Atmen, außer Atem, ersticke,
    ersticken, Erstickungsgefühl, Erstickungsanfall, atmet nicht, atmet schwer, atmet schnell, blaue Lippen, Lippen … blau, nach Luft,
    ringe nach Luft`,
  es: `no puedo respirar, no puede respirar, no puedo ni respirar, no podía respirar, no respira, no respira bien, no respiro bien,
    no puedo respirar bien, apenas puedo respirar, apenas respiro, apenas respira, me cuesta respirar, le cuesta respirar, me cuesta … respirar,
    cuesta … respirar, dificultad … respirar, dificultades … respirar, dificultad respiratoria, falta de aire, falta … aire, me falta el aire,
    le falta el aire, me falta aire, falta de aliento, sin aliento, sin aire, me ahogo, se ahoga, me estoy ahogando, se está ahogando,
    me asfixio, ahogo, asfixia, respira … rápido, labios … azules, labios … morados, labios azules, labios morados`,
  pl: `duszność, duszności, dusznościach, dusznością, nie mogę oddychać, nie może oddychać, nie mogę … oddychać, nie mogę złapać tchu,
    nie może złapać tchu, nie mogę złapać oddechu, nie może złapać oddechu, brakuje … tchu, brak tchu, brak oddechu, brakuje … powietrza,
    brak powietrza, trudno … oddychać, ciężko … oddychać, ciężko oddycha, trudności z oddychaniem, trudność z oddychaniem,
    problemy z oddychaniem, problem z oddychaniem, ledwo oddycham, ledwo oddycha, ledwo mogę oddychać, duszę się, dusi się, dusi … się,
    nie oddycha, zadyszka, zadyszkę, szybko oddycha, sine usta, sine wargi, usta … sine`,
  ar: `ضيق … التنفس, ضيق … النفس, ضيق نفس, ضيق تنفس, صعوبة … التنفس, صعوبه بالتنفس, لا أستطيع التنفس, لا استطيع أن أتنفس, لا يستطيع التنفس,
    لا تستطيع التنفس, ما أقدر أتنفس, مش قادر أتنفس, مش قادرة أتنفس, لا أقدر أتنفس, لا يتنفس, لا تتنفس, اختناق, أختنق, يختنق, تختنق, انقطاع النفس,
    كتمة, نهجان, شفاه زرقاء, ازرقاق الشفاه`,
})

const stroke = flag('stroke', 'Stroke signs', {
  en: `face … drooping, face … droopy, face … droops, face … drooped, face … dropped, facial droop, drooping face, mouth … drooping,
    mouth … drooped, face … numb, numb face, numbness … face, slurred speech, slurring, speech … slurred, slurred words, can't speak,
    cannot speak, couldn't speak, can't talk, can't get … words, can't move … arm, can't move … leg, can't … move … arm, can't … move … leg, arm … weaker, leg … weaker, arm … numb, cannot move … arm, cannot move … leg,
    can't lift … arm, cannot lift … arm, can't feel … arm, can't feel … leg, can't feel … face, one side … numb, one side … weak,
    side … numb, side … weak, side … paralysed, side … paralyzed, arm … weak, leg … weak, weakness … arm, weakness … leg, weakness … side, weakness on one side,
    weakness down one side, numbness … side, numb … side, paralysed, paralyzed, loss of vision, lost … vision, lost … sight, loss of sight,
    can't see out of, cannot see out of, gone blind, sudden blindness, worst headache, sudden headache, thunderclap headache,
    having a stroke, had a stroke, be a stroke, it a stroke, like a stroke, maybe a stroke, mini stroke`,
  de: `Schlaganfall, Gesicht … hängt, Gesicht … schief, Mundwinkel … hängt, Mundwinkel hängt, hängender Mundwinkel, verwaschene Sprache,
    Sprache … verwaschen, lallt, lalle, lallen, nicht mehr sprechen, kann nicht sprechen, nicht richtig sprechen, Arm … gelähmt, Bein … gelähmt,
    Seite … gelähmt, gelähmt, Lähmung, Arm … taub, Gesicht … taub, Seite … taub, Arm nicht … bewegen, Arm … schwach, Bein … schwach,
    Arm nicht heben, Bein nicht … bewegen, halbseitig gelähmt, halbseitige Lähmung, plötzlich blind, sehe nichts mehr, nicht mehr sehen, Sehverlust, Vernichtungskopfschmerz,
    schlimmsten Kopfschmerzen, stärksten Kopfschmerzen`,
  es: `derrame cerebral, ictus, ataque cerebral, infarto cerebral, cara … caída, cara torcida, cara … torcida, boca … torcida, boca torcida,
    cara … dormida, cara dormida, no puedo hablar, no puede hablar, no habla bien, habla … raro, habla arrastrada, arrastra las palabras,
    no puedo mover … brazo, no puede mover … brazo, no puedo mover … pierna, no puede mover … pierna, no siento … brazo,
    no siento … pierna, brazo … dormido, lado … dormido, brazo … débil, debilidad … lado, debilidad … brazo, paralizado, paralizada,
    parálisis, perdí … visión, pérdida de visión, perdido … visión, no veo … ojo, peor dolor de cabeza, dolor de cabeza repentino`,
  pl: `udar, udaru, udarem, opadł … kącik, opadający kącik, opadnięty kącik, kącik ust … opadł, krzywa twarz, twarz … krzywa,
    wykrzywiona twarz, twarz … wykrzywiona, twarz … drętwa, bełkocze, bełkoczę, bełkotliwa mowa, niewyraźna mowa, niewyraźnie mówi,
    nie mogę mówić, nie może mówić, nie mogę ruszać … ręką, nie mogę ruszyć … ręką, nie może ruszyć … ręką, nie może ruszać … ręką,
    nie mogę ruszać … nogą, nie mogę ruszyć … nogą, nie mogę podnieść … ręki, nie może podnieść … ręki, drętwieje … ręka, ręka … drętwieje,
    drętwieje … strona, strona … drętwa, paraliż, sparaliżowany, sparaliżowana, niedowład, słabość … ręki, nagle nie widzę,
    nie widzę na, straciłem wzrok, straciłam wzrok, utrata wzroku, najgorszy ból głowy, nagły ból głowy`,
  ar: `جلطة, جلطة دماغية, سكتة دماغية, وجهي … مائل, ميلان … الوجه, تدلي الوجه, اعوجاج … الفم, انحراف … الوجه, لا أستطيع الكلام,
    لا يستطيع الكلام, لا تستطيع الكلام, مش قادر أتكلم, ثقل … اللسان, ثقل … الكلام, كلام … غير واضح, لا أستطيع تحريك, لا يستطيع تحريك,
    لا تستطيع تحريك, مش قادر أحرك, خدر … الوجه, خدر … جهة, تنميل … الوجه, شلل, مشلول, مشلولة, ضعف … الذراع, فقدت البصر, فقدان البصر,
    فقدان الرؤية, أسوأ صداع, صداع مفاجئ`,
})

const bleeding = flag('bleeding', 'Bleeding', {
  en: `heavy bleeding, bleeding heavily, bleeding … heavily, bleeding … bad, bleeding badly, bleeding … lot, bleeding … stop, bleeding won't stop,
    can't stop … bleeding, cannot stop … bleeding, won't stop bleeding, doesn't stop bleeding, not stop bleeding, keeps bleeding,
    losing … blood, lost … blood, haemorrhage, hemorrhage, haemorrhaging, hemorrhaging, coughing blood, coughing up blood, coughed up blood, coughed up … blood, cough up … blood,
    cough up blood, coughing up … blood, coughed blood, vomiting blood, vomited blood, throwing up blood, threw up blood, blood … vomit, blood … sick,
    coffee grounds, coffee ground vomit, blood … stool, blood … stools, blood … poo, blood … poop, bloody stool, bloody stools, bloody diarrhoea,
    bloody diarrhea, bleeding … bottom, black stool, black stools, black tarry, tarry stool, tarry stools, stool … black, stools … black,
    rectal bleeding, blood in … spit, bleeding … head`,
  de: `starke Blutung, starken Blutung, starke Blutungen, blute stark, blutet stark, stark blutet, blutet … stark, hört nicht auf zu bluten,
    Blutung hört nicht auf, Blutung … stoppen, Blutung nicht stillen, blutet … weiter, viel Blut verloren, viel Blut, Blut gehustet, Blut husten,
    huste Blut, hustet Blut, Blut … Auswurf, Bluthusten, Blut erbrochen, erbricht Blut, erbreche Blut, Bluterbrechen, Blut im Stuhl,
    blutiger Stuhl, blutigen Stuhl, blutiger Durchfall, blutigen Durchfall, schwarzer Stuhl, schwarzen Stuhl, Stuhl … schwarz, Teerstuhl,
    Kaffeesatz`,
  es: `sangrado abundante, hemorragia, hemorragias, sangra mucho, sangro mucho, sangrando mucho, mucha sangre, no para de sangrar, no deja de sangrar,
    no paro de sangrar, pierdo … sangre, perdiendo … sangre, perdido … sangre, toso sangre, tose sangre, tosiendo sangre, tos con sangre, vomito sangre,
    vomita sangre, vomitando sangre, vómito con sangre, vómitos con sangre, vomité sangre, sangre … vómito, sangre … heces, sangre … caca,
    heces con sangre, heces negras, heces … negras, diarrea con sangre, caca negra`,
  pl: `silne krwawienie, silnie krwawi, mocno krwawi, mocno krwawię, obfite krwawienie, krwotok, krwotoku, krew leci, nie przestaje krwawić,
    nie mogę zatamować, nie można zatamować, dużo krwi, kaszlę krwią, kaszle krwią, plucie krwią, pluję krwią, pluje krwią, odkrztuszam krew,
    wymiotuję krwią, wymiotuje krwią, wymioty z krwią, krwawe wymioty, krew w wymiocinach, krew w stolcu, krwi w stolcu, krew … stolcu,
    krwawa biegunka, biegunka z krwią, czarny stolec, czarne stolce, smolisty stolec, smoliste stolce, fusowate wymioty`,
  ar: `نزيف, ينزف, تنزف, أنزف, نزيف شديد, دم كثير, دم كتير, يسعل دم, أسعل دم, سعال … دم, كحة … دم, أكح دم, أتقيأ دم, يتقيأ دم, تتقيأ دم, تقيؤ دم, قيء … دم,
    دم … البراز, دم بالبراز, براز أسود, براز دموي, إسهال دموي, الدم لا يتوقف`,
})

const unconscious = flag('unconscious', 'Unconscious', {
  en: `unconscious, lost consciousness, lose consciousness, losing consciousness, loss of consciousness, passed out, passing out, pass out, blacked out,
    blacking out, blackout, blackouts, fainted, fainting, to faint, feel faint, feels faint, felt faint, feeling faint, collapsed, unresponsive, not responding, isn't responding, not waking up,
    won't wake up, can't wake, cannot wake, not wake up, hard to wake, difficult to wake, very drowsy, seizure, seizures, having a fit, had a fit,
    convulsion, convulsions, convulsing`,
  de: `bewusstlos, Bewusstlosigkeit, Bewusstsein verloren, ohnmächtig, ohnmaechtig, Ohnmacht, umgekippt, zusammengebrochen, kollabiert, nicht ansprechbar,
    reagiert nicht, nicht aufzuwecken, nicht wach zu bekommen, nicht mehr aufzuwecken, wacht nicht auf, kaum ansprechbar, Krampfanfall,
    Krampfanfälle, krampft, Krämpfe am ganzen Körper, epileptischer Anfall, epileptischen Anfall, weggetreten`,
  es: `inconsciente, perdí el conocimiento, perdió el conocimiento, perdido el conocimiento, pérdida de conocimiento, pérdida de conciencia,
    perdí la conciencia, perdió la conciencia, perdido la conciencia, me desmayé, se desmayó, desmayo, desmayos, desmayado, desmayada, desmayarme,
    no responde, no reacciona, no despierta, no se despierta, convulsión, convulsiones, convulsionando, convulsiona, se desplomó, me desplomé`,
  pl: `nieprzytomny, nieprzytomna, nieprzytomne, stracił przytomność, straciła przytomność, straciłem przytomność, straciłam przytomność,
    stracić przytomność, utrata przytomności, utraty przytomności, traci przytomność, tracę przytomność, omdlenie, omdlenia, zemdlał, zemdlała,
    zemdlałem, zemdlałam, mdleje, mdleję, nie reaguje, nie mogę … dobudzić, nie można … dobudzić, nie budzi się, upadł i nie, drgawki, drgawek,
    napad padaczki, napad padaczkowy`,
  ar: `فاقد الوعي, فاقدة الوعي, فقد الوعي, فقدت الوعي, فقدان الوعي, فقدان للوعي, أغمي علي, أغمي عليه, أغمي عليها, إغماء, مغمى عليه, مغمى عليها, غيبوبة,
    لا يستجيب, لا تستجيب, لا يستيقظ, لا تستيقظ, ما يصحى, تشنج, تشنجات, نوبة صرع, انهار, انهارت`,
})

const selfHarm = flag('selfHarm', 'Self-harm', {
  en: `kill myself, killing myself, end my life, ending my life, end it all, take my own life, taking my own life, take my life, want to die, wanna die,
    wish … dead, wish I was dead, wish I were dead, better off dead, better off without me, don't want to die, don't want to live, not want to live,
    don't wanna live, don't want to be alive, don't want to be here, no reason to live, nothing to live for, not worth living, can't go on,
    suicidal, suicide, harm myself, harming myself, harmed myself, hurting myself, want to hurt myself, hurt myself on purpose, self harm,
    self harming, cutting myself, cut my wrists, overdose, overdosed, took too many, taken too many, jump off a bridge, hang myself`,
  de: `umbringen, mich umbringen, bringe mich um, Suizid, Suizidgedanken, suizidal, Selbstmord, Selbstmordgedanken, mir das Leben nehmen, Leben nehmen,
    nicht mehr leben, will sterben, möchte sterben, moechte sterben, sterben wollen, lieber tot, tot sein, keinen Sinn mehr,
    selbst verletzen, selbst verletzt, selbst verletze, mich ritzen, ritze mich, Selbstverletzung, Überdosis, zu viele Tabletten,
    Schluss machen mit meinem Leben, nicht mehr weiterleben`,
  es: `matarme, suicidarme, suicidio, suicida, suicidarse, quitarme la vida, acabar con mi vida, terminar con mi vida, quiero morir, quiero morirme,
    me quiero morir, no quiero vivir, no quiero seguir viviendo, no vale la pena vivir, ganas de morir, estar muerto, estar muerta, hacerme daño,
    cortarme las venas, autolesión, autolesiones, autolesionarme, sobredosis, demasiadas pastillas`,
  pl: `zabić się, się zabić, zabiję się, się zabiję, samobójstwo, samobójstwa, samobójstwie, samobójcze, samobójczych, skończyć ze sobą,
    skończę ze sobą, odebrać sobie życie, targnąć się, chcę umrzeć, chce umrzeć, nie chcę żyć, nie chce mi się żyć, nie chcę dłużej żyć,
    nie chcę już żyć, lepiej by było beze mnie, okaleczam się, okaleczać się, samookaleczenie, tnę się, ciąć się, przedawkowałem, przedawkowałam,
    przedawkowanie, za dużo tabletek`,
  ar: `الانتحار, انتحار, أنتحر, سأنتحر, أقتل نفسي, قتل نفسي, إنهاء حياتي, أنهي حياتي, أريد أن أموت, اريد الموت, أتمنى الموت, بدي موت, عايز أموت, عاوزة أموت,
    لا أريد أن أعيش, لا أريد العيش, ما بدي عيش, مش عايز أعيش, أؤذي نفسي, إيذاء نفسي, اذية نفسي, جرعة زائدة`,
})

const allergy = flag('allergy', 'Severe allergy', {
  en: `anaphylaxis, anaphylactic, throat … closing, throat … closing up, throat … tightening, throat … swelling, throat swelling, tongue … swollen,
    tongue … swelling, tongue … swelled, swollen tongue, swelling … tongue, swelling … throat, lips … swollen, lips … swelling, lip … swollen,
    lip … swelling, swollen lips, swollen lip, swelling … lips, swelling … lip, face … swollen, face … swelling, face … swelled, swollen face, swelling … face,
    facial swelling, epipen, severe allergic reaction, bad allergic reaction, serious allergic reaction`,
  de: `Anaphylaxie, anaphylaktisch, anaphylaktischer, anaphylaktischen, Hals … zu, Hals schwillt, Hals schnürt … zu, Kehle … zu, Zunge … geschwollen,
    Zunge schwillt, Zunge schwillt an, geschwollene Zunge, Lippen … geschwollen, Lippe … geschwollen, Lippen schwellen, geschwollene Lippen,
    Gesicht … geschwollen, Gesicht schwillt, geschwollenes Gesicht, Gesicht ist angeschwollen, Epipen, Adrenalin Pen,
    schwere allergische Reaktion, starke allergische Reaktion`,
  es: `anafilaxia, anafiláctico, anafiláctica, choque anafiláctico, garganta … cierra, se me cierra la garganta, garganta … cerrando, lengua … hinchada,
    lengua hinchada, labios … hinchados, labio … hinchado, labios hinchados, cara … hinchada, cara hinchada, hinchazón … cara,
    hinchazón … lengua, hinchazón … labios, hincha … cara, hincha … lengua, hinchan … labios, reacción alérgica grave, reacción alérgica fuerte`,
  pl: `anafilaksja, anafilaksji, anafilaktyczny, anafilaktycznego, wstrząs anafilaktyczny, puchnie … język, język … puchnie, spuchnięty język,
    język … spuchnięty, spuchł … język, puchną … usta, usta … puchną, spuchnięte usta, usta … spuchnięte, spuchły … usta, puchnie … twarz,
    twarz … puchnie, spuchnięta twarz, twarz … spuchnięta, spuchła … twarz, puchnie … gardło, gardło … puchnie, gardło … zaciska,
    obrzęk twarzy, obrzęk języka, obrzęk gardła, silna reakcja alergiczna, ciężka reakcja alergiczna`,
  ar: `صدمة تحسسية, تحسس شديد, حساسية شديدة, حساسية مفرطة, تورم … اللسان, تورم … الشفاه, تورم … الشفتين, تورم … الوجه, تورم … وجهي, انتفاخ … الوجه,
    انتفاخ … وجهي, انتفاخ … اللسان, انتفاخ … الشفاه, وجهي … منتفخ, وجهي … متورم, لساني … متورم, لساني … منتفخ, شفاهي … متورمة, حلقي … يغلق, انغلاق … الحلق`,
})

const infantFever = flag('infantFever', 'Baby with fever', {
  en: `baby … fever, baby … feverish, baby … temperature, baby … hot, newborn … fever, newborn … temperature, infant … fever, infant … temperature,
    weeks old … fever, weeks old … temperature, week old … fever, week old … temperature, month old … fever, month old … temperature,
    months old … fever, months old … temperature, fever … baby, fever … newborn, temperature … baby`,
  de: `Baby … Fieber, Baby … fiebert, Säugling … Fieber, Saeugling … Fieber, Neugeborenes … Fieber, Neugeborene … Fieber, Wochen alt … Fieber,
    Monate alt … Fieber, Fieber … Baby, Fieber … Säugling`,
  es: `bebé … fiebre, bebé … calentura, bebé … temperatura, recién nacido … fiebre, recién nacida … fiebre, fiebre … bebé,
    meses y tiene fiebre, meses y fiebre, meses tiene fiebre, semanas y tiene fiebre, semanas y fiebre`,
  pl: `niemowlę … gorączkę, niemowlę … gorączkuje, niemowlak … gorączkę, niemowlak … gorączkuje, noworodek … gorączkę, noworodek … gorączkuje,
    miesięczne dziecko … gorączkę, tygodniowe dziecko … gorączkę, tygodni i ma gorączkę, tygodnie i ma gorączkę,
    miesiąc i ma gorączkę, miesiące i ma gorączkę, miesięcy i ma gorączkę, gorączka u niemowlęcia, gorączka u noworodka`,
  ar: `رضيعي … حرارة, الرضيع … حرارة, رضيع … حرارة, رضيعي … حمى, الرضيع … حمى, طفلي الرضيع … حرارة, المولود … حرارة, حرارة الرضيع, حرارة رضيعي,
    حديث الولادة … حرارة, حمى … الرضيع, طفلي الرضيع … حمى, البيبي … حرارة`,
})

const pregnancy = flag('pregnancy', 'Bleeding in pregnancy', {
  en: `pregnant … bleeding, pregnant … spotting, pregnant … bleed, pregnant … blood, pregnancy … bleeding, bleeding … pregnant, bleeding … pregnancy,
    spotting … pregnant, spotting … pregnancy, blood … pregnant, miscarriage, miscarrying, waters broke, waters … broken, water broke,
    baby … not moving, baby … stopped moving, baby … moving less, weeks pregnant … bleeding`,
  de: `schwanger … blute, schwanger … Blutung, schwanger … Blutungen, Schwangerschaft … Blutung, Schwangerschaft … Blutungen,
    Blutung … Schwangerschaft, Blutungen … Schwangerschaft, Blutung … schwanger, Blut … schwanger, blute … schwanger, Fehlgeburt, Fruchtblase,
    Kindsbewegungen, Baby bewegt sich nicht`,
  es: `embarazada … sangrado, embarazada … sangro, embarazada … sangrando, embarazada … sangre, embarazo … sangrado, sangrado … embarazo,
    sangrado … embarazada, sangrando … embarazada, aborto espontáneo, rompí aguas, rompió aguas, se rompió la fuente, bebé no se mueve,
    manchado … embarazo`,
  pl: `ciąży … krwawię, ciąży … krwawienie, ciąży … plamienie, ciąży … plamię, ciąży … krew, krwawienie … ciąży, krwawię … ciąży,
    plamienie … ciąży, plamię … ciąży, poronienie, poronienia, poroniłam, odeszły … wody, dziecko się nie rusza, nie czuję ruchów`,
  ar: `حامل … نزيف, حامل … أنزف, حامل … دم, نزيف … الحمل, نزيف … حامل, الحمل … نزيف, دم … الحمل, إجهاض, نزل … ماء الرأس, الجنين لا يتحرك`,
})

/**
 * The list that is looked for where a clinic has none of its own. It errs towards raising a flag: somebody looks at one too many sooner
 * than at one that was missed.
 */
export const defaultFlags: FlagList = [
  breath,
  chest,
  stroke,
  bleeding,
  unconscious,
  selfHarm,
  allergy,
  pregnancy,
  infantFever,
]
