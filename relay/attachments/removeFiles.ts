import type { AttachmentRecord } from '../store/attachments/attachmentRecord.ts'
import type { Store } from '../store/store.ts'
import type { AttachmentFiles } from './attachmentFiles.ts'

export interface RemoveFilesParts {
  readonly store: { readonly attachments: Pick<Store['attachments'], 'removeUnsent' | 'unreferenced'> }
  readonly files: Pick<AttachmentFiles, 'removeUpload' | 'removeKept'>
}

/** Removes those of these files (by hash) that no attachment refers to; returns how many. */
export async function removeUnreferenced(
  {
    store,
    files,
  }: {
    readonly store: { readonly attachments: Pick<Store['attachments'], 'unreferenced'> }
    readonly files: Pick<AttachmentFiles, 'removeKept'>
  },
  hashes: readonly string[],
): Promise<number> {
  const unreferenced = await store.attachments.unreferenced(hashes)
  for (const hash of unreferenced) await files.removeKept(hash)
  return unreferenced.length
}

/** Removes an upload that was not sent. Returns false, with nothing done, when a message carries it by now. */
export async function removeUnsent(parts: RemoveFilesParts, { id, sha256 }: AttachmentRecord): Promise<boolean> {
  if (!(await parts.store.attachments.removeUnsent(id))) return false
  await parts.files.removeUpload(id)
  await removeUnreferenced(parts, [sha256])
  return true
}
