import type { PatientScript } from '../../patientScript.ts'

export const martaKowalczyk: PatientScript = {
  slug: 'zosia-kowalczyk',
  patient: { name: 'Zosia Kowalczyk', birthDate: '2022-09-02', sex: 'female', mrn: '311802' },
  writerName: 'Marta Kowalczyk',
  kind: 'telemedicine',
  temperament: 'anxious',
  opening: [
    'Hello, I am writing for my daughter Zosia, she is three.',
    'She has a fever and a rash on her tummy since last night.',
  ],
  answers: {
    onset: ['The fever began yesterday after kindergarten, about five in the afternoon. The rash I saw at bedtime.'],
    severity: ['She is very tired but she answers me. She cried a lot in the night.'],
    medicines: ['Paracetamol syrup, 5 ml, the last one at six this morning.'],
    allergies: ['No allergies that we know. Eggs make her cheeks red, but the doctor said it is nothing.'],
    fever: ['It was 39.2 at midnight and 38.6 now, in the ear.'],
    breathing: ['She breathes a little fast but no noise. A small cough, dry.'],
    history: ['She was born at term, all vaccines done except the last one, we were on holiday.'],
    other: [
      'I will look, one moment please.',
      'She says yes, but she says yes to everything today.',
      "I don't know, sorry.",
    ],
  },
  followUps: [
    'I pressed a glass on the spots like the nurse taught us. They go away.',
    'She has drunk half a cup of water.',
    'Two other children in her group have it too.',
    'Should I keep her brother away from her?',
  ],
  updates: [
    'I measured again: {38.1..39.4}.',
    'She slept for {15..40} minutes and woke up crying.',
    'She drank another {40..120} ml of tea.',
  ],
  impatience: ['Is somebody reading this? Please, she is only three.', 'I am sorry to write again, I am just worried.'],
  thanks: ['Thank you, I feel calmer now.', 'Thank you so much, doctor.'],
}
