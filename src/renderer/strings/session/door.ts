/** Words of a new patient at the door: who it is, and the link that they are given. */
export const door = {
  title: 'New patient at the door',
  name: 'Name',
  birthDate: 'Birth date',
  mrn: 'Identifier (MRN)',
  kind: 'Kind',
  kindOf: {
    telemedicine: 'Telemedicine',
    chat: 'Chat',
    visit: 'Visit',
    consultation: 'Consultation',
  },
  onlyName: 'Only the name is needed.',
  make: 'Open a session',
  alike: 'There is one already: {{name}}.',
  problem: {
    noName: 'Type the name of the patient first.',
    badDate: 'The birth date is not a whole date. Complete it, or leave it empty.',
    needsRelay:
      '{{reason}} A new patient needs the relay. What you typed is kept: press Enter again when you are connected.',
    refused: 'No session was opened. {{reason}}',
  },
  notYours: 'Only clinicians open sessions.',
  madeTitle: 'Session opened',
  made: 'The session is yours. Give the patient this link, or hold the code before their camera.',
  madeWithoutLink: 'The session is yours. There is no link yet.',
  linkAgain: 'Make a link',
  write: 'Write the first message',
}
