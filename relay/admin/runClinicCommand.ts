import { readFile } from 'node:fs/promises'
import type { z } from 'zod'
import { FailureError } from '../../src/shared/model/failure.ts'
import { type ClinicPut, clinicPutSchema } from '../../src/shared/protocol/settings/clinic.ts'
import type { CommandParts } from './commandParts.ts'
import type { ClinicCommand } from './readArguments.ts'

/** Carries out a command on what the clinic sets for all its consoles, and returns the lines to print. */
export async function runClinicCommand(
  { operands }: ClinicCommand,
  { principal, administration }: Pick<CommandParts, 'principal' | 'administration'>,
): Promise<string[]> {
  if (operands[0] === 'get') return [JSON.stringify(await (await administration()).readClinic(principal), null, 2)]
  const put = await readRules(operands[1])
  const { version } = await (await administration()).putClinic(principal, put)
  return [`the rules of the clinic are at version ${version}`]
}

async function readRules(file: string): Promise<ClinicPut> {
  const given = parseJson(await readFile(file, 'utf8'))
  const parsed = clinicPutSchema.safeParse(given)
  if (parsed.success) return parsed.data
  throw new FailureError('invalid', parsed.error.issues.map((issue) => faultLine(issue, given)).join('\n'))
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new FailureError('invalid', `the file is no JSON: ${error instanceof Error ? error.message : 'no reason'}`)
  }
}

/** One line for a person who has the file open: the place, the text that stands there, and what is wrong with it. */
function faultLine({ path, message }: z.core.$ZodIssue, given: unknown): string {
  const value = path.reduce<unknown>(
    (within, name) => (typeof within === 'object' && within !== null ? Reflect.get(within, name) : undefined),
    given,
  )
  const quoted = typeof value === 'string' ? ` ${JSON.stringify(value)}` : ''
  return `${path.join('.') || 'the file'}${quoted}: ${message}`
}
