/**
 * Something that a person does with the message that the keyboard is at, in the order of its buttons. No text has the focus then, so a letter alone
 * is its key: the one that types it, or is in its place on a keyboard without Latin letters. The first key is the one that is shown.
 */
export const messageKeys = [
  { act: 'reply', name: 'Answer the message', keys: ['R'] },
  { act: 'react', name: 'React to the message, or take that back', keys: ['E'] },
  { act: 'edit', name: 'Edit the own message', keys: ['T'] },
  { act: 'redact', name: 'Redact the message', keys: ['X', 'Delete'] },
  { act: 'history', name: 'Show all versions of the message', keys: ['H'] },
] as const

/** Something that a person can do with a message. */
export type MessageAct = (typeof messageKeys)[number]['act']
