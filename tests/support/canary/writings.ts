import { randomBytes } from 'node:crypto'
import { newEntryId } from '../relay/nativeClient.ts'
import { mainSession } from './cast.ts'
import type { RecordedPerson } from './recordedPerson.ts'

export type Rightful = 'pat' | 'doc' | 'colleague' | 'ada'

/** Something that a person wrote, with a text in it that is nowhere else. */
export interface Writing {
  readonly what: string
  readonly marker: string
  /** Recipients who must have received it, or the test could not tell that others did not. */
  readonly seenBy: readonly Rightful[]
  /** `staff`: it is not for patients, whoever they are. */
  readonly of: 'care' | 'staff'
  /** Users outside of the main session who may have it. */
  readonly alsoOf?: readonly string[]
  /** Of those who were in, the ones whose right had ended before; all of them when it is missing. */
  readonly hiddenFrom?: ReadonlySet<string>
}

/** Recipients of a writing. */
export type Recipients = Omit<Writing, 'what' | 'marker'>
export const toAll: Recipients = { seenBy: ['pat', 'doc', 'colleague', 'ada'], of: 'care' }
export const toStaff: Recipients = { seenBy: ['doc', 'colleague', 'ada'], of: 'staff' }
export const toColleague: Recipients = { seenBy: ['colleague'], of: 'care' }
export const toPatient: Recipients = { seenBy: ['pat'], of: 'care' }

/** Returns a text of letters and digits alone, so that no protocol writes it otherwise; short enough for every field. */
export const newMarker = (): string => `canary${randomBytes(8).toString('hex')}`

/** Writings so far, and what makes new ones. */
export interface Markers {
  readonly writings: readonly Writing[]
  /** Returns a new marker, to be written by the caller. */
  readonly mark: (what: string, to: Recipients) => string
  /** Takes a text as the marker that is in use nowhere else. */
  readonly markBy: (marker: string, what: string, to: Recipients) => string
}

export function createMarkers(): Markers {
  const writings: Writing[] = []
  const markBy = (marker: string, what: string, to: Recipients) => {
    writings.push({ what, marker, ...to })
    return marker
  }
  return { writings, markBy, mark: (what, to) => markBy(newMarker(), what, to) }
}

export const main = (thread: 'care' | 'staff') => ({ sessionId: mainSession, thread }) as const

/** Sends a message into the main session, and returns its id. */
export async function sendMessage(by: RecordedPerson, thread: 'care' | 'staff', text: string, more: object = {}) {
  const id = newEntryId()
  await by.native.ask('message:send', { id, ...main(thread), text, ...more })
  return id
}

/** Posts JSON over REST, and returns the response. Throws when it is refused. */
export async function postJson(by: RecordedPerson, path: string, body: object): Promise<string> {
  const { status, text } = await by.fetch({ method: 'POST', path, body })
  if (status >= 300) throw new Error(`${path} was refused: ${text}`)
  return text
}
