import type { PatientScript } from '../../patientScript.ts'

export const tomBarker: PatientScript = {
  slug: 'tom-barker',
  patient: { name: 'Tom Barker', birthDate: '1987-03-14', sex: 'male', mrn: '204117' },
  kind: 'consultation',
  temperament: 'quick',
  opening: ['hi, chest feels tight since this morning', "it's worse when i take the stairs"],
  answers: {
    onset: ['woke up with it around 6', 'it comes and goes, maybe ten minutes each time'],
    severity: ['6 out of 10 when it comes, 2 now'],
    medicines: ["just an ibuprofen at 8, didn't help"],
    allergies: ['penicillin. rash as a kid'],
    fever: ['no fever, checked, 36.7'],
    breathing: ['bit short of breath on the stairs, fine sitting down'],
    history: ["dad had a heart attack at 54. i'm healthy as far as i know"],
    other: ['not sure tbh', 'what do you mean exactly?', "don't think so"],
  },
  followUps: [
    'left arm feels a bit heavy, probably slept on it',
    'should i be worried?',
    'still at work btw, can sit down in the meeting room',
  ],
  updates: [
    'pulse on my watch says {84..112}',
    'tightness is about {2..6} out of 10 now',
    'sat down for a bit, pulse {72..90}',
  ],
  impatience: ['hello? anyone there', "ok i'm getting a bit nervous here"],
  thanks: ['ok thanks, will do', 'thank you doctor'],
}
