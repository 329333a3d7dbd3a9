import type { PatientScript } from '../../patientScript.ts'

export const aishaBello: PatientScript = {
  slug: 'aisha-bello',
  patient: { name: 'Aisha Bello', birthDate: '1996-04-21', sex: 'female', mrn: '288954' },
  kind: 'telemedicine',
  temperament: 'anxious',
  opening: [
    'Good afternoon, I am 31 weeks pregnant and the baby is moving less since yesterday',
    "It is my first, I don't know if that is normal",
  ],
  answers: {
    onset: ['Since yesterday evening, normally she kicks a lot after dinner'],
    severity: ['No pain, only some tightening now and then, maybe twice an hour'],
    medicines: ['Iron and folic acid, nothing else'],
    allergies: ['Latex'],
    fever: ['No fever, 36.8'],
    breathing: ['A bit breathless, but that has been for weeks'],
    history: ['Everything was fine at the 28 week scan. My blood pressure was a little high last time'],
    other: ['I am not sure, I can check', 'Yes, I think so', 'No, no bleeding and no water'],
  },
  followUps: [
    'I drank something cold and lay on my left side like they say',
    'My husband can drive me in 20 minutes',
    'I am trying not to panic',
  ],
  updates: [
    'I counted {1..5} movements in the last half hour',
    'Blood pressure at home {128..142} over {80..92}',
    'One more tightening, {20..40} seconds, no pain',
  ],
  impatience: ['Please, should I go in now?', 'Sorry, I really need to know'],
  thanks: ['Thank you, we are getting ready', 'God bless you, thank you'],
}
