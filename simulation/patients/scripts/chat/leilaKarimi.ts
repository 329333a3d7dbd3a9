import type { PatientScript } from '../../patientScript.ts'

export const leilaKarimi: PatientScript = {
  slug: 'leila-karimi',
  patient: { name: 'Leila Karimi', birthDate: '1986-09-29', sex: 'female', mrn: '262977' },
  writerName: 'Dariush Karimi',
  kind: 'chat',
  temperament: 'anxious',
  opening: [
    'Hello, I write for my wife Leila, she gave birth ten days ago.',
    'She has fever since this morning and her right breast is red and hard.',
  ],
  answers: {
    onset: ['This morning at five she woke up shivering.'],
    severity: ['She says 8 when the baby drinks, otherwise 5.'],
    medicines: ['Ibuprofen 400 two hours ago, and the iron from the hospital.'],
    allergies: ['She does not tolerate metronidazole.'],
    fever: ['38.9 at five, 38.3 after the ibuprofen. She shivers.'],
    breathing: ['Breathing is normal.'],
    history: ['Normal birth, small tear, second child. With the first she had the same in week three.'],
    other: ['I ask her, one moment. She says yes.', 'She says no.', "We don't know."],
  },
  followUps: [
    'Can she continue to breastfeed?',
    'The midwife comes only tomorrow.',
    'There is a red stripe, like a wedge.',
  ],
  updates: ['Now {38.0..39.0}.', 'The baby drank {8..15} minutes on that side.', 'She slept {20..45} minutes.'],
  impatience: ['Doctor, please, she feels very bad.', 'Hello? Should we go to the clinic?'],
  thanks: ['Thank you, I go to the pharmacy now.', 'Thank you doctor, from both of us.'],
}
