import { describe, expect, it } from 'vitest'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { withPresentNames } from '../../../src/shared/model/entryNames.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { cleanName, impersonatesStaff, isNameOfSystem } from '../../../src/shared/model/text/personName.ts'

describe('a name that somebody’s token gives', () => {
  it.each([
    ['  Anna \t Plain\n', 'Anna Plain'],
    ['Anna\u202e nialP\u2069', 'Anna nialP'],
    ['\u200bAnna\ufeff', 'Anna'],
    ['نیک\u200cاندیش', 'نیک\u200cاندیش'],
    ['క్\u200cష', 'క్\u200cష'],
    ['\ud83dAnna', 'Anna'],
    ['\u3164\u2800\u034f', ''],
    ['\0', ''],
  ])('%j is shown as %j', (given, shown) => expect(cleanName(given)).toBe(shown))

  it.each(['System', 'ЅYSTЕМ', '[System]', '**system message**', 'Rounds', 'R o unds'.replaceAll(' ', '')])(
    '%j is the system’s',
    (name) => expect(isNameOfSystem(name)).toBe(true),
  )

  it.each([
    'Support',
    'The Support Team',
    'suppоrt',
    'Nurse',
    'Care team',
    'Administrator',
    'Dr. Ada Okafor',
    'ADA OKAFOR',
  ])('%j is the staff’s', (name) => expect(impersonatesStaff(name, ['Dr. Ada Okafor'])).toBe(true))

  it.each([
    'Anna Plain',
    'Ada Okafor-Smith',
    'Nurse Betty',
    'Doctor Octavia',
    '李小龍',
    'Иван Петров',
    'Rounds Mary',
    'Sys',
  ])('%j is a patient’s', (name) =>
    expect([impersonatesStaff(name, ['Dr. Ada Okafor']), isNameOfSystem(name)]).toEqual([false, false]),
  )
})

describe('an entry from when nothing but an id was known of somebody', () => {
  const u0 = userIdSchema.parse('u0')
  const entry = (body: Entry['body'], senderName: string): Entry => ({
    id: entryIdSchema.parse('019a0000-0000-7000-8000-000000000001'),
    ...{ sessionId: sessionIdSchema.parse('s'), thread: 'care', seq: 1, at: 0 },
    ...{ senderId: u0, senderName, senderRole: 'patient', body },
  })
  const text = { kind: 'message', type: 'text', text: 'hello' } as const
  const joined = { kind: 'membership', userId: u0, name: 'u0', role: 'patient', change: 'joined' } as const
  const given = { kind: 'state', change: 'transferred', to: { userId: u0, name: 'u0' } } as const
  const now = [{ userId: u0, name: 'Anna Plain' }]

  it('shows the name that they have by now', () => {
    expect(withPresentNames(entry(text, 'u0'), now).senderName).toBe('Anna Plain')
    expect(withPresentNames(entry(joined, 'u0'), now).body).toEqual({ ...joined, name: 'Anna Plain' })
    expect(withPresentNames(entry(given, 'u0'), now).body).toMatchObject({ to: { name: 'Anna Plain' } })
  })

  it('is itself where it has a name, or where there is none by now either', () => {
    const before = entry(text, 'Anna Ledger')
    expect(withPresentNames(before, now)).toBe(before)
    for (const body of [text, joined, given]) {
      const nameless = entry(body, 'u0')
      expect(withPresentNames(nameless, [{ userId: u0, name: 'u0' }])).toBe(nameless)
      expect(withPresentNames(nameless, [])).toBe(nameless)
    }
  })
})
