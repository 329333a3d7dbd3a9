import { createHmac, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Credential, credentialOfToken } from '../../../shared/ipc/credential.ts'
import type { Clock } from '../../../shared/model/timing/clock.ts'
import type { Random } from '../../core/runtime/random.ts'
import { writePrivateFile } from '../writePrivateFile.ts'

/** A page that has not come back for this long needs a new link. */
const keyValidMs = 7 * 24 * 60 * 60 * 1000

/** Credentials that a page receives when it is admitted, for the next time. */
export interface NextCredentials {
  /** Admits it after a reload, and dies with this run of the host. */
  readonly reload: Credential
  /** Admits the page that is open to the next run as well. */
  readonly resume: Credential
}

export interface PageKeys {
  /** Makes the token of a new link. It admits one page, once. */
  readonly newToken: () => string
  /** Returns the key of the credential of this name; undefined: there is none, or it admits nobody any more. */
  readonly keyOf: (id: string) => string | undefined
  /** Admits a page that has proven its key, and returns what it comes back with; null: its link has admitted another meanwhile. */
  readonly admit: (id: string) => NextCredentials | null
}

/**
 * Decides which pages may come in. Tokens live in memory. The other keys are made from their names: those for a reload with a secret of this
 * run, for another program on this port could read them where the browser keeps them; those of open pages with `secret`.
 */
export function createPageKeys(parts: {
  readonly secret: Uint8Array
  readonly clock: Clock
  readonly random: Random
}): PageKeys {
  const { clock, random } = parts
  const secrets = { reload: random.bytes(32), resume: parts.secret }
  const links = new Map<string, string>()

  function derivedKey(id: string): string | undefined {
    const [kind, issuedAt = ''] = id.split('.')
    if (kind !== 'reload' && kind !== 'resume') return undefined
    const isInTime = clock.now() - Number.parseInt(issuedAt, 36) < keyValidMs
    return isInTime ? proofOf(secrets[kind], id) : undefined
  }

  function newCredential(kind: 'reload' | 'resume'): Credential {
    const id = `${kind}.${clock.now().toString(36)}.${base64url(random.bytes(16))}`
    return { id, key: proofOf(secrets[kind], id) }
  }

  return {
    newToken: () => {
      const token = base64url(random.bytes(32))
      const { id, key } = credentialOfToken(token)
      links.set(id, key)
      return token
    },
    keyOf: (id) => links.get(id) ?? derivedKey(id),
    admit: (id) => {
      if (id.startsWith('link.') && !links.delete(id)) return null
      return { reload: newCredential('reload'), resume: newCredential('resume') }
    },
  }
}

/** The secret behind the keys of open pages, in a file of mode 0600 of the data directory, so that they outlive a restart of the host. */
export function openPageSecret(dataDir: string, random: Random): Uint8Array {
  const path = join(dataDir, 'page-secret')
  const kept = existsSync(path) ? Buffer.from(readFileSync(path, 'utf8'), 'base64') : undefined
  if (kept?.length === 32) return kept
  const secret = random.bytes(32)
  writePrivateFile(path, Buffer.from(secret).toString('base64'))
  return secret
}

/** The proof that whoever made it holds the key. */
export function proofOf(key: string | Uint8Array, text: string): string {
  return createHmac('sha256', key).update(text).digest('base64url')
}

/** Compares without telling by the time it takes how much is equal. */
export function isProof(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
