/** Names of the blanks that are filled in by themselves, where there is something to fill in. */
export const knownBlanks = ['patient', 'first name', 'me', 'clinic', 'date', 'time', 'weekday'] as const
type KnownBlank = (typeof knownBlanks)[number]

/** A session and its writer, as far as a reply speaks of them; empty: not known. */
export interface ReplySubject {
  readonly patient: string
  readonly firstName: string
  /** Name of who writes. */
  readonly me: string
  readonly clinic: string
  readonly nowMs: number
  /** Language in which dates are written. */
  readonly language: string
}

/** Returns the values of the blanks that are known. What is not known stays a blank, and is asked for. */
export function replyValues(subject: ReplySubject): ReadonlyMap<string, string> {
  const { patient, firstName, me, clinic, nowMs, language } = subject
  const written = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat(language, options).format(nowMs)
  const values: Readonly<Record<KnownBlank, string>> = {
    ...{ patient, 'first name': firstName, me, clinic },
    date: written({ day: 'numeric', month: 'long', year: 'numeric' }),
    time: written({ hour: '2-digit', minute: '2-digit' }),
    weekday: written({ weekday: 'long' }),
  }
  return new Map(Object.entries(values).filter(([, value]) => value.trim() !== ''))
}
