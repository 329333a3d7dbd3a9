import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Hello } from '../../../shared/ipc/frames.ts'
import type { Clock } from '../../../shared/model/clock.ts'
import type { Random } from '../../core/random.ts'
import { writePrivateFile } from '../writePrivateFile.ts'

/** A page that has not come back for this long needs a new link. */
const keyValidMs = 7 * 24 * 60 * 60 * 1000

export interface PageKeys {
  /** Makes the token of a new link. It admits one page, once. */
  readonly newToken: () => string
  /** The key that admits this page the next time, also after the host was restarted; null: it is not admitted. */
  readonly admit: (hello: Hello) => string | null
}

/** Decides which pages may come in. Tokens live in memory; keys carry their proof, made with `secret`. */
export function createPageKeys(parts: {
  readonly secret: Uint8Array
  readonly clock: Clock
  readonly random: Random
}): PageKeys {
  const { secret, clock, random } = parts
  const tokens = new Set<string>()
  const proofOf = (issue: string) => createHmac('sha256', secret).update(issue).digest('base64url')

  function newKey(): string {
    const issue = `${clock.now().toString(36)}.${base64url(random.bytes(16))}`
    return `${issue}.${proofOf(issue)}`
  }

  function isValidKey(key: string): boolean {
    const [issuedAt = '', nonce = '', proof = ''] = key.split('.')
    if (!isEqual(proof, proofOf(`${issuedAt}.${nonce}`))) return false
    return clock.now() - Number.parseInt(issuedAt, 36) < keyValidMs
  }

  return {
    newToken: () => {
      const token = base64url(random.bytes(32))
      tokens.add(digest(token))
      return token
    },
    admit: (hello) => {
      const admitted = 'token' in hello ? tokens.delete(digest(hello.token)) : isValidKey(hello.key)
      return admitted ? newKey() : null
    },
  }
}

/** The secret behind the keys of a data directory, in a file of mode 0600, so that open pages outlive a restart of the host. */
export function openPageSecret(dataDir: string, random: Random): Uint8Array {
  const path = join(dataDir, 'page-secret')
  const kept = existsSync(path) ? Buffer.from(readFileSync(path, 'utf8'), 'base64') : undefined
  if (kept?.length === 32) return kept
  const secret = random.bytes(32)
  writePrivateFile(path, Buffer.from(secret).toString('base64'))
  return secret
}

/** Tokens are looked up by their digest, so that the time a look-up takes tells nothing about them. */
function digest(token: string): string {
  return createHash('sha256').update(token).digest('base64')
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}

function isEqual(a: string, b: string): boolean {
  return timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest())
}
