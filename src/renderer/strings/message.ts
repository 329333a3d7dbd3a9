/** Texts of what can be done with a message. */
export const message = {
  tools: 'What to do with this message',
  tool: {
    reply: 'Reply (R)',
    react: 'React (E)',
    edit: 'Edit (T)',
    redact: 'Redact (X)',
    history: 'History (H)',
  },
  picker: 'React with',
  pickerChoice: '{{emoji}}, key {{key}}',
  waiting: {
    edit: 'Edited here. Waiting to be sent.',
    redaction: 'Taken back. Waiting to be sent.',
    reaction: 'Your reaction waits to be sent.',
  },
  waitingForSocket: 'It goes once there is a live connection.',
  refused: {
    edit: 'Not edited. {{reason}}',
    redaction: 'Not redacted. {{reason}}',
    reaction: 'Your reaction was not taken. {{reason}}',
  },
  retry: 'Try again',
  discard: 'Give up',
  redactedBy: 'Redacted by {{name}} at {{time}}',
  redactedBecause: 'Redacted by {{name}} at {{time}}: {{reason}}',
  editing: {
    banner: 'Editing your message of {{time}}',
    label: 'New text of your message of {{time}}',
    hint: 'Enter saves, Escape leaves it as it was',
    save: 'Save',
    cancel: 'Leave',
  },
  redact: {
    title: 'Redact this message?',
    what: 'Its text is taken away for everyone in the session. The relay keeps a record of who redacted it, when and why.',
    discardTitle: 'Take this message back?',
    discardWhat:
      'It has not left this workstation as far as is known. It is discarded; should the relay have it after all, it is redacted there.',
    reason: 'Reason',
    reasons: {
      wrongPatient: 'Meant for another patient',
      wrongFacts: 'What it says is wrong',
      privacy: 'Says more than it should',
      other: 'Another reason',
    },
    own: 'Your reason',
    confirm: 'Redact',
    discard: 'Take back',
  },
  history: {
    title: 'History of this message',
    sent: '{{name}} wrote at {{time}}',
    edited: '{{name}} edited at {{time}}',
    gone: 'The text was taken away.',
  },
}
