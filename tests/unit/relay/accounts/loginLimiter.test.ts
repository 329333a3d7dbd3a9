import { afterEach, describe, expect, test } from 'vitest'
import { createLoginLimiter } from '../../../../relay/accounts/loginLimiter.ts'
import { openSqliteStore } from '../../../../relay/store/database/openSqliteStore.ts'
import { deviceIdSchema, userIdSchema } from '../../../../src/shared/model/ids.ts'
import { createFakeClock } from '../../../support/time/fakeClock.ts'

const ada = { login: 'ada', userId: userIdSchema.parse('ada') }
const adaByEmail = { ...ada, login: 'Ada@Clinic.example' }
const stranger = (login: string) => ({ login, userId: undefined })
const desk = { address: '10.0.0.1' }
const laptop = deviceIdSchema.parse('0d3a1d1e-6f0a-4a4e-9d5b-2b6b8a0b1c11')
const address = (n: number) => ({ address: `10.9.${n >> 8}.${n & 255}` })

const closers: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const close of closers.splice(0)) await close()
})

async function open() {
  const store = await openSqliteStore({ file: ':memory:' })
  closers.push(store.close)
  const clock = createFakeClock()
  await store.users.put({ id: ada.userId, name: 'Ada', role: 'clinician' }, clock.now())
  const look = createLoginLimiter({ store: store.signIns, clock })
  type Attempt = Parameters<typeof look>
  const attempt = async (...of: Attempt) => (await look(...of)).begin()
  /** So many failures; how many of them did not have to wait. */
  const fail = async (name: Attempt[0], place: Attempt[1], count: number) => {
    const tries = Array.from({ length: count }, () =>
      attempt(name, place).then(
        () => 1,
        () => 0,
      ),
    )
    return (await Promise.all(tries)).reduce((sum, one) => sum + one, 0)
  }
  const signIn = async (place: Attempt[1]) => (await attempt(ada, place)).succeeded(ada.userId)
  return { clock, look, attempt, fail, signIn }
}

describe('repeated wrong passwords', () => {
  test('make the next attempt wait, ever longer, and for a minute at most', async () => {
    const { clock, attempt, fail } = await open()
    expect(await fail(ada, desk, 15)).toBe(10)
    await expect(attempt(ada, desk)).rejects.toThrow('Too many attempts to sign in. Try again in 1 s.')
    clock.advance(1_000)
    expect(await fail(ada, desk, 15)).toBe(1)
    await expect(attempt(ada, desk)).rejects.toMatchObject({ retryAfterMs: 2_000, failure: { kind: 'rateLimited' } })
    for (let n = 0; n < 20; n += 1) {
      clock.advance(60_000)
      expect(await fail(ada, desk, 3)).toBeGreaterThan(0)
    }
  })

  test('are counted one by one, however many were looked at before the first was', async () => {
    const { look } = await open()
    const candidates = await Promise.all(Array.from({ length: 15 }, () => look(ada, desk)))
    const outcomes = await Promise.allSettled(candidates.map(({ begin }) => begin()))
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(10)
  })

  test('of strangers leave known who has signed in from a place before', async () => {
    const { look, signIn } = await open()
    expect((await look(ada, desk)).isKnown).toBe(false)
    await signIn(desk)
    expect((await look(ada, desk)).isKnown).toBe(true)
    expect((await look(stranger('eve'), desk)).isKnown).toBe(false)
  })

  test('count for one person, by whatever name they are tried', async () => {
    const { fail } = await open()
    expect(await fail(adaByEmail, desk, 6)).toBe(6)
    expect(await fail(ada, desk, 6)).toBe(4)
    expect(await fail(stranger('EVE@clinic.example'), desk, 6)).toBe(6)
    expect(await fail(stranger('eve@clinic.example'), desk, 6)).toBe(4)
  })

  test('from one address do not keep the user out at another, nor other users at that address', async () => {
    const { fail } = await open()
    expect(await fail(ada, desk, 15)).toBe(10)
    expect(await fail(ada, { address: '10.0.0.2' }, 1)).toBe(1)
    expect(await fail(stranger('bob'), desk, 1)).toBe(1)
  })

  test('are slowed when spread over addresses or over names, of somebody and of nobody alike', async () => {
    for (const name of [ada, stranger('nobody')]) {
      const { fail } = await open()
      let admitted = 0
      for (let n = 0; n < 80; n += 1) admitted += await fail(name, address(n), 1)
      expect(admitted).toBe(50)
    }
    const { fail } = await open()
    let admitted = 0
    for (let n = 0; n < 130; n += 1) admitted += await fail(stranger(`user-${n}`), desk, 1)
    expect(admitted).toBe(100)
  })

  test('of others, from wherever, keep nobody out at an address or on a device where they have signed in before', async () => {
    const { fail, signIn } = await open()
    await signIn(desk)
    await signIn({ address: '10.0.0.3', deviceId: laptop })
    for (let n = 0; n < 40; n += 1) await fail(n % 2 === 0 ? ada : adaByEmail, address(n), 20)
    expect(await fail(ada, address(1_000), 1)).toBe(0)
    await signIn(desk)
    // Somebody at the next desk: the address is the same, and its allowance used up.
    for (let n = 0; n < 120; n += 1) await fail(stranger(`user-${n}`), { address: '10.0.0.3' }, 1)
    await fail(ada, { address: '10.0.0.3' }, 20)
    expect(await fail(ada, { address: '10.0.0.3' }, 1)).toBe(0)
    await signIn({ address: '10.0.0.3', deviceId: laptop })
    await signIn({ address: '172.16.0.1', deviceId: laptop })
  })

  test('on a known device are counted there, and on one that is not known like everywhere', async () => {
    const { fail, signIn } = await open()
    await signIn({ ...desk, deviceId: laptop })
    expect(await fail(ada, { ...address(1), deviceId: laptop }, 15)).toBe(10)
    expect(await fail(ada, { ...address(2), deviceId: laptop }, 1)).toBe(0)
    expect(await fail(ada, desk, 1)).toBe(1)
    const other = deviceIdSchema.parse('0d3a1d1e-6f0a-4a4e-9d5b-2b6b8a0b1c12')
    expect(await fail(ada, { ...address(3), deviceId: other }, 15)).toBe(10)
    // What one person has signed in on is nothing to another.
    expect(await fail(stranger('bob'), { ...address(4), deviceId: laptop }, 15)).toBe(10)
  })

  test('are forgotten after the right one and with time, and a place half a year after the last time', async () => {
    const { clock, fail, signIn } = await open()
    await fail(ada, desk, 9)
    await signIn(desk)
    expect(await fail(ada, desk, 15)).toBe(10)
    clock.advance(3_600_000)
    expect(await fail(ada, desk, 15)).toBe(10)
    clock.advance(181 * 24 * 3_600_000)
    for (let n = 0; n < 60; n += 1) await fail(ada, address(n), 1)
    expect(await fail(ada, desk, 1)).toBe(0)
  })
})
