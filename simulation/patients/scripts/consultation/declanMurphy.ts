import type { PatientScript } from '../../patientScript.ts'

export const declanMurphy: PatientScript = {
  slug: 'declan-murphy',
  patient: { name: 'Declan Murphy', birthDate: '1975-09-09', sex: 'male', mrn: '251166' },
  kind: 'consultation',
  temperament: 'talkative',
  opening: [
    "Morning doc. Right, so, the back's gone again. I was lifting the young one's bike into the van, and wouldn't you know it, bang, like someone hit me with a hurl",
    "I'm lying on the kitchen floor as we speak, typing with one thumb",
  ],
  answers: {
    onset: ["Half seven this morning, and it's now whatever it is, so a couple of hours on the lino"],
    severity: ["If I don't move a muscle it's a three. If I sneeze it's a hundred and four"],
    medicines: ['Two Nurofen and a cup of tea, the tea did more'],
    allergies: ['Codeine makes me sick as a small hospital. Would you count that?'],
    fever: ['Not a bit, cold floor and all'],
    breathing: ['Breathing away grand'],
    history: ['Same thing in 2019 and again before Christmas two years ago, it was the disc, L5 they said'],
    other: [
      "I'd have to get up to check, and that's not happening",
      'Ah no, not at all',
      'Now that you say it, a bit, yeah',
    ],
  },
  followUps: [
    "There's a bit of a tingle down the right leg, to the knee, if that matters",
    'I can still go to the jacks, before you ask, I saw that on the telly',
    "The dog thinks it's a great game altogether",
    'Any chance of a note for work?',
  ],
  updates: [
    'Managed to roll over, {3..8} out of ten for effort',
    '{5..25} minutes on my side now, tingle is the same',
    'The wife is home. She stepped over me',
  ],
  impatience: ["I've nowhere to be, doc, but the floor is getting no softer", 'Counting ceiling tiles here'],
  thanks: ["You're a star, thanks doc", "Good woman, I'll do just that"],
}
