import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { buildRecord, fileOf } from '../../support/records/builtRecord.ts'

const directory = mkdtempSync(join(tmpdir(), 'rounds-verify-'))
afterAll(() => rmSync(directory, { recursive: true }))

function verify(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['commands/verify.ts', ...args], { encoding: 'utf8' })
  return { status, lines: (stdout + stderr).split('\n').filter((line) => line !== '') }
}

function verifyContent(content: string | Uint8Array) {
  const path = join(directory, 'record.json')
  writeFileSync(path, content)
  return verify(path)
}

const record = buildRecord({ care: 10, staff: 2 })
const file = fileOf(record)

test('a record as it was exported is whole, and its head is printed', () => {
  expect(verifyContent(file)).toEqual({
    status: 0,
    lines: [`12 entries, chain whole, head ${record.head.hash}`],
  })
})

test('the first broken link is named in one line: its number, its place, and what differs', () => {
  expect(verifyContent(file.replace('message 4', 'message 5'))).toEqual({
    status: 1,
    lines: ['first broken link: link 4 (care 4), changed: the entry and the link before it do not have this hash'],
  })
  const lines = file.split('\n')
  expect(verifyContent(lines.filter((line) => !line.includes('message 7')).join('\n'))).toEqual({
    status: 1,
    lines: ['first broken link: link 7 (care 7), missing: care 8 stands in its place'],
  })
  expect(verifyContent(file.replace('1950-02-03', '1951-02-03'))).toMatchObject({
    lines: [expect.stringContaining('first broken link: the header, changed')],
  })
})

test('what cannot be checked is said in one line each', () => {
  const said = (content: string | Uint8Array) => {
    const { status, lines } = verifyContent(content)
    return [status, ...lines]
  }
  expect(said('no json')).toEqual([1, 'not JSON'])
  expect(said('')).toEqual([1, 'not JSON'])
  expect(said(file.slice(0, file.length / 2))).toEqual([1, 'the file is cut off: its end is missing'])
  expect(said(Uint8Array.of(0x7b, 0xff, 0x7d))).toEqual([1, 'not a text in UTF-8'])
  expect(said('{"format":"rounds-session-record","version":7}')).toEqual([
    1,
    'a record of version 7; this program knows versions up to 1',
  ])
  expect(said('[]')).toEqual([1, 'not the record of a session'])
  expect(said('['.repeat(9_000) + ']'.repeat(9_000))).toEqual([1, 'nested deeper than any record'])
  expect(said(file.replace('"seq":3', '"seq":9,"seq":3'))).toEqual([
    1,
    'a name stands twice in one object, so that readers may differ',
  ])
})

test('without a file it says how it is called, and of one that is not there that it cannot be read', () => {
  expect(verify()).toEqual({ status: 1, lines: ['usage: npm run verify -- FILE'] })
  expect(verify(join(directory, 'none.json'))).toMatchObject({
    status: 1,
    lines: [expect.stringContaining('the file cannot be read')],
  })
})
