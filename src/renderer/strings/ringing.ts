/** Words of the ring for patients whom nobody has taken. */
export const ringing = {
  untaken: 'Nobody has taken {{name}}.',
  waits: 'Waits {{waited}}.',
  others_one: 'Nor {{count}} other.',
  others_other: 'Nor {{count}} others.',
  open: 'Open',
}
