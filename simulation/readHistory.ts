import { FailureError } from '../src/shared/model/failure.ts'
import type { SessionId } from '../src/shared/model/ids.ts'
import { limits } from '../src/shared/protocol/limits.ts'
import { atRelay } from '../src/shared/protocol/relayAddress.ts'
import { messagesAnswerSchema, restPaths } from '../src/shared/protocol/rest.ts'
import type { HeldMessage } from './replay/compareLogs.ts'

/** All messages of a session's care thread, as the REST history gives them to the owner of the token, page by page. */
export async function readHistory(relayUrl: string, token: string, sessionId: SessionId): Promise<HeldMessage[]> {
  const messages: HeldMessage[] = []
  for (;;) {
    const url = new URL(atRelay(relayUrl, restPaths.messages(sessionId)))
    url.searchParams.set('after', String(messages.at(-1)?.seq ?? 0))
    url.searchParams.set('limit', String(limits.entriesPerPage))
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    if (!answer.ok) throw new FailureError('internal', `The relay answered the history with status ${answer.status}.`)
    const page = messagesAnswerSchema.parse(await answer.json())
    if (page.messages.length === 0) return messages
    messages.push(...page.messages)
  }
}
