import type { PatientScript } from '../../patientScript.ts'

export const lucasMoreau: PatientScript = {
  slug: 'lucas-moreau',
  patient: { name: 'Lucas Moreau', birthDate: '1985-11-02', sex: 'male', mrn: '240586' },
  kind: 'visit',
  temperament: 'quick',
  opening: [
    'Bonjour docteur, I cut my hand in the kitchen, between thumb and finger',
    'it bled a lot, I have a towel on it',
  ],
  answers: {
    onset: ['forty minutes ago, opening oysters. yes, I know'],
    severity: ['three, it is more the blood that impresses'],
    medicines: ['nothing, a glass of wine, it was before'],
    allergies: ['none'],
    fever: ['no'],
    breathing: ['fine'],
    history: ['my last tetanus was the army, so 2005 maybe'],
    other: ['peut-être, I cannot see well', 'yes', "no, I don't think so"],
  },
  followUps: [
    'I can move the thumb, and I feel the tip',
    'it opens when I bend it, about 2 cm',
    'stitches or those little strips?',
  ],
  updates: [
    'I looked, still bleeding a little after {10..20} minutes of pressure',
    'pain {2..4} of 10',
    'new towel, number {2..5}',
  ],
  impatience: ['allô? I am running out of towels'],
  thanks: ['merci beaucoup docteur', 'parfait, I go there now'],
}
