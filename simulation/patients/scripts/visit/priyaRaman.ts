import type { PatientScript } from '../../patientScript.ts'

export const priyaRaman: PatientScript = {
  slug: 'priya-raman',
  patient: { name: 'Priya Raman', birthDate: '1994-06-30', sex: 'female', mrn: '220943' },
  kind: 'visit',
  temperament: 'talkative',
  opening: [
    "Hi there! So sorry to bother you, it's about my migraines, they've been getting much more frequent and I thought I'd better ask before it gets silly",
    "I had three last week alone, which for me is a lot, normally it's one a month if that",
  ],
  answers: {
    onset: [
      "Honestly it started creeping up in spring, around the time I changed jobs, so maybe it's the screens, or the lights, or the coffee, who knows",
    ],
    severity: [
      'The bad ones are easily an eight, I have to lie down in the dark and even the fridge is too loud. The small ones are a four',
    ],
    medicines: [
      "Sumatriptan 50 when I catch it early, plus naproxen. I've had maybe nine sumatriptan this month, is that too many?",
    ],
    allergies: ['Only to cats, and to Mondays. No but seriously, only cats'],
    fever: ['No fever at all, my forehead feels cool if anything'],
    breathing: ['Breathing is fine, no cough, nothing there'],
    history: [
      'My mum has them and so did her mum, we call it the family heirloom. I had an MRI in 2019 and it was all clear',
    ],
    other: [
      "Ooh good question, let me think. I'd say sometimes? Especially in the evening",
      'Could be! I did not think of that',
      "No, I don't think so, but then I never really paid attention",
    ],
  },
  followUps: [
    "Oh and I forgot, I do get the zigzag lines before, for about twenty minutes, they're almost pretty",
    'My partner says I skip lunch too much. He may have a point',
    'Is it all right to take magnesium? My colleague swears by it',
    "I've started a diary by the way, it's on my phone, I can send it",
  ],
  updates: [
    'Diary update: {5..7}.5 hours of sleep, {1..4} coffees, no zigzags so far',
    "Quick one, I've had {4..8} glasses of water today, being very good",
    "Light is a bit much right now, I'd call it a {2..5} out of ten",
  ],
  impatience: [
    'No rush at all, I know you must be swamped, just checking this went through!',
    'Still here, still squinting at the screen :)',
  ],
  thanks: ["That's brilliant, thank you so much, you've been really kind", 'Lovely, thanks a million!'],
}
