import { describe, expect, it } from 'vitest'
import { linksInFile, nameOfFile, openingOfFile } from '../../../../src/shared/model/record/recordFile.ts'
import { verifyRecord } from '../../../../src/shared/model/record/verifyRecord.ts'
import {
  type BuiltRecord,
  buildRecord,
  chainOf,
  fileOf,
  messageAt,
  sha256,
} from '../../../support/records/builtRecord.ts'

const record = buildRecord({ care: 6, staff: 3 })

interface AnyLink {
  readonly entry: object
  readonly hash: string
}

type Changed = Omit<BuiltRecord, 'links'> & { readonly links: readonly AnyLink[] }

function verify(built: Changed) {
  return verifyRecord(JSON.parse(JSON.stringify({ ...JSON.parse(fileOf(record)), ...built })), sha256)
}

function withLinks(change: (links: AnyLink[]) => void): Changed {
  const links: AnyLink[] = record.links.map((link) => structuredClone(link))
  change(links)
  return { ...record, links }
}

const linkAt = (index: number) => {
  const link = record.links[index]
  if (!link) throw new Error('no such link')
  return structuredClone(link)
}

function broken(link: number, thread: 'care' | 'staff', seq: number, differs: string) {
  return { kind: 'broken', broken: { link, place: { thread, seq }, differs } }
}

const forged = { entry: { ...messageAt('care', 4), body: messageAt('care', 4, 'forged').body }, hash: sha256('any') }

describe('the chain of a record', () => {
  it('is whole as it was made, however its JSON is laid out', () => {
    expect(verify(record)).toEqual({ kind: 'whole', head: record.head })
    const laidOut = JSON.stringify(JSON.parse(fileOf(record)), null, 4)
    expect(verifyRecord(JSON.parse(laidOut), sha256)).toEqual({ kind: 'whole', head: record.head })
    const empty = buildRecord({ care: 0 })
    expect(verify(empty)).toEqual({ kind: 'whole', head: { entries: 0, hash: empty.start } })
  })

  it('depends on the header and on every entry before', () => {
    expect(buildRecord({ care: 6, staff: 3 }).head).toEqual(record.head)
    expect(buildRecord({ care: 6 }).links[0]?.hash).not.toBe(record.links[0]?.hash)
  })

  it.each([
    ['text', { body: { kind: 'message', type: 'text', text: 'message 4: "Gruesse" 👍' } }],
    ['time', { at: 1 }],
    ['author', { senderName: 'Dr Lindt' }],
    ['form, by a member that nothing reads', { note: 'added' }],
  ])('names the link whose entry was changed in its %s', (_, change) => {
    const changed = withLinks((links) => links.splice(3, 1, { ...linkAt(3), entry: { ...linkAt(3).entry, ...change } }))
    expect(verify(changed)).toMatchObject(broken(4, 'care', 4, 'changed'))
  })

  it('names a hash that was changed, the head too, and the header', () => {
    const hash = sha256('other')
    expect(verify(withLinks((links) => links.splice(6, 1, { ...linkAt(6), hash })))).toMatchObject(
      broken(7, 'staff', 1, 'changed'),
    )
    expect(verify({ ...record, head: { ...record.head, hash } })).toMatchObject(broken(9, 'staff', 3, 'changed'))
    expect(verify({ ...record, head: { ...record.head, entries: 8 } })).toMatchObject(broken(9, 'staff', 3, 'changed'))
    const header = { ...record.header, exported: { ...record.header.exported, at: 1 } }
    expect(verify({ ...record, header })).toMatchObject({ broken: { link: 0, place: null, differs: 'changed' } })
  })

  it('names the entry that is missing, wherever it was', () => {
    expect(verify(withLinks((links) => links.splice(0, 1)))).toMatchObject(broken(1, 'care', 1, 'missing'))
    expect(verify(withLinks((links) => links.splice(5, 1)))).toMatchObject(broken(6, 'care', 6, 'missing'))
    expect(verify(withLinks((links) => links.splice(7, 2)))).toMatchObject(broken(8, 'staff', 2, 'missing'))
    const cut = withLinks((links) => links.splice(7, 2))
    const hash = cut.links.at(-1)?.hash ?? ''
    expect(verify({ ...cut, head: { entries: 7, hash } })).toMatchObject(broken(8, 'staff', 2, 'missing'))
  })

  it('names the gap in a chain that was made anew around it', () => {
    const entries = record.links.map(({ entry }) => entry).filter(({ seq, thread }) => thread !== 'care' || seq !== 3)
    expect(verify(chainOf(record.header, entries))).toMatchObject(broken(3, 'care', 3, 'missing'))
  })

  it('names the entry that was moved', () => {
    expect(verify(withLinks((links) => links.splice(1, 2, linkAt(2), linkAt(1))))).toMatchObject(
      broken(2, 'care', 2, 'moved'),
    )
    const toEnd = withLinks((links) => links.push(...links.splice(4, 1)))
    expect(verify(toEnd)).toMatchObject(broken(5, 'care', 5, 'moved'))
  })

  it('names the entry that was added: anew, once more, beyond the end, or from another session', () => {
    expect(verify(withLinks((links) => links.splice(3, 0, forged)))).toMatchObject(broken(4, 'care', 4, 'added'))
    expect(verify(withLinks((links) => links.splice(5, 0, linkAt(1))))).toMatchObject(broken(6, 'care', 2, 'added'))
    const beyond = { entry: messageAt('staff', 4), hash: sha256('any') }
    expect(verify(withLinks((links) => links.push(beyond)))).toMatchObject(broken(10, 'staff', 4, 'added'))
    const inside = { entry: messageAt('care', 7), hash: sha256('any') }
    expect(verify(withLinks((links) => links.splice(6, 0, inside)))).toMatchObject(broken(7, 'care', 7, 'added'))
    const ofOther = { ...linkAt(2), entry: { ...linkAt(2).entry, sessionId: 'other' } }
    expect(verify(withLinks((links) => links.splice(2, 1, ofOther)))).toMatchObject(broken(3, 'care', 3, 'added'))
  })

  it('is not looked for in what is no record, or a later one', () => {
    const file = JSON.parse(fileOf(record))
    const why = (value: unknown) => verifyRecord(value, sha256)
    expect(why(null)).toEqual({ kind: 'unfit', why: 'not the record of a session' })
    expect(why({ ...file, format: 'rounds-session-export' })).toMatchObject({ why: 'not the record of a session' })
    expect(why({ format: file.format, version: 2, otherwise: [] })).toEqual({
      kind: 'unfit',
      why: 'a record of version 2; this program knows versions up to 1',
    })
    expect(why({ ...file, links: [{ hash: 'x' }] })).toMatchObject({ why: expect.stringContaining('links.0.') })
    expect(why({ ...file, note: 'added' })).toMatchObject({ why: expect.stringContaining('not in the form') })
  })
})

describe('the file of a record', () => {
  it('is the same written at once and in parts, a link on each line', () => {
    const { header, start, links, head } = record
    const inParts = [links.slice(0, 4), [], links.slice(4)]
      .map((part, index) => linksInFile(part, index === 0))
      .join('')
    expect(fileOf(record)).toBe(fileOf({ header, start, links, head }))
    expect(fileOf(record).startsWith(openingOfFile(header, start) + inParts)).toBe(true)
    expect(
      fileOf(record)
        .split('\n')
        .filter((line) => line.startsWith('{"entry":')),
    ).toHaveLength(9)
  })

  it('is named by session and day, with no sign that a system refuses and no name of the patient', () => {
    expect(nameOfFile(record.header)).toBe('ROUNDS-consultation-7-2025-12-01.json')
  })
})
