import { pickOne } from '../../../simulation/random.ts'
import type { Attack } from '../attack.ts'
import { createStrangeValues, deep, deepObject } from '../strangePayloads.ts'

const routes: readonly (readonly [string, string])[] = [
  ['GET', '/api/sessions/SESSION/messages'],
  ['POST', '/api/sessions/SESSION/messages'],
  ['POST', '/api/sessions/SESSION/attachments'],
  ['POST', '/api/sessions/SESSION/invitations'],
  ['PUT', '/api/sessions/SESSION'],
  ['GET', '/api/attachments/FILE'],
  ['PATCH', '/api/attachments/FILE'],
  ['DELETE', '/api/attachments/FILE'],
  ['GET', '/chat/SESSION/messages'],
  ['POST', '/api/chat/SESSION/messages'],
  ['POST', '/api/sync'],
  ['POST', '/api/watermarks'],
  ['PUT', '/api/users/USER'],
  ['GET', '/api/admin/users'],
  ['GET', '/api/admin/sessions/SESSION/export'],
  ['POST', '/api/admin/purge'],
  ['POST', '/api/notifications'],
  ['POST', '/api/notifications/ENTRY/read'],
  ['POST', '/api/auth/login'],
  ['POST', '/api/auth/refresh'],
  ['POST', '/api/invitations/exchange'],
  ['GET', '/visit/%2e%2e/%2e%2e/package.json'],
]
const bodyFields = ['text', 'id', 'thread', 'scope', 'cursors', 'marks', 'to', 'title', 'participants', 'kind', 'name']

/** Requests over HTTP with whatever in them, with a token and ids of others. */
const rest: Attack = {
  name: 'requests over HTTP with whatever in them',
  strikesPerSecond: 100,
  open: async ({ target, random, heard }) => {
    const strange = createStrangeValues(target, random)
    const { others } = target
    const ids: Readonly<Record<string, string>> = {
      SESSION: others.sessionId,
      USER: others.userId,
      ENTRY: others.entryId,
      FILE: others.attachmentId,
    }
    return {
      strike: async () => {
        const [method, pattern] = pickOne(random, routes) ?? ['GET', '/']
        const path = pattern.replace(/[A-Z]{4,}/, (name) =>
          random() < 0.7 ? encodeURIComponent(ids[name] ?? '') : encodeURIComponent(wellFormed(strange())),
        )
        const query = random() < 0.3 ? `?after=${encodeURIComponent(wellFormed(strange()))}&limit=1&limit=2` : ''
        const fields = Object.fromEntries(bodyFields.map((field) => [field, strange()]))
        const unusual = pickOne(random, ['{"broken":', deep, deepObject])
        const body = random() < 0.8 ? JSON.stringify(random() < 0.2 ? strange() : fields) : unusual
        await fetch(target.url + path + query, {
          method,
          headers: {
            authorization: `Bearer ${random() < 0.9 ? target.token : `${target.token}x`}`,
            'content-type': pickOne(random, ['application/json', 'application/json', 'text/csv']) ?? '',
            'upload-offset': '0',
          },
          ...(method === 'GET' ? {} : { body: body ?? '' }),
          signal: AbortSignal.timeout(5_000),
        }).then(
          async (response) => heard(await response.text()),
          () => undefined,
        )
      },
      close: async () => undefined,
    }
  },
}

function wellFormed(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 2_000).toWellFormed()
}

export const restAttacks: readonly Attack[] = [rest]
