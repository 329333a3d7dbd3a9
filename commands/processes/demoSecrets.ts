import { randomBytes } from 'node:crypto'
import { readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { StartRefusal } from '../../src/main/hosts/startRefusal.ts'

const demoSecretsSchema = z.object({
  jwtSecret: z.string().min(32),
  clinicianPassword: z.string().min(8),
  /** The same at every start where they are free, so that the console finds its relay again, and a page its console. */
  relayPort: z.int().min(1).max(65_535),
  consolePort: z.int().min(1).max(65_535),
})
export type DemoSecrets = z.infer<typeof demoSecretsSchema>

/**
 * The secrets of the demonstration in this directory, made at the first start and kept in a file that only its owner may
 * read. `choosePort` chooses a port, given the one of the last start. Throws `StartRefusal` when the file is not of this form.
 */
export async function keepDemoSecrets(
  directory: string,
  choosePort: (which: 'relay' | 'console', last: number | undefined) => Promise<number>,
): Promise<DemoSecrets & { readonly path: string }> {
  const path = join(directory, 'demo.json')
  const kept = readKept(path)
  const secrets: DemoSecrets = {
    jwtSecret: kept?.jwtSecret ?? randomBytes(32).toString('hex'),
    clinicianPassword: kept?.clinicianPassword ?? randomBytes(12).toString('base64url'),
    relayPort: await choosePort('relay', kept?.relayPort),
    consolePort: await choosePort('console', kept?.consolePort),
  }
  writeFileSync(`${path}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 })
  renameSync(`${path}.new`, path)
  return { ...secrets, path }
}

function readKept(path: string): DemoSecrets | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw new StartRefusal(`${path} cannot be read`)
  }
  try {
    return demoSecretsSchema.parse(JSON.parse(text))
  } catch {
    throw new StartRefusal(`${path} is damaged: delete the directory it is in to begin anew`)
  }
}
