import type { PatientScript } from '../../patientScript.ts'

export const haroldPike: PatientScript = {
  slug: 'harold-pike',
  patient: { name: 'Harold Pike', birthDate: '1941-11-23', sex: 'male', mrn: '100456' },
  kind: 'chat',
  temperament: 'slow',
  opening: ['Good morning.', 'My leg is swollen.'],
  answers: {
    onset: ['Since Sunday.'],
    severity: ['Not much pain. Heavy.'],
    medicines: ['The water tablet. And the small white one.'],
    allergies: ['None.'],
    fever: ['No.'],
    breathing: ['I get puffed in the garden. More than before.'],
    history: ['Heart trouble in 2015. They put in a stent.'],
    other: ['Yes.', 'I could not say.', 'My daughter knows.', 'No.'],
  },
  followUps: [
    'The left one.',
    'My shoe does not fit.',
    'I weigh myself every day as they told me.',
    'My daughter comes at four.',
  ],
  updates: ['{84..87} kilos this morning.', 'I have put it on a stool.', 'Still swollen.'],
  impatience: ['Are you there, doctor?'],
  thanks: ['Much obliged.', 'Thank you, dear.'],
}
