import type { PatientScript } from '../../patientScript.ts'

export const liWei: PatientScript = {
  slug: 'li-wei',
  patient: { name: '李伟', birthDate: '1983-02-11', sex: 'male', mrn: '377540' },
  kind: 'telemedicine',
  temperament: 'quick',
  opening: [
    '医生您好，我咳嗽一个星期了',
    'Sorry, I can also write in English. Cough for one week, at night very strong.',
  ],
  answers: {
    onset: ['Started last Tuesday, first the throat, then cough.'],
    severity: ['Daytime okay. Night maybe 7, I can not sleep.'],
    medicines: ['Only some Chinese herbal syrup 枇杷膏 and hot water.'],
    allergies: ['Shrimp. No medicine allergy.'],
    fever: ['First two days 38.1, now no.'],
    breathing: ['A little wheezing when I lie down. Yellow mucus in the morning.'],
    history: ['As a child I had asthma, not any more.'],
    other: ['Maybe yes.', 'I am not sure how to say it in English. 有一点', 'No.'],
  },
  followUps: [
    'My son has same cough, he is better already.',
    'Is antibiotic necessary?',
    'I have an important flight on Friday.',
  ],
  updates: [
    'Last hour I coughed about {6..20} times.',
    'Temperature {36.5..37.4}, normal.',
    '现在好一点了, a little better.',
  ],
  impatience: ['您好，请问在吗？', 'Hello doctor, still waiting.'],
  thanks: ['谢谢医生! Thank you.', 'Okay, thank you, I will follow.'],
}
