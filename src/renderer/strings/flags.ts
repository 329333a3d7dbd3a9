/** Reasons for which a patient goes before others. No word here says that somebody is well. */
export const flags = {
  title: 'Flags',
  raised: 'Red flag, {{name}}: “{{quote}}”',
  raisedByClinics: 'Red flag, {{name}}: “{{quote}}”, by “{{phrase}}” of your clinic’s list',
  byBuiltIn: 'by “{{phrase}}” of the built-in list',
  byClinics: 'by “{{phrase}}” of your clinic’s list',
  short: 'red flag',
  turns_one: '{{count}} message without an answer',
  turns_other: '{{count}} messages without an answer',
  waiting_one: '{{count}} message',
  waiting_other: '{{count}} messages',
  minutesLeft: '{{count}} min left',
  none: 'No phrase of the list was found in what waits for an answer.',
  inPart: 'Only a part of what waits for an answer is on this workstation, and was looked through.',
  nothingWaits: 'Nothing waits for an answer. Only what does is looked through.',
  list: 'Found by a list of phrases, which does not know every danger. Read what was written.',
  show: 'Show the message',
}
