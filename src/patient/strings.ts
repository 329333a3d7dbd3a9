import type { FailureKind } from '../shared/model/failure.ts'
import { limits } from '../shared/protocol/limits.ts'
import type { FileProblem } from './files/draftFiles.ts'

const bytesPerMb = 1024 * 1024
const mostMb = limits.attachmentBytes / bytesPerMb
const mbFormat = new Intl.NumberFormat(undefined, { maximumFractionDigits: 1 })
const timeText = (atMs: number) => new Date(atMs).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' })
const isPicture = ({ mediaType }: { readonly mediaType: string }) => mediaType.startsWith('image/')

/** Reason why there is no visit on the screen, or no longer one to write in. */
export type EndReason = 'left' | 'ended' | 'expired' | 'used' | 'invalid' | 'missing' | 'unsupported' | 'outdated'

/** Every word that the page shows, in one place. */
export const strings = {
  title: 'Your visit',
  titleWith: (names: string) => `Your visit with ${names}`,
  teamFallback: 'your care team',
  whose: (name: string, birthYear: string | undefined) =>
    birthYear === undefined
      ? `For ${name}${name.endsWith('.') ? '' : '.'} Not you?`
      : `For ${name}, born ${birthYear}. Not you?`,
  leave: 'Leave on this device',
  leaveTitle: 'Leave this visit on this device?',
  leaveText:
    'Everything of this visit is removed from this device. To come back, ask your clinic for a new link. If this visit is not yours, please leave it, and tell the clinic that the link came to you.',
  leaveUnsent: (count: number) =>
    count === 1
      ? '1 message was not sent yet. It will be lost.'
      : `${count} messages were not sent yet. They will be lost.`,
  leaveFailed: 'It could not be removed. Try again.',
  cancelLeave: 'Stay',
  ask: {
    title: 'Is this your visit?',
    text: 'A visit was open on this device. To go on with it, enter the patient’s date of birth, or open the link that your clinic has sent to you.',
    legend: 'Date of birth of the patient',
    hint: 'For example 27 3 2007',
    day: 'Day',
    month: 'Month',
    year: 'Year',
    open: 'Open the visit',
    noDate: 'Enter a day, a month and a year, in figures.',
    wrong: (left: number) =>
      `That is not the date of birth that the clinic has. You can try ${left === 1 ? 'once more' : `${left} more times`}.`,
  },
  unkept:
    'This browser cannot store anything at the moment. What you write may be lost when you close this page. Close other pages, or free some space.',
  opening: 'Opening your visit…',
  openingUnkept: 'This browser cannot store anything at the moment. Trying again…',
  openingOffline: 'You are offline. Your visit opens as soon as you are connected.',
  messages: 'Messages',
  earlier: 'Show earlier messages',
  earlierFailed: 'Earlier messages can be shown when you are connected.',
  beginning: 'This is the beginning of your visit.',
  empty: 'Write your first message below. Your care team will see it.',
  newMessages: 'New messages',
  write: 'Write a message',
  send: 'Send',
  nothingToSend: 'There is nothing to send yet. Please write something first.',
  tooLong: 'This message is too long. Please shorten it, or send it in parts.',
  you: 'You',
  spokenMessage: (name: string, text: string) => `${name}: ${text}`,
  unread: 'New messages',
  today: 'Today',
  yesterday: 'Yesterday',
  earlierMessage: 'An earlier message',
  /** Text in place of a message that has only files, where there is room for words alone. */
  filesInstead: (files: readonly { readonly mediaType: string }[]) =>
    files.length === 0 ? '' : files.every(isPicture) ? (files.length === 1 ? 'Picture' : 'Pictures') : 'File',
  edited: 'Edited',
  redacted: 'This message was removed.',
  /** Text in place of a message in which nothing can be seen, from before such were refused. */
  blank: 'Blank message',
  encrypted: 'This message is encrypted and cannot be shown here.',
  picture: (name: string) => `Picture: ${name}`,
  openPicture: (name: string) => `Open picture ${name}`,
  pictureWaits: 'Loading the picture…',
  pictureFailed: 'The picture could not be loaded.',
  loadAgain: 'Load again',
  closePicture: 'Close',
  largerPicture: 'Larger',
  fitPicture: 'Fit to screen',
  download: (name: string) => `Save ${name}`,
  save: 'Save',
  play: (name: string) => `Play ${name}`,
  voice: (name: string) => `Voice message ${name}`,
  downloadFailed: 'The file could not be loaded. Try again.',
  size: (bytes: number) =>
    bytes < bytesPerMb / 10
      ? `${Math.max(1, Math.round(bytes / 1024))} KB`
      : `${mbFormat.format(bytes / bytesPerMb)} MB`,
  attach: 'Add pictures or files',
  attachHint: `Pictures and PDF files, up to ${mostMb} MB each, ${limits.attachmentsPerMessage} in a message.`,
  attachByHand: 'You can also paste or drop them here.',
  choose: 'Choose from this device',
  takePhoto: 'Take a photo',
  chosen: 'To be sent with your message',
  preparing: 'Adding…',
  added: (count: number) => (count === 1 ? '1 file added' : `${count} files added`),
  removeFile: (name: string) => `Remove ${name}`,
  fileProblem: ({ name, fault }: FileProblem) => fileFaults[fault](name),
  dropHere: 'Drop pictures or files to add them',
  reactionsLabel: 'Reactions: ',
  reactions: (emoji: string, count: number) => (count === 1 ? emoji : `${emoji} ${count}`),
  status: {
    waiting: 'Waiting to be sent',
    uploading: 'Sending…',
    crowded:
      'Waiting: these are too many files at once. They are sent by themselves when there is room, within an hour.',
    untaken: 'Waiting: your clinic cannot take files at this moment. They are sent by themselves when it can.',
    sent: 'Sent',
    delivered: 'Delivered',
    read: 'Read',
  },
  notSent: 'Not sent',
  refused: (kind: FailureKind, hasFiles: boolean) => {
    if (kind === 'outsideHours' || kind === 'sessionClosed') return refusals[kind]
    if (!hasFiles) return kind === 'tooLarge' ? refusals.tooLarge : refusals.other
    return kind === 'tooLarge' || kind === 'invalid' || kind === 'notFound' ? fileRefusals[kind] : refusals.other
  },
  resend: 'Send again',
  discard: 'Remove',
  cancel: 'Cancel',
  sending: (names: string) => `Sending ${names}`,
  typing: (names: readonly string[]) =>
    names.length === 1 ? `${names[0]} is typing` : `${names.join(', ')} are typing`,
  roles: { patient: 'Patient', clinician: 'Clinician', support: 'Support', admin: 'Administrator' },
  notices: {
    joined: (name: string) => `${name} joined the visit`,
    left: (name: string) => `${name} left the visit`,
    closed: 'The visit was ended',
    reopened: 'The visit was opened again',
    expired: 'The time of the visit is over',
    extended: 'The time of the visit was extended',
    extendedUntil: (at: number) => `The visit can go on until ${timeText(at)}`,
    disputed: 'The support team was asked to look at this visit',
    disputeResolved: 'The support team has finished looking at this visit',
    transferred: (name: string) => `${name} now looks after your visit`,
  },
  link: {
    connecting: 'Connecting…',
    connected: 'Connected',
    lost: 'Connection lost. Trying again…',
    offline: 'You are offline. What you write is kept here and sent when you are connected again.',
  },
  waitingCount: (count: number) => (count === 1 ? '1 message waits to be sent.' : `${count} messages wait to be sent.`),
  endedHere:
    'The visit has ended. You can still read it here until you close this page. If your clinic opens it again, it goes on here by itself.',
  ends: {
    left: {
      title: 'You have left the visit',
      text: 'Nothing of it is kept on this device. To come back, ask your clinic for a new link.',
    },
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
    outdated: {
      title: 'This page is out of date',
      text: 'Your clinic has a newer version of it. Load the page again to go on. What you have written is kept.',
    },
  } satisfies Record<EndReason, { readonly title: string; readonly text: string }>,
  reload: 'Load again',
  emergency: 'In an emergency, call your local emergency number.',
  emergencyCall: 'In an emergency, call',
  clinicCall: 'If you cannot wait for an answer, call your clinic:',
} as const

const kinds = 'Send a JPEG, PNG, WebP, GIF or HEIC picture, or a PDF.'
const fileFaults: Readonly<Record<FileProblem['fault'], (name: string) => string>> = {
  empty: (name) => `${name} is empty. Choose another file.`,
  tooLarge: (name) =>
    `${name} is larger than ${mostMb} MB. Choose a smaller one, or take the photo with a lower resolution.`,
  kind: (name) => `${name} is not of a kind that can be sent. ${kinds}`,
  unreadable: (name) => `${name} could not be read. Choose it again.`,
  insecure: () => 'Pictures and files can be sent over a secure connection only: the address must begin with https.',
  unkept: (name) => `${name} could not be stored by this browser. Choose it again.`,
  full: (name) => `There is no room for ${name} on this device. Free some space, or choose a smaller one.`,
  tooMany: (name) =>
    `${name} was not added: a message carries at most ${limits.attachmentsPerMessage}. Send these first, then add the rest.`,
}
const refusals = {
  outsideHours:
    'Your care team is not available at this time. Your message is kept here: send it again when they are back. If it cannot wait, contact your clinic.',
  sessionClosed:
    'The visit has ended, and this was not sent. Contact your clinic if it is important. If the visit is opened again, it is sent by itself.',
  tooLarge: 'The message is too long.',
  other: 'The message could not be sent.',
}
const fileRefusals = {
  tooLarge: 'A file is too large. Remove the message and send a smaller one.',
  invalid: `A file was not accepted. It may be damaged or unsafe. Remove the message and choose another. ${kinds}`,
  notFound: 'A file could not be sent. Remove the message and choose the file again.',
}
