import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { readConsultations } from '../../../simulation/replay/readConsultations.ts'

const directory = mkdtempSync(join(tmpdir(), 'rounds-consultations-'))
afterAll(() => rmSync(directory, { recursive: true }))

const turn = { at: 1.5, until: 2, role: 'patient', text: 'Hello' }
const consultation = { id: 'day1', complaint: 'cough', turns: [turn] }
function write(...lines: readonly (object | string)[]): string {
  const path = join(directory, 'consultations.jsonl')
  writeFileSync(path, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'))
  return path
}

test('a recording is read with its turns, and a file may end in an empty line', async () => {
  const [read, ...others] = await readConsultations(write(consultation, ''))
  expect(read).toEqual({ id: 'day1', complaint: 'cough', turns: [{ at: 1.5, role: 'patient', text: 'Hello' }] })
  expect(others).toEqual([])
})

test.each([
  ['a line that is not JSON', '{"id": secret', /:2: is not JSON$/],
  ['a line that is not an object', '[]', /:2: the line: /],
  [
    'a role that there is not',
    { ...consultation, id: 'b', turns: [{ ...turn, role: 'nurse' }] },
    /:2: turns\.0\.role: /,
  ],
  ['a turn without text', { ...consultation, id: 'b', turns: [{ ...turn, text: ' ' }] }, /:2: turns\.0\.text: .*empty/],
  ['a time before the start', { ...consultation, id: 'b', turns: [{ ...turn, at: -1 }] }, /:2: turns\.0\.at: /],
  ['turns out of their order', { ...consultation, id: 'b', turns: [turn, { ...turn, at: 1 }] }, /:2: turns: .*order/],
  ['an id that cannot be a session', { ...consultation, id: 'a b' }, /:2: id: /],
  ['an id that was there before', consultation, /:2: has the same id as line 1$/],
])('%s is refused in one line that names its place and not its content', async (_what, line, message) => {
  const error = await readConsultations(write(consultation, line)).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ failure: { kind: 'invalid', message: expect.stringMatching(message) } })
  expect(String(error)).not.toMatch(/secret|Hello|\n/)
})

test('a file that is missing or empty is refused with its name', async () => {
  await expect(readConsultations(join(directory, 'none.jsonl'))).rejects.toThrow(
    /none\.jsonl cannot be read \(ENOENT\)/,
  )
  await expect(readConsultations(write(''))).rejects.toThrow(/has no consultation in it/)
})
