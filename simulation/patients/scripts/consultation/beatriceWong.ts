import type { PatientScript } from '../../patientScript.ts'

export const beatriceWong: PatientScript = {
  slug: 'beatrice-wong',
  patient: { name: 'Beatrice Wong', birthDate: '1972-04-04', sex: 'female', mrn: '216690' },
  kind: 'consultation',
  temperament: 'talkative',
  opening: [
    "Hello Dr Okafor, it's Bea, from the choir if you remember, I promised myself not to google this but I did and now I'm terrified, so here I am",
    "There's a lump in my left breast, I found it in the shower on Thursday, about the size of a pea",
  ],
  answers: {
    onset: ["Thursday morning, but honestly I can't swear it wasn't there before, I'm not very good at checking"],
    severity: ["It doesn't hurt at all, which the internet says is the bad kind, so now I wish it did"],
    medicines: ['HRT patches since last March, the low ones, and vitamin D because everybody does'],
    allergies: ['Plasters, ironically, the patches are fine though'],
    fever: ['No, nothing like that'],
    breathing: ['Fine, I sang on Sunday, top A and everything'],
    history: ["My aunt on my father's side had breast cancer at 70. My mammogram two years ago was clear"],
    other: [
      "Gosh, I don't know, how would I tell?",
      'I think it moves a little when I press, does that help?',
      'No, nothing, I looked in the mirror as they say to',
    ],
  },
  followUps: [
    "It's at about two o'clock, if you see what I mean, near the armpit",
    "I haven't told Peter yet, he worries so",
    'How quickly could I be seen, do you think?',
    "Sorry for the long messages, I type when I'm nervous",
  ],
  updates: [
    "I've stopped pressing on it. Well, {2..5} times today. I'm stopping now",
    "I've made {2..4} cups of tea and drunk none of them",
    "Peter asked what was wrong. I said the choir. That's {1..3} fibs today",
  ],
  impatience: [
    "I'm sure you're busy, I'm just sitting here with the phone in my hand",
    "Hello again, it's only me, being a nuisance",
  ],
  thanks: [
    'Thank you, you have no idea how much better that makes me feel',
    "Thank you, truly. I'll tell Peter tonight",
  ],
}
