import { z } from 'zod'
import {
  type Attachment,
  type AttachmentId,
  attachmentIdSchema,
  attachmentSchema,
} from '../../../shared/model/files/attachment.ts'
import {
  type FileId,
  type OwnFile,
  type OwnFileState,
  ownFileStateSchema,
  pixelSizeSchema,
} from '../../../shared/model/files/ownFile.ts'
import type { EntryId, SessionId, UserId } from '../../../shared/model/ids.ts'
import type { Thread } from '../../../shared/model/thread.ts'
import type { ConsoleDatabase } from '../openDatabase.ts'

/** A file of this person that is not sent, with what its upload needs. Its content is stored under its id. */
export interface StoredOwnFile extends OwnFile {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly sha256: string
  readonly key: Uint8Array
  /** The id of its upload at the relay, once that has begun. */
  readonly uploadId: AttachmentId | null
  /** Its name and kind at the relay, once it is whole there. */
  readonly attachment: Attachment | null
}

/** A file of a logged message whose content is here, by the place of the message. */
export interface HeldFile {
  readonly attachmentId: AttachmentId
  readonly threadId: number
  readonly seq: number
  readonly contentId: string
  readonly key: Uint8Array
}

/** A message that carries files. */
export interface CarriedRow {
  readonly seq: number
  readonly entryId: EntryId
  readonly at: number
  readonly senderId: UserId
  readonly senderName: string
  readonly attachments: readonly Attachment[]
}

export interface FileStore {
  readonly find: (id: FileId) => StoredOwnFile | undefined
  /** The files of the draft of a thread, in their order. */
  readonly ofDraft: (sessionId: SessionId, thread: Thread) => StoredOwnFile[]
  /** The files of an unsent message, in their order. */
  readonly ofMessage: (id: EntryId) => StoredOwnFile[]
  /** Puts a file at the end of its draft. */
  readonly insert: (file: StoredOwnFile, stagedAtMs: number) => void
  /** Replaces state, upload and attachment. */
  readonly save: (file: StoredOwnFile) => void
  /** Passes files to a message, in this order, from a draft or from another message. */
  readonly assign: (files: readonly StoredOwnFile[], message: EntryId) => void
  readonly remove: (id: FileId) => void
  /** Takes off what was staged before then in sessions that are not here any more. */
  readonly removeForsaken: (stagedBeforeMs: number) => void
  readonly findHeld: (id: AttachmentId) => HeldFile | undefined
  /** A content that was held before under this id gives way. */
  readonly insertHeld: (file: HeldFile) => void
  /** The files that the messages of a thread carry, newest first, `limit` of them. */
  readonly carried: (threadId: number, limit: number) => CarriedRow[]
  /** Ids of the contents whose key is gone. */
  readonly gone: () => string[]
  readonly endGone: (contentId: string) => void
  /** Returns whether a content is one of a file here. */
  readonly isContent: (contentId: string) => boolean
}

interface OwnRow {
  readonly id: FileId
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly name: string
  readonly mediaType: string
  readonly bytes: number
  readonly sha256: string
  readonly sizeJson: string | null
  readonly key: Uint8Array
  readonly uploadId: string | null
  readonly attachmentJson: string | null
  readonly stateJson: string
}

const columns = `file_id AS id, session_id AS sessionId, thread, name, media_type AS mediaType, bytes, sha256, size_json AS sizeJson,
  content_key AS key, upload_id AS uploadId, attachment_json AS attachmentJson, state_json AS stateJson`

export function createFileStore(db: ConsoleDatabase): FileStore {
  const own = prepareOwn(db)
  return {
    find: (id) => {
      const row = own.find.get(id)
      return row && toFile(row)
    },
    ofDraft: (sessionId, thread) => own.ofDraft.all(sessionId, thread).map(toFile),
    ofMessage: (id) => own.ofMessage.all(id).map(toFile),
    insert: ({ size, state, ...file }, stagedAtMs) => {
      const sizeJson = size && JSON.stringify(size)
      own.insert.run({
        ...{ id: file.id, sessionId: file.sessionId, thread: file.thread, name: file.name, mediaType: file.mediaType },
        ...{
          bytes: file.bytes,
          sha256: file.sha256,
          key: file.key,
          sizeJson,
          stagedAtMs,
          stateJson: JSON.stringify(state),
        },
      })
    },
    save: ({ id, uploadId, attachment, state }) => {
      own.save.run(uploadId, attachment && JSON.stringify(attachment), JSON.stringify(state), id)
    },
    assign: (files, message) => {
      for (const [place, { id, state }] of files.entries()) own.assign.run(message, place, JSON.stringify(state), id)
    },
    remove: (id) => {
      own.remove.run(id)
    },
    removeForsaken: (stagedBeforeMs) => {
      own.removeForsaken.run(stagedBeforeMs)
    },
    ...createHeld(db),
  }
}

/** The statements on files of this person. */
function prepareOwn(db: ConsoleDatabase) {
  const find = db.prepare<[string], OwnRow>(`SELECT ${columns} FROM own_file WHERE file_id = ?`)
  const ofDraft = db.prepare<[string, string], OwnRow>(
    `SELECT ${columns} FROM own_file WHERE session_id = ? AND thread = ? AND entry_id IS NULL ORDER BY place`,
  )
  const ofMessage = db.prepare<[string], OwnRow>(`SELECT ${columns} FROM own_file WHERE entry_id = ? ORDER BY place`)
  const insert = db.prepare(
    `INSERT INTO own_file (file_id, session_id, thread, place, name, media_type, bytes, sha256, size_json, content_key,
       staged_at_ms, state_json)
     VALUES (@id, @sessionId, @thread,
       (SELECT coalesce(max(place), 0) + 1 FROM own_file WHERE session_id = @sessionId AND thread = @thread AND entry_id IS NULL),
       @name, @mediaType, @bytes, @sha256, @sizeJson, @key, @stagedAtMs, @stateJson)`,
  )
  const save = db.prepare<[string | null, string | null, string, string]>(
    'UPDATE own_file SET upload_id = ?, attachment_json = ?, state_json = ? WHERE file_id = ?',
  )
  const assign = db.prepare<[string, number, string, string]>(
    'UPDATE own_file SET entry_id = ?, place = ?, state_json = ? WHERE file_id = ?',
  )
  const remove = db.prepare<[string]>('DELETE FROM own_file WHERE file_id = ?')
  const removeForsaken = db.prepare<[number]>(
    `DELETE FROM own_file WHERE entry_id IS NULL AND staged_at_ms < ?
       AND session_id NOT IN (SELECT session_id FROM session)`,
  )
  return { find, ofDraft, ofMessage, insert, save, assign, remove, removeForsaken }
}

function createHeld(
  db: ConsoleDatabase,
): Pick<FileStore, 'findHeld' | 'insertHeld' | 'carried' | 'gone' | 'endGone' | 'isContent'> {
  const findHeld = db.prepare<[string], HeldFile>(
    `SELECT attachment_id AS attachmentId, thread_id AS threadId, seq, content_id AS contentId, content_key AS key
     FROM held_file WHERE attachment_id = ?`,
  )
  const insertHeld = db.prepare<[string, number, number, string, Uint8Array]>(
    `INSERT INTO held_file (attachment_id, thread_id, seq, content_id, content_key) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET content_id = excluded.content_id, content_key = excluded.content_key`,
  )
  const carried = db.prepare<[number, number], Omit<CarriedRow, 'attachments'> & { attachmentsJson: string }>(
    `SELECT seq, entry_id AS entryId, at_ms AS at, sender_id AS senderId, sender_name AS senderName,
       json_extract(body_json, '$.attachments') AS attachmentsJson
     FROM entry WHERE thread_id = ? AND kind = 'message' AND json_extract(body_json, '$.attachments') IS NOT NULL
     ORDER BY seq DESC LIMIT ?`,
  )
  const gone = db.prepare<[], string>('SELECT content_id FROM gone_content').pluck()
  const endGone = db.prepare<[string]>('DELETE FROM gone_content WHERE content_id = ?')
  const isContent = db
    .prepare<[string, string], number>(
      `SELECT EXISTS (SELECT 1 FROM own_file WHERE file_id = ?) OR EXISTS (SELECT 1 FROM held_file WHERE content_id = ?)`,
    )
    .pluck()
  return {
    findHeld: (id) => findHeld.get(id),
    insertHeld: ({ attachmentId, threadId, seq, contentId, key }) => {
      insertHeld.run(attachmentId, threadId, seq, contentId, key)
    },
    carried: (threadId, limit) =>
      carried.all(threadId, limit).map(({ attachmentsJson, ...row }) => ({
        ...row,
        attachments: z.array(attachmentSchema).parse(JSON.parse(attachmentsJson)),
      })),
    gone: () => gone.all(),
    endGone: (contentId) => {
      endGone.run(contentId)
    },
    isContent: (contentId) => isContent.get(contentId, contentId) === 1,
  }
}

function toFile({ sizeJson, uploadId, attachmentJson, stateJson, ...row }: OwnRow): StoredOwnFile {
  const state: OwnFileState = ownFileStateSchema.parse(JSON.parse(stateJson))
  return {
    ...row,
    key: new Uint8Array(row.key),
    size: sizeJson === null ? null : pixelSizeSchema.parse(JSON.parse(sizeJson)),
    uploadId: z.nullable(attachmentIdSchema).parse(uploadId),
    attachment: attachmentJson === null ? null : attachmentSchema.parse(JSON.parse(attachmentJson)),
    state,
  }
}
