import type { PatientScript } from '../../patientScript.ts'

export const kwameMensah: PatientScript = {
  slug: 'kwame-mensah',
  patient: { name: 'Kwame Mensah', birthDate: '1990-08-27', sex: 'male', mrn: '266031' },
  kind: 'consultation',
  temperament: 'calm',
  opening: [
    'Good morning doctor, I twisted my ankle at football last night.',
    'It is swollen on the outside and I can hardly put weight on it.',
  ],
  answers: {
    onset: ["Around nine last night, I landed on another player's foot."],
    severity: ['Four at rest, eight when I step on it.'],
    medicines: ['Paracetamol, two tablets at midnight and two this morning.'],
    allergies: ['No allergies at all.'],
    fever: ['No fever.'],
    breathing: ['Breathing is fine.'],
    history: ['I sprained the same ankle in 2021, it took six weeks.'],
    other: ['It is hard to tell with the swelling.', 'Yes, I believe so.', 'No, nothing like that.'],
  },
  followUps: [
    'I heard a pop when it happened.',
    'I have iced it every two hours.',
    'Do I need an X-ray, or can I wait until Monday?',
    'I drive for work, so I need the right foot.',
  ],
  updates: [
    'I could take {2..7} steps to the kitchen just now.',
    'Iced it again for {10..20} minutes.',
    'The bruise has spread, it is about {6..12} cm long.',
  ],
  impatience: ['Doctor, please let me know whether I should go to the hospital today.'],
  thanks: ['Thank you doctor, I will do that.', 'Much appreciated.'],
}
