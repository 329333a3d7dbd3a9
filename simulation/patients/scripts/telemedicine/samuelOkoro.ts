import type { PatientScript } from '../../patientScript.ts'

export const samuelOkoro: PatientScript = {
  slug: 'samuel-okoro',
  patient: { name: 'Samuel Okoro', birthDate: '1999-01-30', sex: 'male', mrn: '299480' },
  kind: 'telemedicine',
  temperament: 'anxious',
  opening: ["hello i think i'm having a panic attack or something", 'heart is racing and my hands are numb'],
  answers: {
    onset: ['like 20 min ago, on the bus, got off and sat on a bench'],
    severity: ['feels like 9 but it goes up and down'],
    medicines: ['sertraline 50 since 3 weeks, nothing else'],
    allergies: ['no'],
    fever: ['no'],
    breathing: ["breathing fast, can't get a full breath, trying to slow down"],
    history: ['had two before, last year in exams. ER said heart was fine'],
    other: ["i don't know", 'yes i think', 'no'],
  },
  followUps: ["i'm doing the 4 in 6 out thing", 'people are staring', 'my sister is on her way', 'is it dangerous?'],
  updates: ['pulse {96..128} now', "it's maybe {4..8} out of 10 now", 'did {5..20} slow breaths'],
  impatience: ['please answer', 'are you still there??'],
  thanks: ["ok. it's getting better. thank you", 'thank you for staying with me'],
}
