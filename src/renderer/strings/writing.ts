/** Texts of how a person writes: quick replies, and the time to take a message back. */
export const writing = {
  title: 'Quick replies and writing',
  own: 'Your quick replies',
  clinic: 'Quick replies of the clinic',
  noOwn: 'You have none yet. They stay on this workstation, encrypted.',
  add: 'Add a reply',
  adding: 'New reply',
  changing: 'Change a reply',
  change: 'Change {{name}}',
  remove: 'Remove',
  removeQuestion: 'Remove for good?',
  keep: 'Keep',
  version: 'v{{version}}, {{time}}, by {{by}}',
  name: 'Name, by which you find it',
  text: 'Text',
  blanks:
    'These are filled in by themselves: {{known}}. Any other word in braces, such as {dose}, is asked for before the message can be sent. A brace with a space after it is only a brace.',
  has: 'Blanks: {{names}}',
  save: 'Save',
  fault: {
    name: 'Give it a name of 1 to {{most}} characters.',
    noText: 'Write what it says.',
    tooLong: 'This does not fit into one message. Shorten it.',
  },
  leaveAgain: 'This is not saved. Press Escape or Cancel again to leave it.',
  undo: {
    title: 'Taking a message back',
    label: 'Seconds before a message goes',
    hint: '0 to {{most}}. Until then you can take it back; 0 sends at once.',
    notSo: 'This is a whole number from 0 to {{most}}. What was set before holds.',
  },
}
