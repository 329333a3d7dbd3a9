import type { Attack, Target } from '../attack.ts'

/** A relay may let who signs in wait; the attack goes on. */
const patienceMs = 2_000

/** 300 wrong passwords in each strike, each of the name and from the address that are given for it. */
function wrongPasswords(
  name: string,
  attemptOf: (target: Target, index: number) => { readonly email: string; readonly address: string },
): Attack {
  return {
    name,
    strikesPerSecond: 1,
    open: async ({ target, heard }) => ({
      strike: async () => {
        const attempts = Array.from({ length: 300 }, async (_, index) => {
          const { email, address } = attemptOf(target, index)
          const answer = await fetch(`${target.url}/api/auth/login`, {
            method: 'POST',
            headers: { 'content-type': 'application/json', 'x-forwarded-for': address },
            body: JSON.stringify({ email, password: 'not the password' }),
            signal: AbortSignal.timeout(patienceMs),
          })
          heard(await answer.text())
        })
        await Promise.allSettled(attempts)
      },
      close: async () => undefined,
    }),
  }
}

const fromManyAddresses = wrongPasswords('300 wrong passwords from 30 addresses', (_target, index) => ({
  email: `somebody-${index}`,
  address: `198.51.100.${index % 30}`,
}))

/** One network and a few addresses, in so many spellings. */
const spellings = (index: number): readonly string[] => [
  `2001:db8:0:1::${index.toString(16)}`,
  `2001:0DB8:0000:0001:0:0:0:${index.toString(16)}`,
  `::ffff:198.51.100.${index % 4}`,
  `::FFFF:c633:640${index % 4}`,
  `198.51.100.${index % 4}`,
  `not an address ${index}`,
]

const inEverySpelling = wrongPasswords(
  '300 wrong passwords of one colleague, from addresses in every spelling',
  ({ others: { userId } }, index) => ({
    email: index % 2 === 0 ? userId : `${userId}@clinic.example`,
    address: spellings(index)[index % 6] ?? '',
  }),
)

export const passwordAttacks: readonly Attack[] = [fromManyAddresses, inEverySpelling]
