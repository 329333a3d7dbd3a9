/** Why there is no visit on the screen, or no longer one to write in. */
export type EndReason = 'ended' | 'expired' | 'used' | 'invalid' | 'missing' | 'unsupported'

/** Every word that the page shows, in one place. */
export const strings = {
  title: 'Your visit',
  titleWith: (names: string) => `Your visit with ${names}`,
  teamFallback: 'your care team',
  opening: 'Opening your visit…',
  openingOffline: 'You are offline. Your visit opens as soon as you are connected.',
  messages: 'Messages',
  earlier: 'Show earlier messages',
  beginning: 'This is the beginning of your visit.',
  empty: 'Write your first message below. Your care team will see it.',
  newMessages: 'New messages',
  write: 'Write a message',
  send: 'Send',
  tooLong: 'This message is too long. Please shorten it, or send it in parts.',
  you: 'You',
  says: (name: string, text: string) => `${name}: ${text}`,
  edited: 'Edited',
  redacted: 'This message was removed.',
  encrypted: 'This message is encrypted and cannot be shown here.',
  image: (name: string) => `Picture: ${name}`,
  imageWaits: 'Loading the picture…',
  imageFailed: 'The picture could not be loaded.',
  download: (name: string) => `Save ${name}`,
  downloadFailed: 'The file could not be loaded. Try again.',
  reactions: (emoji: string, count: number) => (count === 1 ? emoji : `${emoji} ${count}`),
  status: {
    waiting: 'Waiting to be sent',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
  },
  notSent: 'Not sent',
  refused: {
    outsideHours: 'Your care team is not available at this time. Try again when they are back.',
    sessionClosed: 'The visit has ended.',
    tooLarge: 'The message is too long.',
    other: 'The message could not be sent.',
  },
  again: 'Send again',
  discard: 'Remove',
  typing: (names: readonly string[]) =>
    names.length === 1 ? `${names[0]} is typing` : `${names.join(', ')} are typing`,
  roles: { patient: 'Patient', clinician: 'Clinician', support: 'Support', admin: 'Administrator' },
  notices: {
    joined: (name: string) => `${name} joined the visit`,
    left: (name: string) => `${name} left the visit`,
    closed: 'The visit was ended',
    reopened: 'The visit was opened again',
    expired: 'The time of the visit is over',
    transferred: (name: string) => `${name} now looks after your visit`,
  },
  link: {
    connecting: 'Connecting…',
    connected: 'Connected',
    lost: 'Connection lost. Trying again…',
    offline: 'You are offline. What you write is kept here and sent when you are connected again.',
  },
  waitingCount: (count: number) => (count === 1 ? '1 message waits to be sent.' : `${count} messages wait to be sent.`),
  endedHere: 'The visit has ended. You can still read it here until you close this page.',
  ends: {
    ended: {
      title: 'This visit has ended',
      text: 'If you still need help, contact your clinic and ask for a new visit.',
    },
    expired: {
      title: 'This link has expired',
      text: 'Links can be opened for a short time only, for your safety. Contact your clinic and ask for a new link.',
    },
    used: {
      title: 'This link was already opened',
      text: 'It was opened in another browser or on another device. Go on there, or contact your clinic and ask for a new link.',
    },
    invalid: {
      title: 'This link does not work',
      text: 'Check that you opened the whole link, exactly as you received it. If it still does not work, contact your clinic and ask for a new one.',
    },
    missing: {
      title: 'No visit is open here',
      text: 'Open the link that your clinic has sent to you. If you cannot find it, contact your clinic and ask for a new one.',
    },
    unsupported: {
      title: 'This browser cannot keep your messages',
      text: 'Private browsing, or storage that is switched off or full, may be the reason. Open the link in a normal window of an up-to-date browser.',
    },
  } satisfies Record<EndReason, { readonly title: string; readonly text: string }>,
  emergency: 'In an emergency, call your local emergency number.',
} as const
