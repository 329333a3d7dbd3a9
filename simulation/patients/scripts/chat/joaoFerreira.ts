import type { PatientScript } from '../../patientScript.ts'

export const joaoFerreira: PatientScript = {
  slug: 'joao-ferreira',
  patient: { name: 'João Ferreira', birthDate: '1980-03-22', sex: 'male', mrn: '258231' },
  kind: 'chat',
  temperament: 'calm',
  opening: ['Good morning. I started the new asthma inhaler on Monday.', 'My mouth is sore now, with white spots.'],
  answers: {
    onset: ['The spots since yesterday. The soreness one day before.'],
    severity: ['Two or three. Hot food is worse, more like five.'],
    medicines: ['The purple inhaler, two puffs twice a day, and the blue one when needed.'],
    allergies: ['Dust and dogs.'],
    fever: ['No fever.'],
    breathing: ['The breathing is much better, I must say. No wheeze at night.'],
    history: ['Asthma since I was twelve. In hospital once, 2007.'],
    other: ['Possibly, yes.', 'No, I did not notice.', 'I can check and tell you.'],
  },
  followUps: [
    'I do not rinse after it. Should I?',
    'The spacer is still in the box, honestly.',
    'Do I stop the purple one?',
  ],
  updates: [
    'Peak flow {430..510} today.',
    'I needed the blue one {0..2} times since this morning.',
    'Rinsed with salt water, {2..4} times.',
  ],
  impatience: ['When you have a moment, please.'],
  thanks: ['Thank you, I will rinse from now on.', 'Obrigado, doctor.'],
}
