import { expect, it } from 'vitest'
import { previewOf } from '../../../src/shared/model/digest/messagePreview.ts'
import type { Entry } from '../../../src/shared/model/entry.ts'
import { entryIdSchema, sessionIdSchema, userIdSchema } from '../../../src/shared/model/ids.ts'
import { hasVisibleText } from '../../../src/shared/model/text/visibleText.ts'
import { messageSendSchema } from '../../../src/shared/protocol/message.ts'
import { sessionUp } from '../../../src/shared/protocol/session.ts'
import { blankTexts, visibleTexts } from '../../support/blankTexts.ts'

const sent = {
  id: '019a0000-0000-7000-8000-000000000001',
  sessionId: 's-1',
  thread: 'care',
}

it.each(blankTexts)('sees nothing in %j, and takes it for no message and no reason', (text) => {
  expect(hasVisibleText(text)).toBe(false)
  expect(messageSendSchema.safeParse({ ...sent, text }).error?.issues[0]?.message).toBe('the message is empty')
  const { payload } = sessionUp['session:escalate']
  expect(payload.safeParse({ ...sent, reason: text }).error?.issues[0]?.message).toBe('the reason is empty')
})

it.each(blankTexts)('takes files beside %j for a message', (text) => {
  const attachments = ['019a0000-0000-7000-8000-000000000002']
  expect(messageSendSchema.safeParse({ ...sent, text, attachments }).data?.text).toBe(text)
})

it.each(visibleTexts)('sees something in %j, and leaves it as it is', (text) => {
  expect(hasVisibleText(text)).toBe(true)
  expect(messageSendSchema.parse({ ...sent, text }).text).toBe(text)
})

it('shows in a list the words that stand behind more than a line of what cannot be seen', () => {
  const entry: Entry = {
    id: entryIdSchema.parse(sent.id),
    sessionId: sessionIdSchema.parse('s-1'),
    thread: 'care',
    seq: 1,
    at: 0,
    senderId: userIdSchema.parse('p'),
    senderName: 'P',
    senderRole: 'patient',
    body: { kind: 'message', type: 'text', text: `${'\u200b'.repeat(2_000)}chest pain` },
  }
  expect(previewOf(entry)?.text).toBe('chest pain')
})
