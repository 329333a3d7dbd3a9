import type { PatientScript } from '../../patientScript.ts'

export const edithThornbury: PatientScript = {
  slug: 'edith-thornbury',
  patient: { name: 'Edith Thornbury', birthDate: '1936-08-15', sex: 'female', mrn: '100087' },
  kind: 'telemedicine',
  temperament: 'slow',
  opening: ['Hello dear. It is Edith.', 'I fell. I am in my chair now.'],
  answers: {
    onset: ['Before breakfast. In the hall.'],
    severity: ['The hip aches. I can stand.'],
    medicines: ['Warfarin. The pink ones. And for my bones.'],
    allergies: ['Elastoplast. And mushrooms.'],
    fever: ['I do not think so.'],
    breathing: ['Quite all right.'],
    history: ['I broke the wrist in 2020.'],
    other: ['I cannot recall.', 'A little.', 'No, dear.'],
  },
  followUps: ['I did bump my head. Only a little.', 'The cat was in the way.', 'Mrs Cole next door has a key.'],
  updates: ['I had {1..2} biscuits.', 'The bruise is {4..7} inches now.', 'The ache is {3..5}, if I must say.'],
  impatience: ['Hello? I may have pressed the wrong button.'],
  thanks: ['You are very kind.', 'Thank you, dear.'],
}
