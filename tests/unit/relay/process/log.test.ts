import { expect, test } from 'vitest'
import { createLog } from '../../../../relay/log.ts'
import { FailureError } from '../../../../src/shared/model/failure.ts'

const marker = 'MARKER-8f3a'

function openLog() {
  const lines: string[] = []
  const log = createLog('debug', {
    write: (line) => {
      lines.push(line)
    },
  })
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> }
}

test('a line of the log has a fixed message, its ids and its numbers', () => {
  const { log, last } = openLog()
  log.info({ sessionId: 's-1', route: '/api/sessions/:id', status: 200, durationMs: 1.5 }, 'request answered')
  expect(last()).toMatchObject({
    level: 30,
    msg: 'request answered',
    sessionId: 's-1',
    route: '/api/sessions/:id',
    status: 200,
    durationMs: 1.5,
  })
  expect(typeof last().time).toBe('string')
})

test('the log of a connection carries its ids in each line', () => {
  const { log, last } = openLog()
  log.child({ connectionId: 'c1' }).child({ userId: 'u1' }).warn({ count: 2 }, 'refused')
  expect(last()).toMatchObject({ msg: 'refused', connectionId: 'c1', userId: 'u1', count: 2 })
})

test('nothing that a person wrote gets into the log, however the log is called', () => {
  const { log, lines } = openLog()
  const error = new Error(`syntax error near ${marker}`, { cause: new Error(marker) })
  log.info({ text: marker, name: marker, token: marker, request: { body: marker } }, 'fields that do not exist')
  log.info({ userId: `${marker} with a space`, event: `${marker}\n` }, 'values that are no ids')
  log.info({ reason: { deep: marker }, route: [marker] }, 'values that are no words')
  log.error(error)
  log.error(error, 'an error in place of the fields')
  log.error({ error }, 'an error among the fields')
  log.error({ err: error }, "an error under pino's own name")
  log.error({ error: marker }, 'a thrown text')
  log.error({ error: new FailureError('invalid', marker) }, 'a failure')
  log.info('a message with a place for %s', marker)
  log.info({}, 'a message with a place for %s', marker)
  log.child({ text: marker, userId: 'u1' }).child({ name: marker }, { level: 'info' }).info('a child')
  expect(lines).toHaveLength(12)
  expect(lines.join('')).not.toContain(marker)
})

test('an error is described by its name, its code and where it came from', () => {
  const { log, last } = openLog()
  log.error({ error: Object.assign(new TypeError('words'), { code: 'SQLITE_FULL' }) }, 'failed')
  expect(last()).toMatchObject({ error: { name: 'TypeError', code: 'SQLITE_FULL' } })
  expect(JSON.stringify(last())).toContain('log.test.ts')
  log.error({ error: new FailureError('diskFull', 'words') }, 'failed')
  expect(last()).toMatchObject({ error: { name: 'FailureError', code: 'diskFull' } })
})

test('a line names the limit that was passed, and whose it was, in whatever letters their id is written', () => {
  const { log, last } = openLog()
  log.warn({ limit: 'framesFromConnection', namespace: '/chat' }, 'connection sends too much, ended')
  expect(last()).toMatchObject({ limit: 'framesFromConnection', namespace: '/chat' })
  for (const userId of ['ada@clinic.example', 'zoë', '医者', 'a+b', "o'hara", 'x'.repeat(128)]) {
    log.info({ userId }, 'disconnected')
    expect(last().userId).toBe(userId)
  }
  for (const userId of ['two words', 'a\nline', 'x'.repeat(129), '', '\u202Eada', '\u0000']) {
    log.info({ userId }, 'disconnected')
    expect(last().userId).toBe('[withheld]')
  }
  log.info({ reason: 'ada@clinic.example', sessionId: 'zoë' }, 'fields of other ids and words')
  expect(last()).toMatchObject({ reason: '[withheld]', sessionId: '[withheld]' })
})

test('what is refused is no error of the relay, and what is not available is a warning', () => {
  const { log, last } = openLog()
  for (const kind of ['rateLimited', 'invalid', 'tooLarge', 'forbidden', 'notFound', 'conflict'] as const) {
    log.error({ connectionId: 'c1', error: new FailureError(kind, marker) }, 'handshake failed')
    expect(last()).toMatchObject({ level: 30, connectionId: 'c1', msg: 'handshake failed', error: { code: kind } })
    log.error(new FailureError(kind, marker), 'handshake failed')
    expect(last()).toMatchObject({ level: 30, msg: 'handshake failed', error: { code: kind } })
  }
  log.error({ error: new FailureError('unavailable', marker) }, 'handshake failed')
  expect(last()).toMatchObject({ level: 40 })
  for (const error of [new FailureError('internal', marker), new FailureError('diskFull', marker), new Error(marker)]) {
    log.error({ error }, 'failed')
    expect(last()).toMatchObject({ level: 50 })
  }
  log.warn({ error: new FailureError('invalid', marker) }, 'not ready')
  expect(last()).toMatchObject({ level: 40 })
})
