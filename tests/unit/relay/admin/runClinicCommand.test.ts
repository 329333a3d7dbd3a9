import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readArguments } from '../../../../relay/admin/readArguments.ts'
import { runClinicCommand } from '../../../../relay/admin/runClinicCommand.ts'
import { defaultClinic } from '../../../../src/shared/model/clinic/clinicRules.ts'
import { userIdSchema } from '../../../../src/shared/model/ids.ts'

const principal = { userId: userIdSchema.parse('relay-admin'), role: 'admin', name: 'Administration' } as const

/** Puts a file of this content, of which nothing reaches the relay. Returns what it is refused with, by lines. */
async function refusalOf(content: string): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'rounds-clinic-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const file = join(folder, 'clinic.json')
  writeFileSync(file, content)
  const given = readArguments(['clinic', 'put', file])
  if (given.command !== 'clinic') throw new Error('it is another command')
  const administration = () => Promise.reject(new Error('the relay was asked'))
  const refused = await runClinicCommand(given, { principal, administration }).then(
    () => 'nothing',
    (error: unknown) => (error instanceof Error ? error.message : 'no reason'),
  )
  return refused.split('\n')
}

test('a file is refused with every line that cannot be, before the relay is asked', async () => {
  const flags = [{ id: 'chest', phrases: { en: ['chest, pain', 'fine words'], de: ['?!'] } }]
  expect(await refusalOf(JSON.stringify({ ...defaultClinic, flags }))).toEqual([
    expect.stringMatching(/^flags\.0\.phrases\.en\.0 "chest, pain": no message can raise this/),
    expect.stringMatching(/^flags\.0\.phrases\.de\.0 "\?!": no message can raise this/),
  ])
  expect(await refusalOf('[]')).toEqual([expect.stringMatching(/^the file: /)])
  expect(await refusalOf('{ "version": 1, ')).toEqual([expect.stringMatching(/^the file is no JSON: /)])
})

test('what is neither to be got nor put is refused with what there is', () => {
  expect(() => readArguments(['clinic', 'take'])).toThrow(/^clinic: get, or put FILE/)
  expect(() => readArguments(['clinic', 'put'])).toThrow(/^clinic: get, or put FILE/)
})
