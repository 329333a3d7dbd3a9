import type { PatientScript } from '../../patientScript.ts'

export const frankDelaney: PatientScript = {
  slug: 'frank-delaney',
  patient: { name: 'Frank Delaney', birthDate: '1963-02-28', sex: 'male', mrn: '177345' },
  kind: 'chat',
  temperament: 'quick',
  opening: [
    'I have been waiting for the results of my blood test for nine days.',
    'Can somebody tell me the PSA value?',
  ],
  answers: {
    onset: ['Blood was taken on the 12th at your lab.'],
    severity: ['No pain. I want the number.'],
    medicines: ['Tamsulosin. It is in my file.'],
    allergies: ['None, also in my file.'],
    fever: ['No.'],
    breathing: ['Irrelevant, but fine.'],
    history: ['PSA was 4.1 in spring. My brother had prostate cancer at 61.'],
    other: ['I already told the nurse that.', 'That is in my file.', 'No.'],
  },
  followUps: [
    'I called the lab, they say it was sent to you last week.',
    'I get up four times a night now, since you will ask.',
    'I would like an appointment this week.',
  ],
  updates: [
    'I have checked the portal for the {3..9}th time today. Nothing.',
    'It has been {9..11} days.',
    'Got up {3..5} times last night.',
  ],
  impatience: ['Is anybody going to answer?', 'This is not acceptable.', 'I can see that you are online.'],
  thanks: ['Good. Thank you.', 'Fine, thanks for looking into it.'],
}
