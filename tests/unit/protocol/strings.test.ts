import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { handshakeSchema } from '../../../src/shared/protocol/handshake.ts'
import * as invitation from '../../../src/shared/protocol/invitation.ts'
import * as notification from '../../../src/shared/protocol/notification.ts'
import * as rest from '../../../src/shared/protocol/rest.ts'
import { up } from '../../../src/shared/protocol/up.ts'
import { exampleOf, fieldsOf, withValue } from '../../support/relay/wrongValues.ts'

/** Requests of the socket, bodies and queries of REST, and the handshake: all that clients send. */
const sent = new Map<string, z.core.$ZodType>(Object.entries(up).map(([event, { payload }]) => [event, payload]))
for (const [name, schema] of Object.entries({ ...rest, ...invitation, ...notification, handshakeSchema }))
  if (
    schema instanceof z.ZodObject &&
    /(Post|Put|Query|Exchange|Renew|login|refresh|handshake|announcement)\w*$/.test(name)
  )
    if (!/Answer|Ack/.test(name)) sent.set(name, schema)

/** Every field that takes a text of letters, and the longest that it takes of those that are tried, in UTF-16 units. */
const texts = [...sent].flatMap(([name, schema]) => {
  const example = exampleOf(schema)
  return fieldsOf(schema).flatMap(({ path }) => {
    const takes = (value: string) => z.safeParse(schema, withValue(example, path, value)).success
    const longest = [1, 8, 16, 64, 100, 200, 255, 300, 320, 500, 1024, 2048, 4096, 16_384, 16_385, 65_537, 1_048_576]
      .filter((length) => takes('x'.repeat(length)))
      .at(-1)
    return longest === undefined ? [] : [{ field: `${name} ${path.join('.')}`, last: path.at(-1), longest, takes }]
  })
})

describe('a text that a client sends', () => {
  it('has a limit in units, in every request that takes one; the frame that carries it is the limit of a token', () => {
    expect(texts.length).toBeGreaterThan(40)
    const most: Readonly<Record<string, number>> = { text: 16_384, signal: 65_536, token: Number.POSITIVE_INFINITY }
    for (const { field, last, longest } of texts)
      expect(longest, field).toBeLessThanOrEqual(most[String(last)] ?? 4_096)
  })

  it('is refused with a NUL or half a character in it, but where it is kept as JSON, or only compared', () => {
    /** Words of people, which are stored and delivered letter for letter, and what nothing is kept of but a hash, or nothing at all. */
    const wordsOfPeople = ['text', 'title', 'reason', 'later.reason', 'patient.name', 'patient.mrn', 'customStatus']
    const compared = ['email', 'password', 'token', 'refreshToken', 'invitation', 'timeZone', 'device.name', 'signal']
    const taken = texts.flatMap(({ field, takes }) =>
      ['a long\0er text', 'a long\ud83d text', 'a long \udc69er text'].some(takes) ? [field.replace(/^\S+ /, '')] : [],
    )
    expect([...new Set(taken)].sort()).toEqual([...wordsOfPeople, ...compared].sort())
  })
})
