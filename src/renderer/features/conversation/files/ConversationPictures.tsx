import { type ReactNode, useCallback, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Attachment } from '../../../../shared/model/files/attachment.ts'
import type { SessionId } from '../../../../shared/model/ids.ts'
import type { Thread } from '../../../../shared/model/thread.ts'
import { useActions } from '../../../state/ConsoleContext.tsx'
import { fileKindOf } from '../../../ui/files/fileFacts.ts'
import { PictureViewer, type ViewedPicture } from '../../../ui/media/PictureViewer.tsx'
import type { Row } from '../rows/conversationRows.ts'
import { exactTimeText } from '../rows/timeText.ts'
import { LookContext } from './lookContext.ts'

interface ConversationPicturesProps {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly rows: readonly Row[]
  readonly children: ReactNode
}

/** A picture among those of the conversation that are loaded, and where it stands. */
interface LoggedPicture {
  readonly file: Attachment
  readonly seq: number
  readonly senderName: string
  readonly at: number
}

/** Shows the pictures of a conversation as large as the window, one after the other, when somebody asks to look at one. */
export function ConversationPictures({ sessionId, thread, rows, children }: ConversationPicturesProps) {
  const [shown, setShown] = useState<Attachment['id'] | null>(null)
  const pictures = useMemo(() => picturesIn(rows), [rows])
  const at = pictures.findIndex(({ file }) => file.id === shown)
  const close = useCallback(() => setShown(null), [])
  const stepTo = (index: number) => {
    const next = pictures[index]
    return next && (() => setShown(next.file.id))
  }
  const picture = useViewed({ sessionId, thread, picture: pictures[at], place: at + 1, count: pictures.length })
  return (
    <LookContext value={setShown}>
      {children}
      <PictureViewer picture={picture} onPrevious={stepTo(at - 1)} onNext={stepTo(at + 1)} onClose={close} />
    </LookContext>
  )
}

interface Viewed {
  readonly sessionId: SessionId
  readonly thread: Thread
  readonly picture: LoggedPicture | undefined
  readonly place: number
  readonly count: number
}

/** Returns the picture that is looked at, with its content as soon as that is here; null: none is. */
function useViewed({ sessionId, thread, picture, place, count }: Viewed): ViewedPicture | null {
  const { t, i18n } = useTranslation()
  const { openFile } = useActions()
  const [opened, setOpened] = useState<Pick<ViewedPicture, 'id' | 'address' | 'problem'> | null>(null)
  const id = picture?.file.id
  const seq = picture?.seq

  useEffect(() => {
    if (id === undefined || seq === undefined) return
    let isWanted = true
    void openFile({ kind: 'logged', sessionId, thread, seq, id }).then((answer) => {
      if (!isWanted) return
      const problem = answer.ok ? null : t('files.notFetched', { reason: answer.failure.message })
      setOpened({ id, address: answer.ok ? answer.value.address : null, problem })
    })
    return () => {
      isWanted = false
    }
  }, [openFile, sessionId, thread, seq, id, t])

  if (!picture) return null
  const content = opened?.id === picture.file.id ? opened : { address: null, problem: null }
  const time = exactTimeText(picture.at, i18n.language)
  return {
    ...{ id: picture.file.id, name: picture.file.name, place, count },
    about: t('conversation.message', { name: picture.senderName, time }),
    ...{ address: content.address, problem: content.problem },
  }
}

function picturesIn(rows: readonly Row[]): readonly LoggedPicture[] {
  return rows.flatMap((row) => {
    if (row.kind !== 'message' || row.entry === null) return []
    const { entry, at, senderName } = row
    const pictures = row.files.filter(({ mediaType }) => fileKindOf(mediaType) === 'picture')
    return pictures.map((file) => ({ file, seq: entry.seq, senderName, at }))
  })
}
