import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { dialects } from '../../relay/dialects/dialects.ts'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const page = read('docs/dialects.md')

/**
 * Names in each document: its events from the client, its events to the client, its endpoints. Copied from the documents.
 */
const named = {
  sessions: {
    heading: 'Sessions',
    up: 'join-session leave-session chat-message typing',
    down: 'chat-message user-joined user-left typing error',
    rest: ['GET /api/socket'],
  },
  chats: {
    heading: 'Chats',
    up: 'join_chat leave_chat send_message typing mark_read',
    down: 'connected joined_chat left_chat new_message user_typing user_joined user_left messages_read error',
    rest: [
      ...[
        'GET /chat/:id/messages',
        'POST /api/chat/:id/messages',
        'GET /api/chat/:id/messages',
        'POST /chat/:id/messages',
      ],
      ...['POST /api/auth/login', 'GET /health'],
    ],
  },
  singleChat: {
    heading: 'Single chat',
    up: 'send_message typing',
    down: 'message message_sent typing connected disconnected error',
    rest: [],
  },
  healthPlatform: {
    heading: 'Health platform',
    up: `room:join room:leave room:participants message:send message:received message:read message:history typing:start
      typing:stop call:initiate call:accept call:reject call:end call:signal call:quality presence:get presence:setStatus
      presence:subscribe notification:read notification:readAll notification:getUnreadCount notification:subscribe
      notification:unsubscribe`,
    down: `connected server:shutdown room:userJoined room:userLeft message:new message:sent message:delivered message:read
      typing:start typing:stop call:incoming call:accepted call:rejected call:ended call:missed call:signal
      call:qualityIssue presence:initial presence:changed presence:statusUpdated notification:new
      notification:subscribed notification:unsubscribed`,
    rest: [],
  },
  consultations: {
    heading: 'Consultations',
    up: 'join_consultation leave_consultation send_message',
    down: 'new_message doctor_ready user_joined user_left error',
    rest: [],
  },
} as const

const words = (text: string) => text.split(/\s+/).sort()

const folder = new URL('../integration/dialects/', import.meta.url)
const testFiles = readdirSync(folder).filter((file) => file.endsWith('.test.ts'))
/** Titles of the tests. */
const titles = testFiles.flatMap((file) =>
  [...readFileSync(new URL(file, folder), 'utf8').matchAll(/\b(?:it|describe)\(\s*(?:'([^']+)'|`([^`]+)`)/g)].map(
    ([, quoted, template]) => quoted ?? template ?? '',
  ),
)

/** The part of the page under a heading of the second level. */
function sectionOf(heading: string): string {
  const [, after = ''] = page.split(`\n## ${heading}\n`)
  return after.split('\n## ')[0] ?? ''
}

describe('docs/dialects.md', () => {
  for (const [name, { heading, up, down, rest }] of Object.entries(named)) {
    const section = sectionOf(heading)
    const missing = (events: readonly string[], direction: string) =>
      events.filter((event) => !section.includes(`| \`${event}\` | ${direction} |`))

    it(`names every event and endpoint of ${name}, and what tests it`, () => {
      expect(missing(words(up), 'up')).toEqual([])
      expect(missing(words(down), 'down')).toEqual([])
      expect(missing(rest, 'REST')).toEqual([])
      const rows = section.split('\n').filter((line) => line.startsWith('| `'))
      expect(rows.filter((row) => row.split('|').at(-2)?.trim() === '')).toEqual([])
    })

    it(`says of every row of ${name} a test that there is`, () => {
      const rows = section.split('\n').filter((line) => /\| (?:up|down|REST) \|/.test(line))
      const tests = rows.flatMap((row) =>
        (row.split(' |').at(-2)?.split('; ') ?? []).map((test) => test.replace(/^\|? */, '')),
      )
      expect(tests.filter((test) => !titles.some((title) => title.includes(test)))).toEqual([])
    })

    it(`is of a table that serves just the events of ${name}`, () => {
      const table = Object.entries(dialects).find(([key]) => key === name)?.[1].up ?? {}
      expect(Object.keys(table).sort()).toEqual(words(up))
    })

    it(`has what the reference says that clients of ${name} hear`, () => {
      const heard = Object.entries(dialects).find(([key]) => key === name)?.[1].events ?? {}
      expect(Object.keys(heard)).toEqual(expect.arrayContaining(words(down)))
    })
  }

  it('names every file of tests', () => {
    expect(testFiles.filter((file) => !page.includes(`\`${file}\``))).toEqual([])
  })

  it('names events that a test emits or hears', () => {
    const tests = ['sessions', 'chats', 'singleChat', 'healthPlatform', 'consultations']
    for (const test of tests) {
      const text = read(`tests/integration/dialects/${test}.test.ts`)
      const entry = Object.entries(named).find(([name]) => name === test)?.[1]
      if (!entry) throw new Error(`no document has the tests of ${test}`)
      const untested = [...words(entry.up), ...words(entry.down)].filter((event) => !text.includes(`'${event}'`))
      expect(untested, test).toEqual([])
    }
  })
})
