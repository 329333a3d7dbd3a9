/** Finding in one conversation, and going to a day of it. */
export const find = {
  title: 'Find in this conversation',
  place: '{{at}} of {{count}}',
  placeOfNewest: '{{at}} of the newest {{count}}',
  nothing: 'Not found',
  next: 'Next (Enter)',
  previous: 'Previous (Shift Enter)',
  stay: 'Close, and stay here. Escape goes back to where you read.',
  notHeld: 'Earlier messages are not on this workstation, and were not looked through.',
  fetch: 'Look through them, too',
  fetching: 'Fetching earlier messages from the relay',
  notFetched: 'Earlier messages could not be fetched. {{reason}}',
  notWhole: 'This workstation is still taking messages in. They are not found yet.',
}

export const day = {
  title: 'Go to a day',
  label: 'Day',
  go: 'Go there',
  finding: 'Looking for the day',
  nothing: 'Nothing was said from that day on.',
  notADay: 'Give a day, such as the one on which the session began.',
}

/** The sheet of shortcuts. */
export const shortcuts = {
  title: 'Shortcuts',
  field: 'An action or a key',
  list: 'Actions and their keys',
  nothing: 'No action of this name',
  notNow: 'not now',
  or: 'or',
  elsewhere: 'where no text has the focus',
  section: {
    go: 'Going somewhere',
    session: 'The session',
    tabs: 'Tabs',
    view: 'What is shown',
    account: 'You',
    message: 'On the message that the keyboard is at',
  },
}
