/** Question that is asked of a session: until when it is put off, or why it needs no answer. */
export type LaterKind = 'later' | 'noneNeeded'

/** Reasons that are offered for each, in the order of their digits; after them comes one in own words. */
export const laterReasons = {
  later: ['result', 'colleague', 'askedLater', 'sends', 'looksUp'],
  noneNeeded: ['thanks', 'answeredElsewhere', 'information'],
} as const satisfies Record<LaterKind, readonly string[]>
