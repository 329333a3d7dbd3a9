/** Texts of the panel of unsent messages. */
export const outbox = {
  title: 'Unsent messages',
  close: 'Close',
  nothing: '0 unsent. The relay has acknowledged every message of this console.',
  queued_one: '{{count}} message waits to be sent.',
  queued_other: '{{count}} messages wait to be sent.',
  queuedOffline_one: '{{count}} message is safe on this workstation and goes out when the relay can be reached.',
  queuedOffline_other: '{{count}} messages are safe on this workstation and go out when the relay can be reached.',
  refused_one: '{{count}} message was refused and needs you.',
  refused_other: '{{count}} messages were refused and need you.',
  open: 'Open {{name}}',
  change: {
    edit: 'New text of a message: {{text}}',
    redaction: 'Redaction of a message',
    redactionBecause: 'Redaction of a message: {{reason}}',
    reaction: 'Reaction {{emoji}}',
    reactionBack: 'Reaction {{emoji}} taken back',
  },
  thread: { care: 'to the patient', staff: 'to staff' },
  state: {
    queued_zero: 'Waiting to be sent',
    queued_one: 'Waiting to be sent, tried {{count}} time',
    queued_other: 'Waiting to be sent, tried {{count}} times',
    waitsForSocket: 'Waiting for a live connection: it goes by no other way',
    refused: 'Refused. {{reason}}',
    leftWhileEdited:
      'No longer waiting: it was sent, or discarded in another window, without your change. Your text is kept here, unsent.',
  },
}

/** Actions on an unsent message, wherever it stands. */
export const unsent = {
  retry: 'Try again',
  edit: 'Edit',
  editLabel: 'Text of the unsent message',
  saveAndSend: 'Save and send',
  sendAsNew: 'Send as a new message',
  cancel: 'Cancel',
  discard: 'Discard',
  discardQuestion: 'Discard for good?',
  discardYes: 'Discard',
  discardNo: 'Keep',
}
