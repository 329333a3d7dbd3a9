import { z } from 'zod'
import { sessionIdSchema } from '../ids.ts'
import { linksOf, nextInChain, placeInRecord, type RecordPlace, type Sha256, startOfChain } from './chain.ts'
import { type RecordHead, recordFormat, recordHashSchema, recordHeaderSchema, recordVersion } from './sessionRecord.ts'

/** Ways in which a link is not what was exported. */
export type LinkDifference = 'changed' | 'missing' | 'moved' | 'added'

/** The first link that is broken. `link`: its number in the file, from 1; 0 is the header. `place`: which entry of which thread. */
export interface BrokenLink {
  readonly link: number
  readonly place: RecordPlace | null
  readonly differs: LinkDifference
  /** The finding, in a few words. */
  readonly found: string
}

/** `unfit`: it is no record that can be checked, and why. */
export type RecordVerdict =
  | { readonly kind: 'whole'; readonly head: RecordHead }
  | { readonly kind: 'broken'; readonly broken: BrokenLink }
  | { readonly kind: 'unfit'; readonly why: string }

/** As much of an entry as the chain needs. Whatever else stands in it is hashed as it stands. */
const placedEntrySchema = z.looseObject({ sessionId: z.string(), thread: z.string(), seq: z.number() })
type PlacedEntry = z.infer<typeof placedEntrySchema>

const fileSchema = z.strictObject({
  format: z.literal(recordFormat),
  version: z.literal(recordVersion),
  header: z.looseObject({ session: z.looseObject({ id: sessionIdSchema }), threads: recordHeaderSchema.shape.threads }),
  start: recordHashSchema,
  links: z.array(z.strictObject({ entry: placedEntrySchema, hash: recordHashSchema })),
  head: z.strictObject({ entries: z.int().min(0), hash: recordHashSchema }),
})
type RecordFile = z.infer<typeof fileSchema>

/**
 * Checks a record as it was read from JSON: its hashes, and that each thread goes from 1 to its end without gaps. Throws `RangeError` for
 * what is nested too deep.
 */
export function verifyRecord(value: unknown, sha256: Sha256): RecordVerdict {
  const why = findOtherForm(value)
  if (why !== null) return { kind: 'unfit', why }
  const file = fileSchema.safeParse(value)
  if (!file.success) {
    const [issue] = file.error.issues
    return { kind: 'unfit', why: `not in the form of a record: ${issue?.path.join('.') || 'file'}: ${issue?.message}` }
  }
  const broken = findBrokenLink(file.data, sha256)
  return broken ? { kind: 'broken', broken } : { kind: 'whole', head: file.data.head }
}

const labelSchema = z.looseObject({ format: z.literal(recordFormat), version: z.int() })

function findOtherForm(value: unknown): string | null {
  const label = labelSchema.safeParse(value)
  if (!label.success) return 'not the record of a session'
  if (label.data.version <= recordVersion) return null
  return `a record of version ${label.data.version}; this program knows versions up to ${recordVersion}`
}

function findBrokenLink(file: RecordFile, sha256: Sha256): BrokenLink | null {
  const { header, links, head } = file
  if (startOfChain(header, sha256) !== file.start)
    return {
      link: 0,
      place: null,
      differs: 'changed',
      found: 'the header does not have the hash that the chain begins with',
    }
  const expected = linksOf(header.threads)
  let before = file.start
  for (let index = 0; index < Math.max(expected, links.length); index += 1) {
    const broken = judgeLink(file, index, before, sha256)
    if (broken) return broken
    before = links[index]?.hash ?? before
  }
  if (head.entries === links.length && head.hash === before) return null
  const place = placeInRecord(header.threads, links.length - 1) ?? null
  return { link: links.length, place, differs: 'changed', found: 'the head is not the end of the chain' }
}

function judgeLink(file: RecordFile, index: number, before: string, sha256: Sha256): BrokenLink | null {
  const { header, links } = file
  const due = placeInRecord(header.threads, index)
  const here = links[index]
  const broken = (place: RecordPlace | null, differs: LinkDifference, found: string): BrokenLink => ({
    ...{ link: index + 1, place, differs, found },
  })
  if (!here) return broken(due ?? null, 'missing', 'the file has no more links')
  const { entry, hash } = here
  if (entry.sessionId !== header.session.id) return broken(placeOf(entry), 'added', 'an entry of another session')
  if (!due) return broken(placeOf(entry), 'added', 'the header counts no such entry')
  if (!isAt(entry, due)) return judgePlace(file, index, due, broken)
  if (nextInChain(before, entry, sha256) === hash) return null
  const next = links[index + 1]
  if (next && isAt(next.entry, due) && nextInChain(before, next.entry, sha256) === next.hash)
    return broken(due, 'added', 'the entry of this place comes after it')
  return broken(due, 'changed', 'the entry and the link before it do not have this hash')
}

/** Judges a link at which another entry stands than is due. All before it are as they were. */
function judgePlace(
  { header, links }: RecordFile,
  index: number,
  due: RecordPlace,
  broken: (place: RecordPlace | null, differs: LinkDifference, found: string) => BrokenLink,
): BrokenLink | null {
  const entry = links[index]?.entry
  if (!entry) return null
  const own = indexOfPlace(header.threads, entry)
  if (own === null) return broken(placeOf(entry), 'added', 'the header counts no such entry')
  if (own < index) return broken(placeOf(entry), 'added', 'this entry stands in the file before')
  const elsewhere = links.findIndex((link, at) => at > index && isAt(link.entry, due))
  if (elsewhere === -1) return broken(due, 'missing', `${describe(entry)} stands in its place`)
  return broken(due, 'moved', `it stands at link ${elsewhere + 1}, and ${describe(entry)} in its place`)
}

function isAt(entry: PlacedEntry, { thread, seq }: RecordPlace): boolean {
  return entry.thread === thread && entry.seq === seq
}

function placeOf({ thread, seq }: PlacedEntry): RecordPlace | null {
  return thread === 'care' || thread === 'staff' ? { thread, seq } : null
}

function describe({ thread, seq }: PlacedEntry): string {
  return `${thread} ${seq}`
}

/** Returns the index of the link that an entry belongs at; null where the record has no such place. */
function indexOfPlace(threads: RecordFile['header']['threads'], { thread, seq }: PlacedEntry): number | null {
  let before = 0
  for (const own of threads) {
    if (own.thread === thread) return Number.isInteger(seq) && seq >= 1 && seq <= own.entries ? before + seq - 1 : null
    before += own.entries
  }
  return null
}
