import { createHash } from 'node:crypto'
import { type Entry, entrySchema } from '../../../src/shared/model/entry.ts'
import { nextInChain, startOfChain } from '../../../src/shared/model/record/chain.ts'
import { closingOfFile, linksInFile, openingOfFile } from '../../../src/shared/model/record/recordFile.ts'
import {
  type RecordHead,
  type RecordHeader,
  type RecordLink,
  recordHeaderSchema,
} from '../../../src/shared/model/record/sessionRecord.ts'

export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

const sessionId = 'consultation:7'

const idOf = (seq: number) => `01900000-0000-7000-8000-${seq.toString(16).padStart(12, '0')}`

/** Returns a message of a patient or of a clinician, in turn. */
export function messageAt(thread: Entry['thread'], seq: number, text = `message ${seq}: "Grüße" 👍`): Entry {
  const isOfPatient = thread === 'care' && seq % 2 === 1
  return entrySchema.parse({
    ...{ id: idOf(seq + (thread === 'care' ? 0 : 1_000_000)), sessionId, thread, seq, at: 1_700_000_000_000 + seq },
    ...(isOfPatient
      ? { senderId: 'pat', senderName: 'Ada Park', senderRole: 'patient' }
      : { senderId: 'doc', senderName: 'Dr Lind', senderRole: 'clinician' }),
    body: { kind: 'message', type: 'text', text },
  })
}

/** A record as it stands in a file. */
export interface BuiltRecord {
  readonly header: RecordHeader
  readonly start: string
  readonly links: readonly RecordLink[]
  readonly head: RecordHead
}

/** Builds the record of a session of which a thread has so many messages. */
export function buildRecord({ care, staff }: { readonly care: number; readonly staff?: number }): BuiltRecord {
  const person = { userId: 'doc', name: 'Dr Lind', role: 'clinician' }
  const header = recordHeaderSchema.parse({
    session: { id: sessionId, kind: 'consultation', active: false, createdAt: 1_700_000_000_000 },
    patient: { name: 'Ada Park', birthDate: '1950-02-03', sex: 'female', mrn: 'MRN-7' },
    participants: [{ userId: 'pat', name: 'Ada Park', role: 'patient' }, person],
    exported: { at: 1_764_547_200_000, by: person, isFromRelay: true },
    threads: [{ thread: 'care', entries: care }, ...(staff === undefined ? [] : [{ thread: 'staff', entries: staff }])],
  })
  return chainOf(
    header,
    header.threads.flatMap(({ thread, entries }) =>
      Array.from({ length: entries }, (_, index) => messageAt(thread, index + 1)),
    ),
  )
}

/** Returns these entries with a chain that is whole, whatever they are. */
export function chainOf(header: RecordHeader, entries: readonly Entry[]): BuiltRecord {
  const start = startOfChain(header, sha256)
  const links: RecordLink[] = []
  let hash = start
  for (const entry of entries) {
    hash = nextInChain(hash, entry, sha256)
    links.push({ entry, hash })
  }
  return { header, start, links, head: { entries: links.length, hash } }
}

/** Returns the file of a record. */
export function fileOf({ header, start, links, head }: BuiltRecord): string {
  return openingOfFile(header, start) + linksInFile(links, true) + closingOfFile(head)
}
