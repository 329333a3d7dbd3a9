import type { PatientScript } from '../../patientScript.ts'

export const oliviaGrant: PatientScript = {
  slug: 'olivia-grant',
  patient: { name: 'Olivia Grant', birthDate: '2009-10-10', sex: 'female', mrn: '347712' },
  writerName: 'Joanne Grant',
  kind: 'consultation',
  temperament: 'calm',
  opening: [
    "Hello, this is Joanne, Olivia's mum. Olivia is sitting next to me.",
    'She has had tummy pain since last night and it has moved to the right side.',
  ],
  answers: {
    onset: ['About ten last night around the belly button, and by this morning lower right.'],
    severity: ["She says seven. She walks bent over and doesn't want to jump or cough."],
    medicines: ['One paracetamol at seven. She threw up about an hour later.'],
    allergies: ['Amoxicillin, came out in hives when she was five.'],
    fever: ["37.9 at eight o'clock."],
    breathing: ['Fine, but coughing hurts her tummy.'],
    history: ['Nothing, never even broken a bone. Her period was two weeks ago, she says.'],
    other: ['Let me ask her. She says a bit.', 'She says no.', 'We are not sure, sorry.'],
  },
  followUps: [
    "She hasn't eaten since yesterday lunch.",
    'She says it is better when she lies still with her knees up.',
    'We can be at the hospital in half an hour if you think so.',
  ],
  updates: [
    'Temperature {37.7..38.4} now.',
    'Olivia says {6..8} out of ten.',
    'She was sick again, {1..2} times, just bile.',
  ],
  impatience: ['Sorry to chase, she really is not comfortable.', 'Should we just drive in?'],
  thanks: ['Thank you, we are leaving now.', 'Thank you from both of us.'],
}
