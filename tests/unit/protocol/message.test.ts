import { describe, expect, it } from 'vitest'
import { limits } from '../../../src/shared/protocol/limits.ts'
import { messageSendSchema } from '../../../src/shared/protocol/message.ts'

const message = {
  id: '0197f3e0-7b1a-7c55-8d2e-3a4b5c6d7e8f',
  sessionId: 'visit-7',
  thread: 'care',
  text: 'It hurts when I breathe in.',
}
const send = (part: Record<string, unknown>) => messageSendSchema.safeParse({ ...message, ...part })

describe('message:send', () => {
  it('is a text unless it says otherwise', () => {
    expect(send({}).data).toEqual({ ...message, type: 'text' })
  })

  it('keeps the text as it was written, white space and all', () => {
    const text = '  one\n\ttwo  \u202ethree 🩺 '
    expect(send({ text }).data?.text).toBe(text)
  })

  it.each(['', ' ', '\n\t ', '\u00a0'])('refuses %j as empty', (text) => {
    expect(send({ text }).error?.issues[0]?.message).toBe('the message is empty')
  })

  it('refuses a text over the limit, and names the limit', () => {
    expect(send({ text: 'a'.repeat(limits.messageTextBytes) }).success).toBe(true)
    const refused = send({ text: '漢'.repeat(limits.messageTextBytes / 3 + 1) })
    expect(refused.error?.issues[0]?.message).toContain(String(limits.messageTextBytes))
  })

  it.each([{ thread: 'private' }, { id: 'x' }, { sessionId: 'a b' }, { type: 'video' }, { replyTo: 'x' }, { text: 7 }])(
    'refuses %j',
    (part) => {
      expect(send(part).success).toBe(false)
    },
  )

  it('takes no word from the sender of who sent it, or when, or where it stands', () => {
    const forged = { senderId: 'someone', seq: 1, at: 1, senderRole: 'clinician' }
    expect(Object.keys(send(forged).data ?? {}).sort()).toEqual(['id', 'sessionId', 'text', 'thread', 'type'])
  })
})
