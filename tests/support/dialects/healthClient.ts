import { onTestFinished } from 'vitest'
import { connectDialect, type DialectClient, tokenWith } from './dialectClient.ts'

/** A client of the health platform that has been greeted; it is closed with the test. */
export async function connectHealth(url: string, userId: string, role: string): Promise<DialectClient> {
  const client = await connectDialect({ url, auth: { token: await tokenWith({ userId, role }) } })
  onTestFinished(client.close)
  await client.waitFor('connected')
  return client
}
