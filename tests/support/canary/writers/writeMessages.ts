import { dialectSideNames, dialectSides } from '../../dialects/dialectSides.ts'
import { newEntryId } from '../../relay/nativeClient.ts'
import { type Cast, mainSession } from '../cast.ts'
import { type Markers, main, postJson, sendMessage, toAll, toStaff } from '../writings.ts'

/** Sends, edits, redacts and reacts in both threads, and returns the ids of a message of each. */
export async function writeThreads(
  { pat, doc, colleague }: Cast,
  { mark, markBy }: Markers,
): Promise<{ readonly careMessage: string; readonly staffMessage: string }> {
  const careMessage = await sendMessage(doc, 'care', mark('text of a clinician', toAll))
  await sendMessage(pat, 'care', mark('text of the patient', toAll))
  await sendMessage(doc, 'care', mark('text that is encrypted', toAll), { contentEncoding: 'encrypted' })
  const staffMessage = await sendMessage(doc, 'staff', mark('text in the staff thread', toStaff))
  for (const [thread, target, emojis] of [
    ['care', careMessage, ['🪼', '🦑']],
    ['staff', staffMessage, ['🦭', '🦩']],
  ] as const) {
    const to = thread === 'care' ? toAll : toStaff
    const of = { ...main(thread), target }
    const text = mark(`edit in the ${thread} thread`, to)
    await doc.native.ask('message:edit', { id: newEntryId(), ...of, text })
    // Nothing but an emoji is taken here: one that nobody else uses is the marker.
    for (const [index, emoji] of emojis.entries())
      await (index === 0 ? doc : colleague).native.ask('message:react', {
        ...{ id: newEntryId(), ...of, on: true },
        emoji: markBy(emoji, `reaction in the ${thread} thread`, to),
      })
    const wrong = await sendMessage(doc, thread, 'to be taken back')
    const reason = mark(`reason of a redaction in the ${thread} thread`, to)
    await doc.native.ask('message:redact', { id: newEntryId(), ...main(thread), target: wrong, reason })
  }
  return { careMessage, staffMessage }
}

/** Sends a message by every dialect. */
export function writeByDialects({ doc }: Cast, { mark }: Markers): void {
  const sides = dialectSides(mainSession)
  for (const name of dialectSideNames) {
    const client = doc.dialects.get(name)
    if (!client) throw new Error(`the clinician has no connection of ${name}`)
    sides[name].send(client, mark(`text by ${name}`, toAll))
  }
}

/** Sends a message by every REST resource that takes one. */
export async function writeByRest({ doc }: Cast, { mark }: Markers): Promise<void> {
  const path = `/api/sessions/${mainSession}/messages`
  await postJson(doc, path, { text: mark('text by REST', toAll) })
  await postJson(doc, path, { text: mark('text by REST in the staff thread', toStaff), thread: 'staff' })
  for (const prefix of ['/chat', '/api/chat'])
    await postJson(doc, `${prefix}/${mainSession}/messages`, { message: mark(`text by ${prefix}`, toAll) })
}
