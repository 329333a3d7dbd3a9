import type { PatientScript } from '../../patientScript.ts'

export const gerdaLindqvist: PatientScript = {
  slug: 'gerda-lindqvist',
  patient: { name: 'Gerda Lindqvist', birthDate: '1948-05-08', sex: 'female', mrn: '118265' },
  kind: 'visit',
  temperament: 'calm',
  opening: [
    'Good day. I was told to report my blood pressure here.',
    'It was 168 over 94 this morning, which is higher than usual.',
  ],
  answers: {
    onset: ['It has been climbing for about two weeks, according to my notebook.'],
    severity: ['I feel nothing unusual, only a slight pressure behind the eyes.'],
    medicines: ['Amlodipine 5 mg in the morning and losartan 50 mg in the evening. I have not missed any.'],
    allergies: ['I was told never to take sulfonamides.'],
    fever: ['No fever.'],
    breathing: ['No trouble with breathing, I walked to the library and back.'],
    history: ['High pressure since 2006, and a small stroke in 2018 without consequences.'],
    other: ['Not that I have noticed.', 'I would have to look it up in my notebook.', 'Yes, that is correct.'],
  },
  followUps: [
    'I measure seated, after five minutes, on the left arm, as the nurse showed me.',
    'I have eaten salted herring this week. That may have been unwise.',
    'Shall I increase the evening tablet?',
  ],
  updates: [
    'The last reading: {148..172} over {84..96}, pulse {62..74}.',
    'After resting: {144..160} over {80..90}.',
    'I have written down {5..9} readings so far this week.',
  ],
  impatience: ['I do not wish to press you, but I should like to know before the evening dose.'],
  thanks: ['Thank you, that is very clear.', 'I am grateful for your time.'],
}
