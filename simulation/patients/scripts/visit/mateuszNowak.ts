import type { PatientScript } from '../../patientScript.ts'

export const mateuszNowak: PatientScript = {
  slug: 'mateusz-nowak',
  patient: { name: 'Mateusz Nowak', birthDate: '1992-05-26', sex: 'male', mrn: '270418' },
  kind: 'visit',
  temperament: 'quick',
  opening: ["hi, tick bite on holiday, now there's a red ring on my thigh", 'looks like a target'],
  answers: {
    onset: ['bite was about two weeks ago in mazury, ring since saturday'],
    severity: ["doesn't hurt or itch"],
    medicines: ['nothing yet'],
    allergies: ['none. had doxycycline once, got sunburned like a lobster'],
    fever: ['had a bit of a temperature on sunday, 37.6'],
    breathing: ['fine'],
    history: ['never had lyme as far as i know'],
    other: ['not really', 'yeah', 'could be, hard to see there'],
  },
  followUps: [
    'measured the ring: 7 cm',
    'pulled the tick out with tweezers, head came too i think',
    "tired, but that's the holiday being over",
    'do i need a blood test first?',
  ],
  updates: [
    'ring is {7.0..8.4} cm now',
    'temp {36.6..37.5}',
    'drew a line around it with a pen, {0..3} mm over the line',
  ],
  impatience: ['you around?', 'still there?'],
  thanks: ['great, thanks', 'dzięki, will pick it up today'],
}
