import type { PatientScript } from '../../patientScript.ts'

export const ruthAbrams: PatientScript = {
  slug: 'ruth-abrams',
  patient: { name: 'רות אברמס', birthDate: '1953-06-17', sex: 'female', mrn: '129903' },
  writerName: 'Ruth Abrams',
  kind: 'chat',
  temperament: 'calm',
  opening: ['שלום דוקטור, זאת רות.', 'Sorry, I will write English. The new cholesterol pill gives me muscle aches.'],
  answers: {
    onset: ['It started a week after I began the pill, so about twelve days now.'],
    severity: ['Like after too much gardening. Four, sometimes five.'],
    medicines: ['Rosuvastatin 20 at night, that is the new one. Also Eltroxin in the morning.'],
    allergies: ['Iodine, they say. It is on my bracelet.'],
    fever: ['No fever, bli ayin hara.'],
    breathing: ['Breathing well, thank God.'],
    history: ['With the old one, atorvastatin, I had the same thing.'],
    other: ['I suppose so.', 'No, dear.', 'Maybe, I did not think about it.'],
  },
  followUps: [
    'The thighs mostly, both sides.',
    'My urine is normal in color, I looked, my neighbour told me to look.',
    'May I stop it until we speak?',
  ],
  updates: [
    'Today I climbed {20..60} stairs, slowly.',
    'The ache is {3..5} today.',
    'תודה, I am patient, I have {2..5} grandchildren here.',
  ],
  impatience: ['I am still here, do not forget me.'],
  thanks: ['תודה רבה, doctor.', 'Bless you, that helps.'],
}
