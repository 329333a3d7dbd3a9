import { createHash } from 'node:crypto'
import { uploadStateSchema } from '../../../../src/shared/protocol/rest.ts'
import { type Cast, mainSession } from '../cast.ts'
import type { RecordedPerson } from '../recordedPerson.ts'
import { type Markers, postJson, type Recipients, sendMessage, toAll, toStaff } from '../writings.ts'

/** Uploads a file for each thread and sends it, and one that is not sent. Returns their ids. */
export async function uploadFiles({ doc }: Cast, { mark }: Markers): Promise<readonly string[]> {
  const marked = (which: string, to: Recipients) => ({
    content: `${mark(`content of ${which}`, to)} is what it holds`,
    name: `${mark(`name of ${which}`, to)}.txt`,
  })
  const files = [
    await upload(doc, 'care', marked('a file', toAll)),
    await upload(doc, 'staff', marked('a file in the staff thread', toStaff)),
    await upload(doc, 'care', marked('a file that is not sent', { seenBy: ['doc'], of: 'staff' })),
  ] as const
  const [forAll, forStaff] = files
  await sendMessage(doc, 'care', mark('words beside a file', toAll), { type: 'document', attachments: [forAll] })
  await sendMessage(doc, 'staff', mark('words beside a file of staff', toStaff), {
    ...{ type: 'document', attachments: [forStaff] },
  })
  return files
}

async function upload(
  by: RecordedPerson,
  thread: 'care' | 'staff',
  { name, content }: { readonly name: string; readonly content: string },
): Promise<string> {
  const sha256 = createHash('sha256').update(content).digest('hex')
  const begun = await postJson(by, `/api/sessions/${mainSession}/attachments`, {
    ...{ name, bytes: content.length, sha256, thread },
  })
  const { id } = uploadStateSchema.parse(JSON.parse(begun))
  const headers = { 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' }
  await by.fetch({ method: 'PATCH', path: `/api/attachments/${id}`, body: content, headers })
  return id
}
