import type { PatientScript } from '../../patientScript.ts'

export const ninaSolberg: PatientScript = {
  slug: 'nina-solberg',
  patient: { name: 'Nina Solberg', birthDate: '2001-12-05', sex: 'female', mrn: '509377' },
  kind: 'chat',
  temperament: 'quick',
  opening: ['heyy 😅 so i think i have pink eye', 'left one is all goopy 👁️🤢'],
  answers: {
    onset: ['noticed it yesterday evening after the pool 🏊'],
    severity: ["doesn't really hurt, itchy like crazy tho 😩"],
    medicines: ['nothing, just washed it w water 💧'],
    allergies: ["pollen 🌼 that's it"],
    fever: ['nah no fever 👍'],
    breathing: ['all good there 😌'],
    history: ['had it once when i was like 10'],
    other: ['hmm idk 🤷‍♀️', 'kinda?', 'nope 🙅‍♀️'],
  },
  followUps: [
    'i wear contacts, took them out ofc 🙏',
    'can i go to class tomorrow?? 📚',
    'my roommate is freaking out lol 😂',
    'wanna see a pic? 📸',
  ],
  updates: [
    "washed it again, that's {3..9} times today 💧",
    'itch level {3..8}/10 😵',
    "ok now the right one itches too?? or i'm imagining it 😬",
  ],
  impatience: ['u there? 👀', 'helloooo 🥺'],
  thanks: ['omg thank you 💛', 'ur the best 🙌'],
}
