import type { Content, ContentFiles } from '../../storage/files/contentFiles.ts'

/** Reads the bytes of a content from `start` up to and without `end` into memory. */
export async function readPart(
  contents: Pick<ContentFiles, 'read'>,
  content: Content,
  { start, end }: { readonly start: number; readonly end: number },
): Promise<Uint8Array<ArrayBuffer>> {
  const part = new Uint8Array(end - start)
  let at = 0
  for await (const chunk of contents.read(content, { start, end })) {
    part.set(chunk, at)
    at += chunk.byteLength
  }
  return part
}
